"""A procedure folder, or the same as name → bytes, → an immutable Procedure; the checks are another file's work."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from lxml import etree

from workflows.procedure.diagram import Diagram, read_diagram
from workflows.procedure.examples import EXAMPLES
from workflows.procedure.findings import Findings
from workflows.procedure.form_model import Form
from workflows.procedure.forms import read_form
from workflows.procedure.ledger_files import read_ledger
from workflows.procedure.ledger_model import LedgerFile
from workflows.procedure.letter_model import Letter
from workflows.procedure.letters import read_letter
from workflows.procedure.model import Problem, Procedure, ProcedureError, Severity
from workflows.procedure.notice_files import read_notice
from workflows.procedure.notice_model import NoticeFile
from workflows.procedure.plain_data import DataRefused, read_yaml
from workflows.procedure.sentences import problem
from workflows.procedure.tags import attribute, children
from workflows.xml import XmlRefused, parse_xml

MAX_FILES = 500
MAX_FOLDER_BYTES = 10_000_000
MAX_FILE_BYTES = 1_000_000
_FORM = re.compile(r"forms/([A-Za-z_][A-Za-z0-9_.\-]{0,119})\.form\Z")
_LETTER = re.compile(r"letters/([A-Za-z_][A-Za-z0-9_]{0,39})\.yaml\Z")
_LEDGER = re.compile(r"ledgers/([A-Za-z_][A-Za-z0-9_]{0,39})\.yaml\Z")
_NOTICE = re.compile(r"notices/([A-Za-z_][A-Za-z0-9_]{0,39})\.yaml\Z")
_SCENARIO = re.compile(r"scenarios/[^/]+\.yaml\Z")
_LABELS = re.compile(r"labels\.([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)\.yaml\Z")


def read_folder(path: Path | str) -> Procedure:
    """The procedure of the folder `path`, whose name is the process id. Raises ProcedureError with every problem."""
    folder = Path(path).resolve()
    if readable_name(folder.name) != folder.name:
        raise ProcedureError((problem("file_name_unreadable", readable_name(folder.name)),))
    problems: list[Problem] = []
    files = folder_files(folder, problems)
    if any(found.severity is Severity.ERROR for found in problems):
        raise ProcedureError(tuple(problems))
    return read_files(folder.name, files)


def read_files(process_id: str, files: Mapping[str, bytes]) -> Procedure:
    """The procedure of `files` (path inside the folder → content). Raises ProcedureError with every problem."""
    procedure, problems = read(process_id, files)
    if procedure is None:
        raise ProcedureError(problems)
    return procedure


def read_stored(process_id: str, files: Mapping[str, bytes]) -> Procedure:
    """The procedure of a version that was published once: words that any earlier version of the program accepted are read or
    passed over. Raises ProcedureError for what none of them knew."""
    procedure, problems = read(process_id, files, is_stored=True)
    if procedure is None:
        raise ProcedureError(problems)
    return procedure


def read(
    process_id: str, files: Mapping[str, bytes], *, is_stored: bool = False
) -> tuple[Procedure | None, tuple[Problem, ...]]:
    """The procedure, or None where it has errors; and every problem, warnings too. New files, unless they are `is_stored`."""
    problems: list[Problem] = []
    if not _sizes_are_usable(files, process_id, problems):
        return None, tuple(problems)
    diagram = _diagram(process_id, files, problems, is_stored=is_stored)
    forms = _forms(files, problems, is_stored=is_stored)
    letters = _letters(files, problems, is_stored=is_stored)
    notices = _notices(files, problems, is_stored=is_stored)
    ledgers = _ledgers(files, problems, is_stored=is_stored)
    decisions = _decisions(files, problems)
    labels = _labels(files, problems)
    if diagram is None or any(found.severity is Severity.ERROR for found in problems):
        return None, tuple(problems)
    procedure = Procedure(
        process_id=diagram.process_id,
        name=diagram.name,
        version_tag=diagram.version_tag,
        documentation=diagram.documentation,
        process=diagram.process,
        lanes=diagram.lanes,
        forms=MappingProxyType(forms),
        decisions=MappingProxyType(decisions),
        labels=MappingProxyType(labels),
        letters=MappingProxyType(letters),
        notices=MappingProxyType(notices),
        ledgers=MappingProxyType(ledgers),
        files=MappingProxyType(dict(sorted(files.items()))),
        digest=digest_of(files),
        properties=diagram.properties,
        elements=MappingProxyType(diagram.elements),
    )
    return procedure, tuple(problems)


def digest_of(files: Mapping[str, bytes]) -> str:
    """The SHA-256 over names and contents of a folder, in hexadecimal; the order of the files does not count."""
    total = hashlib.sha256()
    for name, data in sorted(files.items()):
        encoded = name.encode()
        total.update(len(encoded).to_bytes(8, "big") + encoded + len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def folder_files(folder: Path, problems: list[Problem]) -> dict[str, bytes]:
    """The files of a procedure folder; hidden files and README.md are left out, others that are no part get a warning."""
    if not folder.is_dir():
        problems.append(problem("folder_missing", folder.name, values={"path": folder.name}))
        return {}
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name == "README.md" or any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        shown = readable_name(name)
        if shown != name:
            problems.append(problem("file_name_unreadable", shown))
            continue
        try:
            if not is_part(name) or not path.resolve().is_relative_to(folder):
                problems.append(problem("file_unknown", name, severity=Severity.WARNING))
                continue
            state = path.stat()
            if not stat.S_ISREG(state.st_mode):
                # A pipe or a device would be waited for, or never end.
                problems.append(problem("file_is_none", name))
                continue
            if state.st_size > MAX_FILE_BYTES:
                problems.append(
                    problem("file_too_large", name, values={"size": state.st_size, "limit": MAX_FILE_BYTES})
                )
                continue
            found[name] = path.read_bytes()
        except RuntimeError:  # a link that leads to itself
            problems.append(problem("file_is_none", name))
        except OSError as error:
            problems.append(problem("folder_unreadable", name, values={"reason": error.strerror or "error"}))
    return found


def readable_name(name: str) -> str:
    """A file's name with each byte that is no UTF-8 as `\\udc..`: what stands in it otherwise can be neither printed nor kept."""
    return name.encode("utf-8", "backslashreplace").decode()


