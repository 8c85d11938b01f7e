"""Derive anew whom a case is open to, from its own rows and its state: for posts that changed, and to prove the rows."""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, StatementError

from workflows.casework.bars import write_bars
from workflows.casework.errors import CaseworkError, IncidentRaised
from workflows.casework.locked_case import LockedCase, incidents, lock_case, open_case
from workflows.casework.models import (
    Case,
    CaseReader,
    Deadline,
    DeadlineSpan,
    DeadlineStatus,
    Decision,
    Ground,
    ReaderMark,
    RowEntry,
    Task,
    TaskCandidate,
    TaskStatus,
)
from workflows.casework.readers import (
    Row,
    does_ground,
    first_due,
    owing_row,
    person_key,
    post_key,
    posts_that_learn,
    readers_of,
    reads_entry,
    write_rows,
)
from workflows.casework.sources import receivers_of
from workflows.people import Post
from workflows.procedure.model import Side
from workflows.proof.models import HistoryEntry
from workflows.store import UnitOfWork
from workflows.store.commitments import canonical
from workflows.store.unreadable import is_readable

logger = logging.getLogger("gatepost.casework")


def rewrite_readers(work: UnitOfWork, case_id: uuid.UUID) -> int:
    """Write the rows of a case as they must be now, such as after a change of what a post covers; returns how many changed.

    With them come those that say whom it is about, for an open case that was last saved before called procedures had any.
    Raises NotFound.
    """
    case = lock_case(work, case_id)
    running = open_case(work, case, None, is_peek=True)
    if case.is_open and running.mirror.called_subjects is None:
        with incidents(case_id, {"kind": "readers"}):
            write_bars(running)
        case.mirror = running.mirror.text()
    reads, known = reads_of(running), rows_of(work, case_id)
    wanted = _with(running, reads)
    if wanted == known and reads == running.mirror.reads:
        return 0
    # Told again for every process that the case has ever called: the next save knows of those that are over by this alone.
    running.mirror.reads = reads
    write_rows(work, case, first_due(running), added=wanted - known, gone=known - wanted)
    running.mirror.readers = sorted(row for row in wanted if row.ground != Ground.SERVED.value)
    case.mirror = running.mirror.text()
    return len(wanted ^ known)


def refresh_readers(work: UnitOfWork, *, limit: int = 20) -> bool:
    """Bring the rows of some more cases up to date after posts changed what they open; False where nothing is left to do.

    Who holds a post, who is related or recused, is joined at reading and needs none of this; a row keeps the unit of the case's
    start. Only what a post covers, and whether it watches or administers, stands in rows. Ended once, it goes on where it was.
    """
    wanted = posts_digest(work)
    mark = work.session.get(ReaderMark, 1, with_for_update=True)
    if mark is None:
        mark = ReaderMark(id=1, posts=wanted, after=None, is_done=False)
        work.session.add(mark)
    elif mark.posts != wanted:
        mark.posts, mark.after, mark.is_done = wanted, None, False
    if mark.is_done:
        return False
    following = select(Case.id).order_by(Case.id).limit(limit)
    ids = work.session.scalars(following.where(Case.id > mark.after) if mark.after else following).all()
    readable = [case_id for case_id in ids if is_readable(case_id)]
    for case_id in readable:
        try:
            rewrite_readers(work, case_id)
        except (CaseworkError, ValueError, StatementError) as damaged:
            if isinstance(damaged, DBAPIError):
                raise
            # Nobody can tell what its readers are; whoever opens the case tells the administrators.
            told = damaged.kind if isinstance(damaged, IncidentRaised) else type(damaged).__name__
            logger.warning("the readers of case %s are left as they are: %s", case_id, told)
    if len(readable) < len(ids):
        logger.error("the ids of %s cases cannot be read", len(ids) - len(readable))
    if readable:
        mark.after = readable[-1]
    mark.is_done = len(ids) < limit
    if mark.is_done:
        for post in work.session.scalars(select(Post).where(Post.is_closing)):
            post.is_closing = False
    work.session.flush()
    return not mark.is_done


