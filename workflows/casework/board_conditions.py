"""Conditions of the board's statements: whose a clock is, with whom a step lies, and where whoever holds it is reached."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from workflows.casework import access
from workflows.casework.duties import stands_aside
from workflows.casework.keys import checked
from workflows.casework.models import Case, CaseReader, Deadline, Ground, Task, TaskStatus
from workflows.casework.offered import is_offered
from workflows.casework.title_search import holds
from workflows.people import Actor, Person, PostHolding, Unit
from workflows.people.directory import post_labels
from workflows.people.unit_names import called
from workflows.store import UnitOfWork


def about_unit(words: str) -> ColumnElement[bool]:
    """SQL: the Deadline, of the Case, is of the unit with this code or name or below it; that of an item by the item's unit."""
    whose = case((Deadline.unit_id.is_not(None), Deadline.unit_id), else_=Case.unit_id)
    path = called(words).with_only_columns(Unit.path).scalar_subquery()
    below = aliased(Unit)
    is_below = exists().where(below.id == whose, func.substr(below.path, 1, func.length(path)) == path)
    return is_below.correlate(Deadline, Case)  # however deep in another statement


def held_by(work: UnitOfWork, actor: Actor, words: str) -> ColumnElement[bool]:
    """SQL: an open step of the Case lies with a person, post or unit that has each of the words in its name.

    Persons count where the actor reads the step's process or holds it themselves, posts and units also where they watch the clocks,
    as `disclosure.step_for` shows them: what finds a row stands in it.
    """
    reads = access.reads(actor, Task.case_id, Task.process_id)
    is_offered_here = and_(
        Task.assignee_id.is_(None),
        is_offered(access.candidate_condition(actor)),
        not_(stands_aside(actor, Task.case_id, Task.process_id)),
    )
    sees_person = or_(Task.assignee_id == actor.person_id, is_offered_here, reads)
    watches = exists().where(
        CaseReader.case_id == Task.case_id, CaseReader.ground == Ground.WATCHES.value, access.opens(actor)
    )
    labels = [(key, label.casefold()) for locale in ("zh", "en") for key, label in post_labels(work, locale).items()]
    found = []
    for word in words.split():
        named = exists().where(Person.id == Task.assignee_id, holds(word, Person.name))
        in_unit = exists().where(Unit.id == Task.unit_id, or_(holds(word, Unit.name), holds(word, Unit.name_en)))
        posts = sorted({key for key, label in labels if word.casefold() in label})
        found.append(
            or_(and_(named, sees_person), and_(or_(Task.post_key.in_(posts), in_unit), or_(sees_person, watches)))
        )
    is_open = checked(Task.status == TaskStatus.OPEN.value)
    return exists().where(Task.case_id == Case.id, is_open, *found).correlate(Case)


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