def is_part(name: str) -> bool:
    """Whether a path inside a procedure folder is one that the reader uses."""
    if name == EXAMPLES or ("/" not in name and name.endswith((".bpmn", ".dmn"))):
        return True
    return any(pattern.match(name) for pattern in (_FORM, _LETTER, _NOTICE, _LEDGER, _SCENARIO, _LABELS))


def _sizes_are_usable(files: Mapping[str, bytes], process_id: str, problems: list[Problem]) -> bool:
    total = sum(len(data) for data in files.values())
    if len(files) > MAX_FILES or total > MAX_FOLDER_BYTES:
        values = {"count": len(files), "size": total, "most": MAX_FILES, "limit": MAX_FOLDER_BYTES}
        problems.append(problem("folder_too_large", process_id, values=values))
        return False
    for name, data in files.items():
        if len(data) > MAX_FILE_BYTES:
            problems.append(problem("file_too_large", name, values={"size": len(data), "limit": MAX_FILE_BYTES}))
        elif not is_part(name):
            problems.append(problem("file_unknown", name, severity=Severity.WARNING))
    return not any(found.severity is Severity.ERROR for found in problems)


def _diagram(
    process_id: str, files: Mapping[str, bytes], problems: list[Problem], *, is_stored: bool
) -> Diagram | None:
    names = [name for name in sorted(files) if name.endswith(".bpmn")]
    if not names:
        problems.append(problem("diagram_missing", process_id, values={"process": process_id}))
        return None
    if len(names) > 1:
        problems.append(problem("diagrams_several", names[1], values={"count": len(names)}))
        return None
    findings = Findings(names[0], is_stored=is_stored)
    if names[0] != f"{process_id}.bpmn":
        findings.add("file_name", name=names[0], expected=f"{process_id}.bpmn")
    root = _xml(files[names[0]], findings)
    diagram = read_diagram(root, process_id, findings) if root is not None else None
    problems.extend(findings.problems)
    return diagram


