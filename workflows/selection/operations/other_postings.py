"""The other postings of a batch: each no-show is placed anew by one of its own, beside that of the whole list (rules.md 2.9)."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from workflows.casework.models import Case, CasePart, SheetRow, Task, TaskStatus
from workflows.selection.batch_models import SelectionBatch
from workflows.selection.models import Candidate
from workflows.selection.queries import POSTING
from workflows.selection.words import CandidateStatus
from workflows.store import UnitOfWork

MATCHING = "selection.matching"


def chosen_by_others(work: UnitOfWork, case: Case) -> dict[str, str]:
    """Whom the other postings of the batch that still run keep for a place of theirs, by candidate, and for which place.

    A choice counts while its matching is open, and afterwards for as long as that person is proposed: a row still names whoever was
    exchanged or sent back since. Two statements.
    """
    running = select(SheetRow.answers, SheetRow.name, Task.status).join(Case, Case.id == SheetRow.case_id)
    of_batch = running.join(Task, Task.id == SheetRow.settled_task_id).where(
        Case.business_key == case.business_key,
        Case.process_id == case.process_id,
        Case.id != case.id,
        Case.ended_at.is_(None),
        SheetRow.sheet == MATCHING,
        SheetRow.is_left.is_(False),
    )
    rows = work.session.execute(of_batch).all()
    settled = [uuid.UUID(answers["chosen"]) for answers, _, status in rows if status != TaskStatus.OPEN]
    is_proposed = (Candidate.id.in_(settled), Candidate.status == CandidateStatus.PROPOSED)
    proposed = (
        {str(each) for each in work.session.scalars(select(Candidate.id).where(*is_proposed))} if settled else set()
    )
    return {
        answers["chosen"]: name
        for answers, name, status in rows
        if status == TaskStatus.OPEN or answers["chosen"] in proposed
    }


def notice_keys(work: UnitOfWork, batch_id: uuid.UUID) -> list[str]:
    """By which keys messages reach the public notices of a batch, of each posting that still runs; none for what is no batch."""
    name = work.session.scalar(select(SelectionBatch.name).where(SelectionBatch.case_id == batch_id))
    if name is None:
        return []
    running = select(CasePart.name).join(Case, Case.id == CasePart.part_id)
    of_batch = (Case.business_key == name, Case.ended_at.is_(None), CasePart.process_id == POSTING)
    # The posting of the whole list is called as the batch is, that after a no-show as its place.
    return [name if part == name else f"{name} · {part}" for part in work.session.scalars(running.where(*of_batch))]
