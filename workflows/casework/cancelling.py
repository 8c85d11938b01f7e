"""Who may break a case off: the posts in the process property `cancel_by`, and its starter before the first decision (6a.6)."""

from __future__ import annotations

from sqlalchemy import exists, or_, select

from workflows.casework.errors import NotAllowed
from workflows.casework.models import Case, Decision, RowEntry
from workflows.casework.named_posts import counting, holding_named
from workflows.people import Actor, Holding
from workflows.people.posts import STARTED_IT
from workflows.procedure.lists import names_of
from workflows.procedure.model import Procedure
from workflows.store import UnitOfWork


def cancelling_holding(work: UnitOfWork, case: Case, procedure: Procedure, actor: Actor) -> Holding | None:
    """The post in which the actor may break the case off, the starter's first post for a starter; None where they may not.

    A bare post counts where its scope covers the case's unit. Whoever administers never cancels, whatever the process says.
    """
    groups = names_of(procedure.property("cancel_by"))
    found = holding_named(work, groups, case, actor)
    if found is None and not groups:
        found = next((holding for holding in counting(work, case, actor) if holding.cancels), None)
    if found is not None:
        return found
    return actor.holdings[0] if may_withdraw(work, case, procedure, actor) else None


def may_withdraw(work: UnitOfWork, case: Case, procedure: Procedure, actor: Actor) -> bool:
    """Whether the actor would take back what they started themselves, as far as the process lets a starter: before any decision."""
    return _is_starters(case, procedure, actor) and not _has_decision(work, case)


def _is_starters(case: Case, procedure: Procedure, actor: Actor) -> bool:
    groups = names_of(procedure.property("cancel_by"))
    return case.started_by_id == actor.person_id and bool(actor.holdings) and (not groups or STARTED_IT in groups)


def _has_decision(work: UnitOfWork, case: Case) -> bool:
    """Whether anything but the start was decided."""
    decided = exists().where(Decision.case_id == case.id, Decision.task_id.is_not(None))
    answered = exists().where(RowEntry.case_id == case.id)
    return bool(work.session.scalar(select(or_(decided, answered))))


def require_cancelling(work: UnitOfWork, case: Case, procedure: Procedure, actor: Actor) -> Holding:
    """The post in which the actor may break the case off. Raises NotAllowed where they may not."""
    holding = cancelling_holding(work, case, procedure, actor)
    if holding is None and _is_starters(case, procedure, actor):
        raise NotAllowed(
            "Somebody has decided on what you started, so you cannot take it back yourself; ask those whom its procedure names.",
            "您发起的事项已有人办理，不能自行撤回；确需撤销的，请联系流程指定的岗位。",
        )
    if holding is None:
        raise NotAllowed(
            "Your post may not cancel this case; ask those whom its procedure names.",
            "您的岗位不能撤销本案，请联系流程指定的岗位。",
        )
    return holding
