"""Relations that were declared: who is told and asked, and which open ones concern somebody whom a case waits for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from workflows.calendar.zone import local_date
from workflows.casework.models import Notice, Task, TaskBar, TaskCandidate, TaskStatus
from workflows.casework.prepared import tell_posts
from workflows.casework.words import NoticeKind
from workflows.people import Absence, AbsencePost, Person, PostHolding, Relation
from workflows.people.posts import posts_that
from workflows.store import UnitOfWork


def tell_of_declaration(work: UnitOfWork, relation: Relation) -> None:
    """Ask the other of the two whether it is so, and tell the department that keeps the declarations."""
    declarer = work.session.get_one(Person, relation.person_id).name
    if relation.open_since is None:
        _tell_of_confirmation(work, relation)
        return
    _tell(
        work,
        relation.other_id,
        f"{declarer}申报您为其亲属，请在“亲属申报”中确认是否属实。确认前您的工作不受影响；属实的，确认后即互相回避。",
        f"{declarer} declared you a relative: please say on the page “Relatives” whether it is so. Until then nothing changes for"
        " you; once it is confirmed, each of you is kept from cases about the other.",
    )
    tell_posts(
        work,
        NoticeKind.RELATION,
        posts_that(work, "relatives"),
        "有新的亲属申报待确认，请在“亲属申报情况”中核对：属实的予以确认，不属实的予以终止。",
        "A declaration of relatives waits for confirmation; please check it on the page of declared relatives: confirm it,"
        " or end it if it is not true.",
    )


def tell_of_answer(work: UnitOfWork, relation: Relation) -> None:
    """Tell the other of the two that the relation is confirmed, or the department that it was denied."""
    if relation.open_since is None:
        _tell_of_confirmation(work, relation)
        return
    tell_posts(
        work,
        NoticeKind.RELATION,
        posts_that(work, "relatives"),
        "有一项亲属申报被对方否认，请尽快核实：属实的予以确认，不属实的予以终止。",
        "Somebody whom a declaration names says that it is not true; please check soon: confirm it, or end it.",
    )


def _tell_of_confirmation(work: UnitOfWork, relation: Relation) -> None:
    for one, other in ((relation.person_id, relation.other_id), (relation.other_id, relation.person_id)):
        name = work.session.get_one(Person, other).name
        _tell(
            work,
            one,
            f"您与{name}的亲属关系已经确认，即日起互相回避。",
            f"The relation between you and {name} is confirmed; from today each of you is kept from cases about the other.",
        )


def tell_of_end(work: UnitOfWork, relation: Relation) -> None:
    """Tell both of the two that they are no longer kept from cases about one another."""
    for one, other in ((relation.person_id, relation.other_id), (relation.other_id, relation.person_id)):
        name = work.session.get_one(Person, other).name
        _tell(
            work,
            one,
            f"经组织部门核实，您与{name}的亲属关系申报已终止，不再因此回避。",
            f"The organisation department ended the declared relation between you and {name}; it keeps you from no case any more.",
        )


def _tell(work: UnitOfWork, person_id: uuid.UUID, text: str, text_en: str) -> None:
    work.session.add(
        Notice(kind=NoticeKind.RELATION, person_id=person_id, text=text, text_en=text_en, created_at=work.now)
    )


@dataclass(frozen=True, slots=True)
class OpenDeclaration:
    """A declaration that waits for confirmation and names somebody who may do an open step that is about the declarer."""

    step: str
    step_en: str
    named: str
    declarer: str
    is_denied: bool


def open_declarations(work: UnitOfWork, case_id: uuid.UUID) -> Sequence[OpenDeclaration]:
    """The open declarations that concern the open steps of a case, for whoever may order somebody to stand aside there.

    Until they are confirmed they keep nobody away but the declarer: a false one must not stop a case, and a true one must not
    go unseen while its case is decided.
    """
    declarer, named = aliased(Person), aliased(Person)
    rows = work.session.execute(
        select(Task.name, Task.name_en, named.name, declarer.name, Relation.denied_at)
        .select_from(Relation)
        .join(TaskBar, TaskBar.person_id == Relation.person_id)
        .join(Task, Task.id == TaskBar.task_id)
        .join(declarer, declarer.id == Relation.person_id)
        .join(named, named.id == Relation.other_id)
        .where(Task.case_id == case_id, *_concerned(work))
        .order_by(Task.created_at, named.name, declarer.name)
    )
    return [OpenDeclaration(*row[:4], is_denied=row[4] is not None) for row in rows]


def needed_soon(work: UnitOfWork, relation_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these declarations for which an open step, about the declarer, waits for the person named."""
    rows = work.session.scalars(
        select(Relation.id)
        .join(TaskBar, TaskBar.person_id == Relation.person_id)
        .join(Task, Task.id == TaskBar.task_id)
        .where(Relation.id.in_(relation_ids), *_concerned(work))
        .distinct()
    )
    return set(rows)


def _concerned(work: UnitOfWork) -> Sequence[ColumnElement[bool]]:
    """SQL: the Relation is open, and the open Task is offered to the person whom it names, be it as a substitute."""
    today = local_date(work.now)
    in_unit = or_(TaskCandidate.unit_id.is_(None), TaskCandidate.unit_id == PostHolding.unit_id)
    by_post = exists().where(
        TaskCandidate.task_id == Task.id,
        TaskCandidate.post_key == PostHolding.post_key,
        in_unit,
        PostHolding.person_id == Relation.other_id,
        PostHolding.from_on <= today,
        or_(PostHolding.to_on.is_(None), PostHolding.to_on > today),
    )
    # Whoever stands in for a holder who is away may take the step as well.
    by_substitute = exists().where(
        TaskCandidate.task_id == Task.id,
        TaskCandidate.post_key == AbsencePost.post_key,
        or_(TaskCandidate.unit_id.is_(None), TaskCandidate.unit_id == AbsencePost.unit_id),
        AbsencePost.absence_id == Absence.id,
        Absence.substitute_id == Relation.other_id,
        Absence.running_on(today),
    )
    by_name = exists().where(TaskCandidate.task_id == Task.id, TaskCandidate.person_id == Relation.other_id)
    return (
        Relation.open_since.is_not(None),
        Relation.holding_on(today),
        Task.status == TaskStatus.OPEN.value,
        or_(by_post, by_substitute, by_name),
    )
