"""Whom a case is open to: the rows of case_reader, written where the case is saved, and what lists ask of them (design 6a)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, or_, select, update

from workflows.casework.candidates import parse_group
from workflows.casework.errors import InvalidRequest
from workflows.casework.expressions import names_of
from workflows.casework.locked_case import LockedCase
from workflows.casework.models import (
    Case,
    CaseReader,
    Ground,
    TaskCandidate,
)
from workflows.casework.queue import NEVER, digits_of
from workflows.people import Actor, Post, Unit
from workflows.people.unit_tree import line_on
from workflows.people.words import PostScope
from workflows.procedure.lists import names_of as literal_names
from workflows.procedure.model import Element, Side
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork, held, new_id, update_row

# Rules 2, 3 and 8, and who watches the clocks. The others' rows tell of no clock.
SEES_CLOCKS = (
    Ground.READS.value,
    Ground.DOES.value,
    Ground.ASKED.value,
    Ground.OWES.value,
    Ground.WATCHES.value,
)
# Rows whose ground the state of the case decides; the others stay once they are written.
_LIVE = frozenset({Ground.READS.value, Ground.DOES.value, Ground.ASKED.value, Ground.OWES.value})
_PERSON = "person:"
_OWN_WORDS = frozenset({HistoryKind.CASE_STARTED, HistoryKind.TASK_COMPLETED, HistoryKind.EVENT_RAISED})


class Row(NamedTuple):
    """One row of case_reader without its case, as the mirror keeps it."""

    reader: str
    process_id: str
    ground: str


def person_key(person_id: uuid.UUID) -> str:
    """The reader that is one person."""
    return f"{_PERSON}{person_id}"


def person_of_key(reader: str) -> uuid.UUID | None:
    """The person whom a reader names by themselves; None for a post or a unit."""
    return uuid.UUID(reader.removeprefix(_PERSON)) if reader.startswith(_PERSON) else None


def post_key(post: str, unit_id: uuid.UUID | None = None) -> str:
    """The reader that is whoever holds a post, in one unit or in any."""
    return f"post:{post}@{unit_id}" if unit_id else f"post:{post}"


def unit_key(unit_id: uuid.UUID) -> str:
    """The reader that is everybody who holds a post in a unit."""
    return f"unit:{unit_id}"


def write_readers(running: LockedCase, kind: HistoryKind) -> None:
    """Write what changed of whom the case is open to. `kind` is the history entry: some leave own words."""
    work, case, mirror = running.work, running.case, running.mirror
    before = {Row(*row) for row in mirror.readers}
    is_first = not before
    if is_first and case.version > 0:
        # A case from before its readers were kept: the migration gave it rows, an expression of its readers none yet.
        before = stored_rows(work, case.id)
    wanted = {row for row in before if row.ground not in _LIVE}
    if is_first:
        wanted |= posts_that_learn(work, case.process_id)
    if kind in _OWN_WORDS and running.actor is not None:
        wanted.add(Row(person_key(running.actor.person_id), case.process_id, Ground.WROTE.value))
    wanted |= _reads(running)
    wanted |= _does(running)
    wanted |= _owe(running, before)
    due = first_due(running)
    write_rows(work, case, due, added=wanted - before, gone=before - wanted)
    if due != mirror.first_due and before:
        work.connection.execute(_MOVE, {"c": case.id, "d": due})
    mirror.readers, mirror.first_due = sorted(wanted), due


def wrote(running: LockedCase, actor: Actor) -> None:
    """Rule 1 for somebody who wrote something without moving the case: from now on they know of it, by their own words."""
    row = Row(person_key(actor.person_id), running.case.process_id, Ground.WROTE.value)
    if list(row) in [list(known) for known in running.mirror.readers]:
        return
    write_rows(running.work, running.case, first_due(running), added={row}, gone=())
    running.mirror.readers = sorted({*(Row(*known) for known in running.mirror.readers), row})
    update_row(running.work, running.case, mirror=running.mirror.text())


def no_clock_runs(work: UnitOfWork, case_id: uuid.UUID) -> None:
    """Tell the board that none of the case's clocks is running any more."""
    work.connection.execute(_MOVE, {"c": case_id, "d": NEVER})


def first_due(running: LockedCase) -> str:
    """When the first of the running clocks is due, as digits."""
    return due_of(running.mirror.deadlines)


