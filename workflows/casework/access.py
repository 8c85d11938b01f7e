"""Who may see a case and who may act on a task: asked by every verb, so that no page can forget it."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Select, and_, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from workflows.casework.errors import NotAllowed
from workflows.casework.models import Case, Decision, Task, TaskCandidate, TaskStatus
from workflows.people import Actor, Holding, Unit
from workflows.store import UnitOfWork

# Posts of the office itself see every case of the city; everybody else sees those of their unit and those they worked on.
OFFICE_POSTS = frozenset(
    {"city_director", "general_group", "general_group_leader", "organisation_department", "supervisor", "administrator"}
)


def require_post(actor: Actor, *post_keys: str) -> Holding:
    """The first of these posts that the actor holds. Raises NotAllowed where there is none."""
    for key in post_keys:
        holding = actor.holds(key)
        if holding is not None:
            return holding
    raise NotAllowed("Your post does not allow this.", "您的岗位无权进行此操作。")


def sees_all(actor: Actor) -> bool:
    """True for the office's own posts, whose data scope is the whole city."""
    return any(holding.post_key in OFFICE_POSTS for holding in actor.holdings)


def candidate_condition(actor: Actor) -> ColumnElement[bool]:
    """SQL: the TaskCandidate row names the actor or one of the posts the actor holds."""
    options: list[ColumnElement[bool]] = [TaskCandidate.person_id == actor.person_id]
    for holding in actor.holdings:
        in_unit = or_(TaskCandidate.unit_id.is_(None), TaskCandidate.unit_id == holding.unit_id)
        options.append(and_(TaskCandidate.post_key == holding.post_key, in_unit))
    return or_(*options)


def visible_cases(actor: Actor) -> ColumnElement[bool]:
    """SQL: the actor may see the Case row: all for the office; else own units' subtree, cases started and cases worked on."""
    if sees_all(actor):
        return true()
    options: list[ColumnElement[bool]] = [Case.started_by_id == actor.person_id]
    paths = [Unit.path.startswith(holding.unit_path, autoescape=True) for holding in actor.holdings]
    if paths:
        options.append(Case.unit_id.in_(select(Unit.id).where(or_(*paths))))
    mine = select(Task.case_id).join(TaskCandidate, TaskCandidate.task_id == Task.id)
    options.append(Case.id.in_(mine.where(candidate_condition(actor), Task.status == TaskStatus.OPEN.value)))
    options.append(Case.id.in_(select(Decision.case_id).where(Decision.person_id == actor.person_id)))
    return or_(*options)


def may_know(work: UnitOfWork, case_id: uuid.UUID, actor: Actor) -> bool:
    """True where the actor may know that the case exists."""
    return work.session.scalar(select(Case.id).where(Case.id == case_id, visible_cases(actor))) is not None


def has_in_scope(actor: Actor, case: Case) -> bool:
    """True where the case lies in the actor's data scope: the whole city for the office, else the subtrees of the own units.

    Whoever sees a case only because of a step of theirs in it is outside, such as the village that confirms an arrival;
    not so the superior organisation department, which decides on the grounds of table D5.
    """
    if case.unit is None or sees_all(actor) or actor.holds("superior_organisation"):
        return True
    return any(case.unit.path.startswith(holding.unit_path) for holding in actor.holdings)


def restrict_to_visible(statement: Select[Any], actor: Actor) -> Select[Any]:
    """Narrow a SELECT over Case to what the actor may see."""
    return statement.where(visible_cases(actor))