def _xml(data: bytes, findings: Findings) -> etree._Element | None:
    try:
        return parse_xml(data, findings.file)
    except XmlRefused as refused:
        findings.add(
            "xml_refused",
            None,
            refused.line,
            sentence_en=refused.sentence.en,
            sentence_zh=refused.sentence.zh,
        )
        return None


def _forms(files: Mapping[str, bytes], problems: list[Problem], *, is_stored: bool) -> dict[str, Form]:
    found: dict[str, Form] = {}
    for name, data in sorted(files.items()):
        match = _FORM.match(name)
        if match is not None:
            findings = Findings(name, is_stored=is_stored)
            form = read_form(data, match.group(1), findings)
            if form is not None:
                found[form.id] = form
            problems.extend(findings.problems)
    return found


def _letters(files: Mapping[str, bytes], problems: list[Problem], *, is_stored: bool) -> dict[str, Letter]:
    found: dict[str, Letter] = {}
    for name, data in sorted(files.items()):
        match = _LETTER.match(name)
        if match is not None:
            findings = Findings(name, is_stored=is_stored)
            letter = read_letter(data, match.group(1), findings)
            if letter is not None:
                found[letter.id] = letter
            problems.extend(findings.problems)
    return found


def _notices(files: Mapping[str, bytes], problems: list[Problem], *, is_stored: bool) -> dict[str, NoticeFile]:
    found: dict[str, NoticeFile] = {}
    for name, data in sorted(files.items()):
        match = _NOTICE.match(name)
        if match is not None:
            findings = Findings(name, is_stored=is_stored)
            notice = read_notice(data, match.group(1), findings)
            if notice is not None:
                found[notice.id] = notice
            problems.extend(findings.problems)
    return found


def _ledgers(files: Mapping[str, bytes], problems: list[Problem], *, is_stored: bool) -> dict[str, LedgerFile]:
    found: dict[str, LedgerFile] = {}
    for name, data in sorted(files.items()):
        match = _LEDGER.match(name)
        if match is not None:
            findings = Findings(name, is_stored=is_stored)
            ledger = read_ledger(data, match.group(1), findings)
            if ledger is not None:
                found[ledger.id] = ledger
            problems.extend(findings.problems)
    return found


def _decisions(files: Mapping[str, bytes], problems: list[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, data in sorted(files.items()):
        if not name.endswith(".dmn"):
            continue
        findings = Findings(name)
        root = _xml(data, findings)
        for _, local, node in children(root) if root is not None else ():
            identifier = attribute(node, "id") if local == "decision" else None
            if identifier is None:
                continue
            if identifier in found:
                findings.add("decision_twice", identifier, id=identifier, first=found[identifier], second=name)
            found[identifier] = name
        problems.extend(findings.problems)
    return found


def _labels(files: Mapping[str, bytes], problems: list[Problem]) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for name, data in sorted(files.items()):
        match = _LABELS.match(name)
        if match is None:
            continue
        findings = Findings(name)
        try:
            value = read_yaml(data) or {}
        except DataRefused as refused:
            findings.add("yaml_refused", None, refused.line, reason=refused.reason.en, reason_zh=refused.reason.zh)
            value = {}
        if not isinstance(value, dict):
            findings.add("yaml_refused", reason="it is not a list of `key: text`", reason_zh="不是 `键: 文本` 的列表")
            value = {}
        for key, text in value.items():
            if not isinstance(key, str) or not isinstance(text, str):
                findings.add("labels_shape", str(key)[:80], key=str(key)[:80])
        texts = {str(key): text for key, text in value.items() if isinstance(text, str)}
        found[match.group(1)] = MappingProxyType(texts)
        problems.extend(findings.problems)
    return found
