"""Raise an event for which a case waits and whose diagram names who may: urging, escalating, withdrawing, whatever it draws."""

from __future__ import annotations

import uuid

from workflows.casework import duties
from workflows.casework.acting import on_case
from workflows.casework.decisions import signature_of
from workflows.casework.errors import NotAllowed
from workflows.casework.locked_case import incidents, open_case
from workflows.casework.models import Case
from workflows.casework.raising import Raisable, no_longer_waits, raising_holding
from workflows.casework.reasons import proper_reason
from workflows.casework.saving import save
from workflows.casework.words import Attempt
from workflows.people import Actor, Holding
from workflows.procedure.model import Element
from workflows.procedure.raised import NOTE, RAISED_BY
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork


def raise_event(work: UnitOfWork, case_id: uuid.UUID, token_id: uuid.UUID, actor: Actor, note: str) -> Raisable:
    """Raise the event at this token, with what the actor has to say: the case goes on from it as by its message.

    Raises NotFound, NotAllowed (another post; a duty keeps the actor from the case), CaseClosed, InvalidRequest (the case does
    not wait for it any more; too short a note), and IncidentRaised where a step behind it fails; then nothing has happened.
    """
    acting = on_case(work, case_id, actor, Attempt.RAISE, asks_duties=False)
    case = acting.case
    running = open_case(work, case, actor)
    with incidents(case.id, {"kind": Attempt.RAISE}):
        running.run.advance()
    event = {each.token_id: each for each in running.run.subscriptions}.get(str(token_id))
    with acting.refusals():
        if event is None or event.element.property(RAISED_BY) is None:
            raise no_longer_waits()
        holding, is_starters = acting.in_post(lambda actor: _way(work, case, event.element, actor))
        raised = Raisable(token_id, running.procedures[event.process_id], event.element, holding, is_starters)
        duties.require(work, actor, case, None, withdraws=raised.is_asked_of(case))
    said = proper_reason(note)
    with incidents(case.id, {"kind": Attempt.RAISE}):
        running.run.deliver(str(token_id), {NOTE: said})
        save(
            running,
            HistoryKind.EVENT_RAISED,
            {"name": event.name},
            element_id=event.element.id,
            signature=signature_of(actor, holding),
            values={"reason": said},
        )
    return raised


def _way(work: UnitOfWork, case: Case, element: Element, actor: Actor) -> tuple[Holding, bool]:
    found = raising_holding(work, case, element, actor)
    if found is None:
        raise NotAllowed(
            "Your post may not do this; the diagram names who may.",
            "您的岗位不能办理此事项；可办理的岗位以流程图为准。",
        )
    return found
