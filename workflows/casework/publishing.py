"""Check a folder with all that the house knows (posts, operations, called procedures) and publish what passes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.casework.candidates import is_known
from workflows.casework.catalogue import latest_versions, procedure_of, publish
from workflows.casework.errors import InvalidRequest
from workflows.casework.models import ProcedureVersion
from workflows.casework.operations import registered_operations
from workflows.casework.sheets import registered_sheets
from workflows.casework.words import NoticeKind
from workflows.office.settings_file import shipped_settings
from workflows.people import Actor, Unit
from workflows.people.posts import posts_in_use
from workflows.people.team_roles import WORLD_WORDS
from workflows.procedure import check, read_folder
from workflows.procedure.checks.assignments import literal_people
from workflows.procedure.checks.units import written_units
from workflows.procedure.model import Problem, Procedure, ProcedureError, Severity
from workflows.procedure.sentences import problem as sentence_of
from workflows.store import UnitOfWork


def procedure_folders(root: Path) -> list[Path]:
    """The folders under `root` that hold a diagram, by name."""
    return sorted(folder for folder in root.iterdir() if folder.is_dir() and any(folder.glob("*.bpmn")))


def read_all(folders: Iterable[Path]) -> tuple[dict[str, Procedure], list[Problem]]:
    """Every readable procedure by process id, and the problems of those that could not be read."""
    procedures: dict[str, Procedure] = {}
    problems: list[Problem] = []
    for folder in folders:
        try:
            procedure = read_folder(folder)
        except ProcedureError as error:
            problems.extend(error.problems)
        else:
            procedures[procedure.process_id] = procedure
    return procedures, problems


def check_all(
    procedures: Mapping[str, Procedure],
    posts: Iterable[str] | None = None,
    people: Collection[str] | None = None,
    units: Collection[str] | None = None,
    *,
    beside: Mapping[str, Procedure] | None = None,
    now: datetime | None = None,
) -> list[Problem]:
    """The problems of procedures, against the registered operations, the given posts, people and units.

    They may call one another and what stands `beside` them, which is not checked. Starts by the clock must lie after `now`.
    """
    known = None if posts is None else frozenset(posts)
    called = {**(beside or {}), **procedures}
    found: list[Problem] = []
    for procedure in procedures.values():
        found.extend(
            check(
                procedure,
                posts=known,
                operations=registered_operations(),
                called=called,
                functions=calendar_functions(Calendar()),
                notices=[kind.value for kind in NoticeKind],
                settings=shipped_settings(),
                world_words=WORLD_WORDS,
                sheets=registered_sheets(),
                people=people,
                units=units,
                now=now,
            )
        )
    return found


def units_known(work: UnitOfWork, procedures: Iterable[Procedure]) -> frozenset[str] | None:
    """The codes of all units, where a procedure writes any: a misspelt one is told with the one that was meant.

    None where an office has no units yet, and procedures come first.
    """
    if not any(True for procedure in procedures for _ in written_units(procedure)):
        return None
    return frozenset(work.session.scalars(select(Unit.code))) or None


def people_known(work: UnitOfWork, procedures: Iterable[Procedure]) -> frozenset[str]:
    """Those of the persons that assignments name as they are whom somebody is known as."""
    elements = (element for procedure in procedures for element in procedure.elements.values())
    named = {name for element in elements for name in literal_people(element)}
    return frozenset(name for name in named if is_known(work, name))


def posts_known(work: UnitOfWork) -> Collection[str] | None:
    """The keys of the posts in use; None where an office has none yet, and procedures come first."""
    return posts_in_use(work).keys() or None


def publish_folders(
    work: UnitOfWork, folders: Iterable[Path], *, published_by: Actor | None = None
) -> tuple[list[ProcedureVersion], list[tuple[Path, Problem]]]:
    """Publish every folder, or none: any error keeps all of them back. Returns the versions and the problems found, by folder.

    Calls find what is published already; a called procedure that is not, and stands beside its caller, is published with it.
    """
    procedures, roots, problems = read_once(folders)
    published = {
        version.process_id: procedure_of(work, version.id)
        for version in latest_versions(work)
        if version.process_id not in procedures
    }
    _take_in_called(procedures, published, roots, problems)
    return publish_read(work, procedures, roots, problems, published=published, published_by=published_by)


def publish_read(
    work: UnitOfWork,
    procedures: Mapping[str, Procedure],
    roots: Mapping[str, Path],
    problems: list[tuple[Path, Problem]],
    *,
    published: Mapping[str, Procedure],
    published_by: Actor | None = None,
) -> tuple[list[ProcedureVersion], list[tuple[Path, Problem]]]:
    """Publish procedures that were read, or none: what keeps a version back is asked here, whoever publishes.

    `problems` are those of reading, `roots` where each procedure came from, `published` what they may call beside one another.
    """
    posts = posts_known(work)
    people, units = people_known(work, procedures.values()), units_known(work, procedures.values())
    for process_id, procedure in procedures.items():
        beside = {**published, **procedures}
        found = check_all({process_id: procedure}, posts, people, units, beside=beside, now=work.now)
        problems.extend((roots[process_id], problem) for problem in found)
    if any(problem.severity is Severity.ERROR for _, problem in problems):
        return [], problems
    versions: list[ProcedureVersion] = []
    try:
        with work.session.begin_nested():
            versions.extend(publish(work, each, published_by=published_by) for each in procedures.values())
    except InvalidRequest as refused:
        # Only working a timer out says whether a start by the clock has a due time to come.
        process_id = list(procedures)[len(versions)]
        wrong = Problem(f"{process_id}.bpmn", None, "clock_wrong", refused.sentence)
        return [], [*problems, (roots[process_id], wrong)]
    return versions, problems


def read_once(
    folders: Iterable[Path],
) -> tuple[dict[str, Procedure], dict[str, Path], list[tuple[Path, Problem]]]:
    """The readable procedures by process id, their folders, and the problems by folder; two folders of one id are refused."""
    procedures: dict[str, Procedure] = {}
    roots: dict[str, Path] = {}
    problems: list[tuple[Path, Problem]] = []
    # A folder is told as it was given; only one without a name, such as `.`, is told in full.
    for folder in {each.resolve(): each if each.name else each.resolve() for each in folders}.values():
        found, unread = read_all([folder])
        problems.extend((folder, problem) for problem in unread)
        for process_id, procedure in found.items():
            if process_id in procedures:
                values = {"name": process_id, "other": str(roots[process_id])}
                problems.append((folder, sentence_of("process_twice", f"{process_id}.bpmn", process_id, values=values)))
            else:
                procedures[process_id], roots[process_id] = procedure, folder
    return procedures, roots, problems


def _take_in_called(
    procedures: dict[str, Procedure],
    published: Mapping[str, Procedure],
    roots: dict[str, Path],
    problems: list[tuple[Path, Problem]],
) -> None:
    """Add to `procedures` those that they call, directly or through others, and that neither they nor the catalogue hold."""
    waiting = [(procedure, roots[process_id].parent) for process_id, procedure in procedures.items()]
    while waiting:
        procedure, beside = waiting.pop()
        for element in procedure.elements.values():
            called = element.called_process_id
            if not called or called in procedures or called in published or not (beside / called).is_dir():
                continue
            folder = beside / called
            found, unread = read_all([folder])
            problems.extend((folder, problem) for problem in unread)
            procedures.update(found)
            roots.update(dict.fromkeys(found, folder))
            waiting.extend((each, beside) for each in found.values())
