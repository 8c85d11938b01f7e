"""Conditions of the board's statements: whose a clock is, and where whoever holds a step is reached."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from workflows.casework.models import Case, Deadline, Task
from workflows.people import PostHolding, Unit
from workflows.people.unit_names import called


def about_unit(words: str) -> ColumnElement[bool]:
    """SQL: the Deadline, of the Case, is of the unit with this code or name or below it; that of an item by the item's unit."""
    whose = case((Deadline.unit_id.is_not(None), Deadline.unit_id), else_=Case.unit_id)
    path = called(words).with_only_columns(Unit.path).scalar_subquery()
    below = aliased(Unit)
    is_below = exists().where(below.id == whose, func.substr(below.path, 1, func.length(path)) == path)
    return is_below.correlate(Deadline, Case)  # however deep in another statement


def telephone_on(today: date) -> ScalarSelect[str | None]:
    """SQL: where who holds the Task, or its post, is reached; empty where that could be several numbers."""
    number = func.min(PostHolding.telephone)
    return (
        select(case((number == func.max(PostHolding.telephone), number)))
        .where(
            PostHolding.telephone != "",
            PostHolding.post_key == Task.post_key,
            PostHolding.holding_on(today),
            or_(Task.unit_id.is_(None), PostHolding.unit_id == Task.unit_id),
            or_(Task.assignee_id.is_(None), PostHolding.person_id == Task.assignee_id),
        )
        .correlate(Task)
        .scalar_subquery()
    )
