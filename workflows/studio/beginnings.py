"""What a draft may begin from beside a version and an archive: the templates of the house, and folders changed on the disk."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from sqlalchemy import or_, select

from workflows.calendar.zone import local_date
from workflows.casework.catalogue import latest_versions
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.publishing import procedure_folders
from workflows.people import Unit
from workflows.people.words import UnitKind
from workflows.procedure import read
from workflows.procedure.model import Problem, Severity
from workflows.procedure.reader import digest_of, folder_files
from workflows.settings import ROOT, procedures_folder
from workflows.store import UnitOfWork
from workflows.studio.given_folder import require_process_id

TEMPLATES = ROOT / "bpmn" / "templates"
"""Folders that pass the check and their own scenarios, to begin from."""
_CITY, _FIRST, _FURTHER = "CITY", "C1", "C2"
# The units of the templates as their diagrams and scenarios write them. An entry of a list, or a line of a scenario, that names
# the last stands once for each county of the office beyond the first: not at all where there is none.
_CODE = re.compile(rf"\b(?:{_CITY}|{_FIRST}|{_FURTHER})\b")
_AT_HOME = re.compile(
    rf"(?P<further>, &#34;{_FURTHER}&#34;|, county_office@{_FURTHER}\b|^[ -]*[\"{{].*\b{_FURTHER}\b.*\n)|{_CODE.pattern}",
    re.MULTILINE,
)
_ITEM = "item: 2"  # of the county that a line names


@dataclass(frozen=True, slots=True)
class Beginning:
    """The codes of this office's units that stand in a template instead of its own."""

    city: str
    counties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A folder to begin from, and what it is called."""

    key: str
    name: str
    name_en: str

    def label(self, locale: str) -> str:
        """Its name in the reader's language."""
        return self.name if locale.startswith("zh") else self.name_en


def templates() -> Sequence[Template]:
    """The templates of the house, by name of their folder."""
    found = []
    for folder in procedure_folders(TEMPLATES):
        procedure, _ = read(folder.name, folder_files(folder, []))
        if procedure is not None:
            found.append(Template(folder.name, procedure.name, procedure.label("process", procedure.name, "en")))
    return found


def units_to_begin_with(work: UnitOfWork) -> Beginning | None:
    """The units of this office for a template: its city and every county. None where it has none today; one statement."""
    today = local_date(work.now)
    stands = (
        or_(Unit.valid_from.is_(None), Unit.valid_from <= today),
        or_(Unit.valid_to.is_(None), Unit.valid_to > today),
    )
    wanted = select(Unit.code, Unit.kind).where(Unit.kind.in_([UnitKind.CITY, UnitKind.COUNTY]), *stands)
    found = work.session.execute(wanted.order_by(Unit.path)).all()
    cities = [code for code, kind in found if kind is UnitKind.CITY]
    counties = [code for code, kind in found if kind is UnitKind.COUNTY]
    return Beginning(cities[0], tuple(counties)) if cities and counties else None


def files_of_template(
    key: str, process_id: str, name: str, units: Beginning | None = None, *, name_en: str = ""
) -> Mapping[str, bytes]:
    """The files of a template as a procedure of its own, with an id and its names; `units` stand in place of its own. Without an
    English name it is told from others of its template by its id.

    Raises NotFound and InvalidRequest.
    """
    require_process_id(process_id)
    if not name.strip() or max(len(name), len(name_en)) > 100:
        raise InvalidRequest("Give the procedure a name, 100 characters at most.", "请填写流程名称，最多 100 个字。")
    template = next((each for each in templates() if each.key == key), None)
    if template is None:
        raise NotFound("There is no such template.", "没有这个模板。")
    files = dict(folder_files(TEMPLATES / key, []))
    drawn = files.pop(f"{key}.bpmn").decode("utf-8")
    drawn = re.sub(rf'\b(id|bpmnElement|processRef)="{key}"', rf'\1="{process_id}"', drawn)
    given = quoteattr(name.strip(), {'"': "&quot;"})
    drawn = re.sub(rf'(<bpmn:process id="{process_id}") name="[^"]*"', lambda at: f"{at[1]} name={given}", drawn)
    files[f"{process_id}.bpmn"] = drawn.encode()
    # A text in JSON is one in YAML too, whatever signs it holds.
    english = json.dumps(name_en.strip() or f"{template.name_en} ({process_id})", ensure_ascii=False)
    labels = files["labels.en.yaml"].decode("utf-8")
    files["labels.en.yaml"] = re.sub(
        r"^process: .*$", lambda _: f"process: {english}", labels, flags=re.MULTILINE
    ).encode()
    return {file: _at_home(data, units) if units else data for file, data in files.items()}


def names_counties(key: str) -> bool:
    """Whether a template names counties, in whose place those of the office stand."""
    return any(_FIRST.encode() in data for data in folder_files(TEMPLATES / key, []).values())


def _at_home(data: bytes, units: Beginning) -> bytes:
    home = {_CITY: units.city, _FIRST: units.counties[0]}

    def with_county(text: str, number: int, county: str) -> str:
        return _CODE.sub(lambda at: {**home, _FURTHER: county}[at[0]], text.replace(_ITEM, f"item: {number}"))

    def written(at: re.Match[str]) -> str:
        if at["further"] is None:
            return home[at[0]]
        return "".join(with_county(at[0], number, county) for number, county in enumerate(units.counties[1:], 2))

    # In one pass, so that a code of the office that looks like one of the template's stays what it is.
    return _AT_HOME.sub(written, data.decode("utf-8")).encode()


@dataclass(frozen=True, slots=True)
class DiskFolder:
    """A procedure's folder on the disk of the server whose content is not the published version."""

    process_id: str
    is_published: bool  # another content of it is


def changed_folders(work: UnitOfWork) -> Sequence[DiskFolder]:
    """The folders of the designers' room that differ from what is published, or were never published; one statement."""
    published = {version.process_id: version.digest for version in latest_versions(work)}
    return [
        DiskFolder(folder.name, folder.name in published)
        for folder in _folders()
        if published.get(folder.name) != digest_of(folder_files(folder, []))
    ]


def files_on_disk(process_id: str) -> Mapping[str, bytes]:
    """The files of a folder in the designers' room. Raises NotFound, and InvalidRequest for what cannot be read."""
    folder = next((each for each in _folders() if each.name == process_id), None)
    if folder is None:
        raise NotFound("There is no such folder.", "没有这个文件夹。")
    problems: list[Problem] = []
    files = folder_files(folder, problems)
    refused = [problem for problem in problems if problem.severity is Severity.ERROR]
    if refused:
        raise InvalidRequest(*refused[0].sentence)
    return files


def _folders() -> Sequence[Path]:
    root = procedures_folder()
    return procedure_folders(root) if root.is_dir() else ()
