"""What somebody stands for themselves, and their own way out of it: a request that they alone can make (S3 to S10)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.casework.messages import deliver, publish_message
from workflows.casework.models import Case, MessageStart, Task, TaskStatus
from workflows.casework.notices import PERSON
from workflows.people import Actor, Person
from workflows.people.team_roles import team_role
from workflows.people.words import TeamRole
from workflows.selection.operations.withdrawals import NO_SHOW_PENDING, candidacy_of, place_of
from workflows.selection.queries import is_no_show_pending
from workflows.selection.words import CandidateStatus
from workflows.store import UnitOfWork

PROCESS = "selection_withdrawal"
LEAVES = "candidate.leaves"
"""The message by which the procedure begins with the person's own request; its key is the person."""


@dataclass(frozen=True, slots=True)
class OwnCandidacy:
    """The place that one stands for, or was sent to: nothing of how far one came, of ranks or reviews.

    `is_asked`: one's own request to withdraw is with those who decide about it.
    """

    village_name: str
    role: TeamRole
    is_sent: bool
    is_asked: bool


def own_candidacy(work: UnitOfWork, actor: Actor) -> OwnCandidacy | None:
    """What the actor stands for now, else the post to which a selection sent them; None for neither. Seven statements at most."""
    found = candidacy_of(work, actor.person_id)
    if found is None:
        return None
    slot = place_of(work, found)
    is_sent = found.status is CandidateStatus.DISPATCHED
    case_id = _open_request(work, actor.person_id)
    is_asked = case_id is not None and _own_statement(work, case_id) is None
    return OwnCandidacy(slot.team.village.unit.name, team_role(slot.role), is_sent, is_asked)


def ask_to_leave(work: UnitOfWork, actor: Actor) -> uuid.UUID | None:
    """Open the actor's own request, or find the one that is open; gives the task in which they write it, None where it is in
    somebody's hands already. Raises InvalidRequest for whoever stands for nothing, and while their no-show is to be confirmed.
    """
    person = work.session.get_one(Person, actor.person_id)
    if own_candidacy(work, actor) is None:
        raise InvalidRequest(
            "You are no candidate of a selection, nor posted by one.", "您目前不是选派人选，也没有经选派在岗的派驻。"
        )
    if _open_request(work, person.id) is None:
        if is_no_show_pending(work, person.id):
            said = (each.format(name=person.name) for each in (NO_SHOW_PENDING.en, NO_SHOW_PENDING.zh))
            raise InvalidRequest(*said)
        given = {
            "person": f"{PERSON}{person.id}",
            "employee_no": person.employee_no or str(person.id),
            "asked_by": "person",
            "is_own": True,
        }
        deliver(work, publish_message(work, LEAVES, str(person.id), given).id)
    case_id = _open_request(work, person.id)
    return None if case_id is None else _own_statement(work, case_id)


def _own_statement(work: UnitOfWork, case_id: uuid.UUID) -> uuid.UUID | None:
    """The task in which the request is written, while it is."""
    open_task = (Task.case_id == case_id, Task.element_id == "own_statement", Task.status == TaskStatus.OPEN)
    return work.session.scalar(select(Task.id).where(*open_task))


def _open_request(work: UnitOfWork, person_id: uuid.UUID) -> uuid.UUID | None:
    known = work.session.get(MessageStart, (PROCESS, LEAVES, str(person_id)))
    return known.case_id if known is not None and work.session.get_one(Case, known.case_id).is_open else None
