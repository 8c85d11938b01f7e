"""The files of a version or a draft as the studio looks at them: what they are, what can be read, and every problem of them."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.calendar.zone import local_date
from workflows.casework.catalogue import is_readable, latest_versions, procedure_of, read_ahead
from workflows.casework.publishing import check_all, people_known, posts_known, units_known
from workflows.procedure import read
from workflows.procedure.model import Problem, Procedure, Severity
from workflows.procedure.reader import digest_of
from workflows.procedure.scenario_reader import is_scenario
from workflows.store import UnitOfWork


class FileKind(StrEnum):
    """What a file of a procedure is, in the order in which they are listed."""

    DIAGRAM = "diagram"
    FORM = "form"
    TABLE = "table"
    LETTER = "letter"
    LEDGER = "ledger"
    SCENARIO = "scenario"
    TEXTS = "texts"


def kind_of_file(name: str) -> FileKind:
    """The kind of a file by its name; translations, examples and what is no part of a procedure are texts."""
    if name.endswith(".bpmn"):
        return FileKind.DIAGRAM
    if name.endswith(".form"):
        return FileKind.FORM
    if name.endswith(".dmn"):
        return FileKind.TABLE
    if name.startswith(("letters/", "notices/")):
        return FileKind.LETTER
    if name.startswith("ledgers/"):
        return FileKind.LEDGER
    return FileKind.SCENARIO if is_scenario(name) else FileKind.TEXTS


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of one procedure, looked at: `procedure` is None where they cannot be read as one."""

    process_id: str
    files: Mapping[str, bytes]
    digest: str
    procedure: Procedure | None
    problems: Sequence[Problem]

    @property
    def errors(self) -> Sequence[Problem]:
        """What keeps it from being published."""
        return [each for each in self.problems if each.severity is Severity.ERROR]

    @property
    def warnings(self) -> Sequence[Problem]:
        """What should be looked at, and keeps nothing back."""
        return [each for each in self.problems if each.severity is Severity.WARNING]

    def by_kind(self) -> Mapping[FileKind, Sequence[str]]:
        """The names of the files by kind, in the order of the kinds."""
        return {kind: [name for name in sorted(self.files) if kind_of_file(name) is kind] for kind in FileKind}

    def problems_of(self, name: str) -> Sequence[Problem]:
        """The problems of one file."""
        return [each for each in self.problems if each.file == name]

    def line_of(self, problem: Problem) -> int | None:
        """The line that a problem is about: its own, else the first that names its element; None where no line does."""
        if problem.line or not problem.element or problem.file not in self.files:
            return problem.line
        named = _naming(problem.element.rpartition(".")[2].rpartition(":")[2])
        lines = self.files[problem.file].decode("utf-8", "replace").splitlines()
        return next((number for number, line in enumerate(lines, 1) if named.search(line)), None)


def _naming(element: str) -> re.Pattern[str]:
    """What the line that introduces an element says, in a diagram or table, a form, or a file of `key: value`."""
    name = re.escape(element)
    return re.compile(rf"""\bid="{name}"|"(?:key|id)":\s*"{name}"|(?:^|[\s:{{])["']?{name}["']?\s*:""")


_KEPT = 32
# What a transaction that only reads has asked already, under these names in its session.
_BESIDE, _POSTS = "studio_beside", "studio_posts"
_lock = threading.Lock()
_looked: OrderedDict[Hashable, Folder] = OrderedDict()


def neighbours(work: UnitOfWork) -> Mapping[str, Procedure]:
    """The newest published version of every procedure that this program can read, by process id; asked once while only reading."""
    known: Mapping[str, Procedure] | None = None if work.is_writing else work.session.info.get(_BESIDE)
    if known is None:
        versions = latest_versions(work)
        read_ahead(work, [version.id for version in versions])
        known = {each.process_id: procedure_of(work, each.id) for each in versions if is_readable(work, each.id)}
        work.session.info[_BESIDE] = known
    return known


def _posts(work: UnitOfWork) -> Collection[str] | None:
    """The keys of the posts in use, asked once while only reading."""
    if work.is_writing or _POSTS not in work.session.info:
        work.session.info[_POSTS] = posts_known(work)
    found: Collection[str] | None = work.session.info[_POSTS]
    return found


def look_at(work: UnitOfWork, process_id: str, files: Mapping[str, bytes]) -> Folder:
    """Read and check files as publishing would, against the posts, people, units and other procedures of today.

    What came of it is kept per process for as long as neither the files nor anything that they are checked against has changed.
    """
    procedure, unread = read(process_id, files)
    digest = digest_of(files)
    if procedure is None:
        return Folder(process_id, files, digest, None, unread)
    beside = neighbours(work)
    posts = _posts(work)
    people, units = people_known(work, [procedure]), units_known(work, [procedure])
    key = (
        process_id,
        digest,
        tuple(sorted(each.digest for each in beside.values())),
        None if posts is None else tuple(posts),
        people,
        units,
        local_date(work.now),
    )
    with _lock:
        known = _looked.get(key)
        if known is not None:
            _looked.move_to_end(key)
            return known
    checked = check_all(
        {process_id: procedure}, posts, people, units, beside={**beside, process_id: procedure}, now=work.now
    )
    found = Folder(process_id, files, digest, procedure, (*unread, *(p for p in checked if p not in unread)))
    with _lock:
        _looked[key] = found
        while len(_looked) > _KEPT:
            _looked.popitem(last=False)
    return found
