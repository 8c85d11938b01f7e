"""Appoint somebody by name (指定办理) to a step that everybody of its post must not do, or that nobody's post is held for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.casework import duties
from workflows.casework.access import knows, require_post, title_of_case
from workflows.casework.acting import on_case, require_open
from workflows.casework.decisions import signature_of
from workflows.casework.errors import InvalidRequest, no_such_task
from workflows.casework.holders import free
from workflows.casework.locked_case import incidents, open_case
from workflows.casework.models import Case, Notice, Task, TaskCandidate
from workflows.casework.named_posts import APPOINTED_BY, posts_in
from workflows.casework.offered import offered_to
from workflows.casework.readers import person_key
from workflows.casework.reasons import proper_reason
from workflows.casework.saving import save
from workflows.casework.words import Attempt, NoticeKind
from workflows.people import Actor, Person, User
from workflows.procedure.model import Side
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, insert_rows


def appoint(work: UnitOfWork, task_id: uuid.UUID, actor: Actor, person_id: uuid.UUID | None, reason: str) -> Task:
    """Give an open step that nobody may do any more to a person by name, who is told and acts in their own post.

    For the posts in the process property `appoint_by`, without it those that direct. Whoever is appointed is kept away by the same
    duties as anybody else, and a step of a unit stays with that unit's people. Raises NotFound, NotAllowed, AlreadyDone,
    CaseClosed; InvalidRequest where somebody is free to do the step, for oneself, for a person whom a duty keeps away or who has
    no open account, and without a proper reason.
    """
    case_id = work.session.scalar(select(Task.case_id).where(Task.id == task_id))
    if case_id is None:
        raise no_such_task()
    acting = on_case(work, case_id, actor, Attempt.APPOINT)
    case, task = acting.case, work.session.get_one(Task, task_id, populate_existing=True)
    with acting.refusals():
        groups = posts_in(work, case, APPOINTED_BY)
        holding = acting.in_post(lambda actor: require_post(actor, *groups))
        require_open(work, task)
    _require_nobody_free(work, task)
    given = proper_reason(reason)
    person = _appointed(work, task, actor, person_id)
    if task.assignee_id is not None:
        free(work, case, task, reason="appointed")
    running = open_case(work, case, actor)
    if running.procedures[task.process_id].elements[task.element_id].is_own_word:
        raise InvalidRequest(
            "This step asks somebody for their own word; nobody can be appointed to say it for them.",
            "此步骤须由本人办理，不能指定他人代为办理。",
        )
    if person_key(person.id) not in running.mirror.doers.get(str(task.id), ()):
        insert_rows(work, TaskCandidate(task_id=task.id, person_id=person.id, queue=task.queue), is_kept=False)
        running.mirror.doers.setdefault(str(task.id), []).append(person_key(person.id))
    task.assignee_id, task.claimed_at, task.substitute_for_id = person.id, work.now, None
    _tell(work, case, task, person)
    with incidents(case.id, {"kind": Attempt.APPOINT, "task_id": str(task.id)}):
        save(
            running,
            HistoryKind.TASK_APPOINTED,
            {"task_id": str(task.id), "person_id": str(person.id)},
            element_id=task.element_id,
            signature=signature_of(actor, holding),
            values={"reason": given},
        )
    return task


def _require_nobody_free(work: UnitOfWork, task: Task) -> None:
    if offered_to(work, [task]).free(task):
        raise InvalidRequest(
            "Somebody of the post is free to do this step. Appoint somebody only where nobody is; whoever should not act is to be"
            " recused first.",
            "该岗位尚有人员可以办理此步骤。无人可办时方可指定；不宜办理的，请先责令其回避。",
        )


def _appointed(work: UnitOfWork, task: Task, actor: Actor, person_id: uuid.UUID | None) -> Person:
    person = work.session.get(Person, person_id) if person_id is not None else None
    if person is None:
        raise InvalidRequest("Choose who is to do the step.", "请选择由谁办理。")
    if person.id == actor.person_id:
        raise InvalidRequest("Appoint somebody other than yourself.", "不得指定本人，请指定其他人员。")
    account = select(User.id).where(User.person_id == person.id, User.is_active)
    if work.session.scalar(account) is None:
        raise InvalidRequest(
            f"{person.name} has no open account; open one first, or choose somebody else.",
            f"{person.name}没有可用账号，请先开通账号或另行指定。",
        )
    standing = duties.standing_of(work, person.id)
    # A step that its own post does may name no unit to keep away, since nobody of that post is of one; whoever is appointed may be.
    is_concerned = task.side != Side.UNIT and duties.case_ground(work, standing, task.case_id) is not None
    if is_concerned or duties.grounds(work, standing, [task.id]):
        raise InvalidRequest(
            f"{person.name} must not do this step either: recused, of the unit or related to those it is about, or part of an"
            " earlier step. Choose somebody else.",
            f"{person.name}同样不能办理此步骤：已回避、属所涉单位、系有关人员亲属或已办理其他环节。请另行指定。",
        )
    if task.side == Side.UNIT and task.unit_id is not None and task.unit_id not in standing.units:
        raise InvalidRequest(
            f"This step is for the unit itself to do, and {person.name} does not belong to it. Choose somebody of the unit.",
            f"此步骤应由单位办理，{person.name}不属于该单位，请在该单位人员中指定。",
        )
    return person


def _tell(work: UnitOfWork, case: Case, task: Task, person: Person) -> None:
    """The notice names no number, which may be that of a tip, and never says why: the reason may be about others."""
    work.session.add(
        Notice(
            case_id=case.id,
            kind=NoticeKind.APPOINTED,
            person_id=person.id,
            text=f"您被指定办理案件“{case.title_outside}”的“{task.name}”，请在待办中及时办理；应当回避的，请申请回避。",
            text_en=f"You are appointed to do “{task.label('en')}” of “{case.outside_title.en}”: see your inbox. Stand aside if you"
            " must.",
            created_at=work.now,
        )
    )


@dataclass(frozen=True, slots=True)
class Appointment:
    """What the page of an appointment shows: the step, the title of its case for the reader, whether somebody is free to do it."""

    task: Task
    title: Sentence
    is_needed: bool


def appointment(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> Appointment:
    """A step to which the actor may appoint somebody. Raises NotFound, NotAllowed, AlreadyDone."""
    known = (
        select(Task, Case, title_of_case(actor))
        .join(Case, Task.case_id == Case.id)
        .options(joinedload(Task.unit), joinedload(Case.procedure_version))
    )
    found = work.session.execute(known.where(Task.id == task_id, knows(actor))).one_or_none()
    if found is None:
        raise no_such_task()
    task, case, title = found
    require_post(actor, *posts_in(work, case, APPOINTED_BY))
    duties.require(work, actor, case, None)
    require_open(work, task)
    return Appointment(task, title, not offered_to(work, [task]).free(task))
