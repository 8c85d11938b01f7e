"""Who must not decide about an earlier recall: whoever stands aside from it, and whoever looked into it (rules C4, C5)."""

from __future__ import annotations

from sqlalchemy import select

from workflows.casework.access import reads_file
from workflows.casework.models import Task
from workflows.casework.operations import OperationCall
from workflows.recall.models import Recall
from workflows.store import UnitOfWork

INVESTIGATION = "recall_verification"
"""The procedure that a recall calls to have its lead looked into."""


def is_closed_to(call: OperationCall, recall: Recall) -> bool:
    """Whether somebody acts who does not read the file of this recall: to them there is none, so that nothing is told of it."""
    return call.actor is not None and not reads_file(call.work, call.actor, recall.case_id)


def investigators(work: UnitOfWork, recall: Recall) -> list[str]:
    """The ids of those who registered the lead, looked into it or signed what was found."""
    steps = select(Task.completed_by_id).where(Task.case_id == recall.case_id, Task.process_id == INVESTIGATION)
    found = {*work.session.scalars(steps), recall.registered_by_id} - {None}
    return sorted(str(each) for each in found)