def due_of(clocks: Mapping[str, Mapping[str, str]]) -> str:
    """The same of the clocks that a mirror lists."""
    return min((digits_of(datetime.fromisoformat(clock["due"])) for clock in clocks.values()), default=NEVER)


def stored_rows(work: UnitOfWork, case_id: uuid.UUID) -> set[Row]:
    """The rows of a case as they stand, without those of letters, which are told of by open_to."""
    rows = work.session.execute(
        select(CaseReader.reader, CaseReader.process_id, CaseReader.ground).where(
            CaseReader.case_id == case_id, CaseReader.ground != Ground.SERVED.value
        )
    )
    return {Row(*row) for row in rows}


def write_rows(work: UnitOfWork, case: Case, due: str, *, added: Iterable[Row], gone: Iterable[Row]) -> None:
    """Insert and delete rows of one case, each in one statement; `due` is when the first of its running clocks is due."""
    removed = [{"c": case.id, "r": row.reader, "p": row.process_id, "g": row.ground} for row in gone]
    if removed:
        work.connection.execute(_DELETE, removed)
    started = digits_of(case.started_at)
    rows = [
        {
            "id": new_id(),
            "case_id": case.id,
            "started": started,
            "due": due if row.ground in SEES_CLOCKS else NEVER,
            **row._asdict(),
        }
        for row in sorted(added)
    ]
    if rows:
        if work.session.new:
            work.session.flush()
        work.connection.execute(_INSERT, rows)


_INSERT = insert(CaseReader)
_MOVE = (
    update(CaseReader)
    .where(CaseReader.case_id == bindparam("c"), CaseReader.ground.in_(SEES_CLOCKS))
    .values(due=bindparam("d"))
)
_DELETE = delete(CaseReader).where(
    CaseReader.case_id == bindparam("c"),
    CaseReader.reader == bindparam("r"),
    CaseReader.process_id == bindparam("p"),
    CaseReader.ground == bindparam("g"),
)


def posts_that_learn(work: UnitOfWork, process_id: str) -> set[Row]:
    """Posts that learn of every case: who watches the clocks, who administers."""
    return {
        Row(reader, process_id, ground) for reader, ground in held(work, "posts that learn", lambda: _learning(work))
    }


def _learning(work: UnitOfWork) -> tuple[tuple[str, str], ...]:
    posts = work.session.scalars(select(Post).where(or_(Post.watches, Post.administers)))
    return tuple(
        (post_key(post.key), (Ground.ADMINISTERS if post.administers else Ground.WATCHES).value) for post in posts
    )


def _reads(running: LockedCase) -> set[Row]:
    """Rule 2 for the case's own process and every one that it has called so far."""
    mirror = running.mirror
    if mirror.anchor is None and running.case.unit_id is not None:
        mirror.anchor = str(running.case.unit_id)
    called = {token.process_id for token in running.run.activities} | {
        entry.process_id for entry in running.run.journal
    }
    found: set[Row] = set()
    for process_id in {running.case.process_id, *mirror.reads, *called} & set(running.procedures):
        groups = readers_of(running, process_id)
        # What the groups stand for is looked up once; it changes with an expression's value and with the first unit.
        mark = [mirror.anchor, *groups]
        kept = mirror.reads.get(process_id)
        if kept is None or kept["of"] != mark:
            kept = mirror.reads[process_id] = reads_entry(running, groups, mirror.anchor)
        found |= {Row(key, process_id, Ground.READS.value) for key in kept["keys"]}
    return found


def reads_entry(running: LockedCase, groups: Sequence[str], anchor: str | None) -> dict[str, Any]:
    """What the mirror keeps of a process's readers: what they were looked up from, and their keys."""
    return {"of": [anchor, *groups], "keys": sorted(reader_keys(running.work, groups, anchor, running.case))}


def readers_of(running: LockedCase, process_id: str) -> list[str]:
    """The groups that a process names as its readers, an expression evaluated in the process's own scope."""
    text = (running.procedures[process_id].property("readers") or "").strip()
    if not text.startswith("="):
        return list(literal_names(text))
    return names_of(_evaluated(running, process_id, text), at=process_id, what="readers")


