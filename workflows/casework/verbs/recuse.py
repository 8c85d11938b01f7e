"""Stand aside (回避): from one step of a case or from all of it, by one's own word or by order of whoever may order it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from workflows.casework.access import knows, require_post, title_of_case
from workflows.casework.acting import Acting, on_case
from workflows.casework.decisions import signature_of
from workflows.casework.errors import InvalidRequest, no_such_case
from workflows.casework.holders import free, tell_unheld
from workflows.casework.models import Case, Notice, Recusal, Task, TaskStatus
from workflows.casework.named_posts import ORDERED_BY, posts_in
from workflows.casework.offered import Offered, offered_to
from workflows.casework.reasons import proper_reason
from workflows.casework.words import Attempt, NoticeKind
from workflows.people import Actor, Person
from workflows.people.posts import posts_that
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

_STEP_NOT_OPEN = Sentence("This step is not open; choose the whole case.", "该步骤当前未在办理，请选择回避全案。")
_Recipient = tuple[str | None, uuid.UUID | None, uuid.UUID | None]  # post, unit, person


def recuse(
    work: UnitOfWork,
    case_id: uuid.UUID,
    actor: Actor,
    reason: str,
    *,
    person_id: uuid.UUID | None = None,
    element_id: str | None = None,
) -> Recusal:
    """Let a person, by default the actor, stand aside from a step of a case, or with None from the whole case.

    What the person holds of it goes back to its posts. The director and whoever may take the tasks are told, and, where nobody is
    left for a step, whoever is always told of that. Saying it twice changes nothing. Raises NotFound, NotAllowed (an order
    by somebody who may not order it, or must not act on the case themselves), CaseClosed, InvalidRequest.
    """
    is_order = person_id is not None and person_id != actor.person_id
    acting = on_case(work, case_id, actor, Attempt.RECUSE, asks_duties=is_order)
    case = acting.case
    signature = _ordering_signature(work, acting) if is_order else ""
    given = proper_reason(reason)
    person = work.session.get(Person, person_id or actor.person_id)
    if person is None:
        raise InvalidRequest("Choose who is to stand aside.", "请选择应当回避的人员。")
    tasks = _open_tasks(work, case, element_id)
    if element_id is not None and not tasks:
        raise InvalidRequest(*_STEP_NOT_OPEN)
    known = _known(work, case, person, element_id)
    if known is not None:
        return known
    recusal = Recusal(
        case_id=case.id,
        element_id=element_id,
        person_id=person.id,
        ordered_by_id=actor.person_id if is_order else None,
        reason=given,
        recused_at=work.now,
    )
    work.session.add(recusal)
    data = {"person_id": str(person.id), "element": element_id or "", "ordered": is_order}
    record(
        work,
        case,
        HistoryKind.RECUSED,
        data,
        element_id=element_id or "",
        actor_id=actor.person_id,
        signature=signature,
    )
    work.session.flush()
    offered = offered_to(work, tasks)
    for task in tasks:
        is_theirs = person.id in (task.assignee_id, task.substitute_for_id)
        if is_theirs and any(each.post_key or each.person_id != task.assignee_id for each in offered.by(task)):
            free(work, case, task, reason="recused")
    _tell(work, case, person, tasks, offered, is_order=is_order)
    return recusal


def _ordering_signature(work: UnitOfWork, acting: Acting) -> str:
    with acting.refusals():
        groups = posts_in(work, acting.case, ORDERED_BY)
        holding = acting.in_post(lambda actor: require_post(actor, *groups))
    return signature_of(acting.actor, holding)


def _open_tasks(work: UnitOfWork, case: Case, element_id: str | None) -> Sequence[Task]:
    statement = select(Task).where(Task.case_id == case.id, Task.status == TaskStatus.OPEN.value)
    if element_id is not None:
        statement = statement.where(Task.element_id == element_id)
    return work.session.scalars(statement.order_by(Task.created_at)).all()


def _known(work: UnitOfWork, case: Case, person: Person, element_id: str | None) -> Recusal | None:
    same = or_(Recusal.element_id.is_(None), Recusal.element_id == element_id)
    return work.session.scalar(
        select(Recusal).where(Recusal.case_id == case.id, Recusal.person_id == person.id, same).limit(1)
    )


def _tell(
    work: UnitOfWork, case: Case, person: Person, tasks: Sequence[Task], offered: Offered, *, is_order: bool
) -> None:
    """Notices name no number, which may be that of a tip, and never say why: the reason may be a matter of health or family."""
    how, how_en = ("经责令回避", "was ordered to stand aside") if is_order else ("已申请回避", "stands aside")
    steps = "、".join(dict.fromkeys(task.name for task in tasks)) or "全案"
    steps_en = ", ".join(dict.fromkeys(task.label("en") for task in tasks)) or "the whole case"
    about = f"案件“{case.title_outside}”：{person.name}{how}（{steps}）。"
    about_en = f"Case “{case.outside_title.en}”: {person.name} {how_en} ({steps_en})."
    told: set[_Recipient] = {(post, None, None) for post in posts_that(work, "directs")}
    affected = [task for task in tasks if offered.is_for(task, person.id)]
    for task in affected:
        told.update(
            (candidate.post_key, candidate.unit_id, candidate.person_id)
            for candidate in offered.by(task)
            if candidate.person_id != person.id
        )
    for post_key, unit_id, person_id in told:
        work.session.add(
            Notice(
                case_id=case.id,
                kind=NoticeKind.RECUSAL,
                post_key=post_key,
                unit_id=unit_id,
                person_id=person_id,
                text=about,
                text_en=about_en,
                created_at=work.now,
            )
        )
    for task in affected:
        if not offered.free(task):
            tell_unheld(work, case, task, offered)


def step_of(work: UnitOfWork, case_id: uuid.UUID, task_id: uuid.UUID | None) -> str:
    """The step of a task of the case, open or not; for any other an empty name, which is never the whole case."""
    return work.session.scalar(select(Task.element_id).where(Task.id == task_id, Task.case_id == case_id)) or ""


@dataclass(frozen=True, slots=True)
class RecusalChoices:
    """What the page of a recusal offers: the case and its title for the reader, the open step (None: all of it), whom to order."""

    case: Case
    title: Sentence
    task: Task | None
    people: Sequence[Person]


def recusal_choices(work: UnitOfWork, case_id: uuid.UUID, actor: Actor, task_id: uuid.UUID | None) -> RecusalChoices:
    """What the actor may choose. Whoever may order a recusal may name everybody to whom an open task is offered and who is free.

    Raises NotFound where the actor may not know of the case.
    """
    known = select(Case, title_of_case(actor)).options(joinedload(Case.procedure_version))
    found = work.session.execute(known.where(Case.id == case_id, knows(actor))).one_or_none()
    if found is None:
        raise no_such_case()
    case, title = found
    tasks = _open_tasks(work, case, None)
    task = next((each for each in tasks if each.id == task_id), None)
    if not any(actor.holds(post) for post in posts_in(work, case, ORDERED_BY)):
        return RecusalChoices(case, title, task, [])
    concerned = [each for each in tasks if task is None or each.element_id == task.element_id]
    offered = offered_to(work, concerned)
    ids = {person_id for each in concerned for person_id in offered.unbarred(each)} - {actor.person_id}
    people = select(Person).options(joinedload(Person.unit)).where(Person.id.in_(ids)).order_by(Person.name)
    return RecusalChoices(case, title, task, work.session.scalars(people).all())