def posts_digest(work: UnitOfWork) -> str:
    """What the posts open, as one text: where it changes, the rows of every case are written anew."""
    # Two: rows that were written before processes called and over kept their readers are mended once.
    rows = work.session.execute(select(Post.key, Post.scope, Post.watches, Post.administers).order_by(Post.key))
    return hashlib.sha256(canonical([2, *(list(row) for row in rows)]).encode()).hexdigest()


def rows_of(work: UnitOfWork, case_id: uuid.UUID) -> set[Row]:
    """Every row of a case as it stands."""
    columns = (CaseReader.reader, CaseReader.process_id, CaseReader.ground)
    return {Row(*row) for row in work.session.execute(select(*columns).where(CaseReader.case_id == case_id))}


def derive(running: LockedCase) -> set[Row]:
    """Every row that the case must have."""
    return _with(running, reads_of(running))


def reads_of(running: LockedCase) -> dict[str, Any]:
    """Who reads the case's own process and each that it has called so far, over or not, as the mirror keeps it."""
    work, case = running.work, running.case
    used = set(work.session.scalars(select(Task.process_id).where(Task.case_id == case.id))) | {case.process_id}
    # What a process did that asked nobody for anything, such as issue a letter, stands in the history alone.
    for data in work.session.scalars(select(HistoryEntry.data).where(HistoryEntry.case_id == case.id)):
        used |= {process_id for _, process_id, *_ in json.loads(data).get("moved", [])}
    anchor = running.mirror.anchor or (str(case.unit_id) if case.unit_id else None)
    found = {}
    for process_id in sorted(used & set(running.procedures)):
        found[process_id] = reads_entry(running, readers_of(running, process_id), anchor)
    return found


def _with(running: LockedCase, reads: Mapping[str, Any]) -> set[Row]:
    work, case = running.work, running.case
    found = posts_that_learn(work, case.process_id)
    people = set(work.session.scalars(select(Decision.person_id).where(Decision.case_id == case.id)))
    people |= set(work.session.scalars(select(RowEntry.person_id).where(RowEntry.case_id == case.id).distinct()))
    people |= {case.started_by_id} if case.started_by_id else set()
    found |= {Row(person_key(person_id), case.process_id, Ground.WROTE.value) for person_id in people}
    found |= {Row(key, process_id, Ground.READS.value) for process_id, each in reads.items() for key in each["keys"]}
    found |= _does_by_rows(running)
    found |= {owing_row(case, unit_id) for unit_id in _owing(work, case)}
    for process_id, receivers in receivers_of(work, case):
        found |= {Row(key, process_id, Ground.SERVED.value) for key in receivers}
    return found


def _does_by_rows(running: LockedCase) -> set[Row]:
    rows = running.work.session.execute(
        select(Task.process_id, Task.element_id, TaskCandidate.post_key, TaskCandidate.unit_id, TaskCandidate.person_id)
        .join(TaskCandidate, TaskCandidate.task_id == Task.id)
        .where(Task.case_id == running.case.id, Task.status == TaskStatus.OPEN.value)
    )
    found = set()
    for process_id, element_id, post, unit_id, person_id in rows:
        key = person_key(person_id) if person_id else post_key(post or "", unit_id)
        element = running.procedures[process_id].elements[element_id]
        found.add(Row(key, process_id, does_ground(element, key).value))
    return found


def _owing(work: UnitOfWork, case: Case) -> set[uuid.UUID]:
    """The units whose time a running clock has counted."""
    statement = (
        select(Deadline.item_number, Deadline.unit_id)
        .join(DeadlineSpan, DeadlineSpan.deadline_id == Deadline.id)
        .where(
            Deadline.case_id == case.id,
            Deadline.status == DeadlineStatus.RUNNING.value,
            DeadlineSpan.side == Side.UNIT,
        )
    )
    whose = {unit_id if item_number else case.unit_id for item_number, unit_id in work.session.execute(statement)}
    return {unit_id for unit_id in whose if unit_id is not None}