def _evaluated(running: LockedCase, process_id: str, text: str) -> Any:
    token_id = None
    if process_id != running.case.process_id:
        token_id = next((token.id for token in running.run.activities if token.process_id == process_id), None)
        if token_id is None:
            # The called procedure is over; its readers stay those of its last moment.
            kept = running.mirror.reads.get(process_id)
            return kept["of"][1:] if kept else []
    return running.run.evaluate(token_id, text)


def reader_keys(work: UnitOfWork, groups: Iterable[str], anchor: str | None, case: Case) -> set[str]:
    """The readers that `post` and `post@UNIT` stand for; a bare post where its scope covers the unit of the case's start.

    What stands above that unit is what stood above it on the day of the case's start.

    Raises InvalidRequest for a post or a unit that does not exist, and for a post that administers.
    """
    keys: set[str] = set()
    for group in groups:
        post, unit_id = parse_group(work, group)
        administers, scope = _reading(work, post)
        if administers:
            raise InvalidRequest(
                f"{post} administers and must never read a case; name another post among the readers.",
                f"{post} 是管理岗位，不得查阅案件；请在 readers 中写其他岗位。",
            )
        if unit_id is not None:
            keys.add(post_key(post, unit_id))
            continue
        if scope == PostScope.ALL:
            keys.add(post_key(post))
        elif anchor is not None:
            unit = work.session.get_one(Unit, uuid.UUID(anchor))
            line = [unit] if scope == PostScope.OWN else line_on(work, unit.code, case.day)
            keys.update(post_key(post, each.id) for each in line)
    return keys


def _reading(work: UnitOfWork, post: str) -> tuple[bool, PostScope]:
    """Whether a post administers, and how far its holders see."""

    def load() -> tuple[bool, PostScope]:
        row = work.session.get_one(Post, post)
        return row.administers, row.scope

    return held(work, ("how a post reads", post), load)


def _does(running: LockedCase) -> set[Row]:
    """Rule 3 for every open task: its candidates."""
    found = set()
    for token in running.run.open_tasks:
        keys = running.mirror.doers.get(token.id)
        if keys is None:
            keys = running.mirror.doers[token.id] = _doers_by_rows(running.work, uuid.UUID(token.id))
        for key in keys:
            found.add(Row(key, token.process_id, does_ground(token.element, key).value))
    return found


def does_ground(element: Element, reader: str) -> Ground:
    """On which ground an open task opens its case to somebody who may do it: to whom it asks for their own word, whatever else
    the process keeps from them."""
    return Ground.ASKED if element.is_own_word and reader.startswith(_PERSON) else Ground.DOES


def _owe(running: LockedCase, before: set[Row]) -> set[Row]:
    """Rule 8: the units whose time a running clock has counted: the one of the case, for a single item that with which it lies."""
    found = set()
    own = str(running.case.unit_id or "")
    for clock in running.mirror.deadlines.values():
        unit_id = clock.get("unit", own)
        if not unit_id:
            continue
        row = owing_row(running.case, uuid.UUID(unit_id))
        was_owed = "owed" in clock if "unit" in clock else row in before
        if clock["side"] == Side.UNIT or was_owed:
            found.add(row)
    return found


def owing_row(case: Case, unit_id: uuid.UUID) -> Row:
    """Rule 8 as a row: a case is open to the unit that owes a running clock of it."""
    return Row(unit_key(unit_id), case.process_id, Ground.OWES.value)


def open_to(work: UnitOfWork, case: Case, process_id: str, readers: Iterable[str]) -> None:
    """Rule 6: a letter was sent for service on these; from now on they know of the case."""
    wanted = {Row(key, process_id, Ground.SERVED.value) for key in readers}
    known = select(CaseReader.reader).where(
        CaseReader.case_id == case.id, CaseReader.ground == Ground.SERVED.value, CaseReader.process_id == process_id
    )
    told = set(work.session.scalars(known))
    write_rows(work, case, NEVER, added={row for row in wanted if row.reader not in told}, gone=())


def _doers_by_rows(work: UnitOfWork, task_id: uuid.UUID) -> list[str]:
    """The candidates of a task that was opened before they were kept with the case."""
    rows = work.session.execute(
        select(TaskCandidate.post_key, TaskCandidate.unit_id, TaskCandidate.person_id).where(
            TaskCandidate.task_id == task_id
        )
    )
    return [person_key(person_id) if person_id else post_key(post or "", unit_id) for post, unit_id, person_id in rows]
