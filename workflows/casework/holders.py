"""Who holds a task: one whose holder left goes back to its posts, and one that nobody could take is told of."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select

from workflows.calendar.zone import local_date
from workflows.casework import duties
from workflows.casework.locked_case import lock_case_of_task
from workflows.casework.models import Case, Notice, Task, TaskCandidate, TaskStatus
from workflows.casework.named_posts import APPOINTED_BY, posts_in
from workflows.casework.notices import notify
from workflows.casework.offered import Offered, is_passed_on, offered_to
from workflows.casework.words import NoticeKind
from workflows.people import Absence, PostHolding, Unit, User
from workflows.people.posts import posts_that
from workflows.people.words import PostKey
from workflows.proof.history import record
from workflows.proof.models import HistoryEntry
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork


def _may_take(work: UnitOfWork, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: somebody with an open account, narrowed by `conditions` on User, is offered the Task by name or by a post held today."""
    today = local_date(work.now)
    mine = TaskCandidate.task_id == Task.id
    by_name = exists().where(mine, TaskCandidate.person_id == User.person_id, User.is_active, *conditions)
    by_post = exists().where(
        mine,
        TaskCandidate.post_key == PostHolding.post_key,
        or_(TaskCandidate.unit_id.is_(None), TaskCandidate.unit_id == PostHolding.unit_id),
        PostHolding.holding_on(today),
        PostHolding.person_id == User.person_id,
        User.is_active,
        *conditions,
    )
    return or_(by_name, by_post)


def _has_lapsed(work: UnitOfWork) -> ColumnElement[bool]:
    """SQL: somebody holds the open task who may not act on it any more, while it belongs to a post or person to go back to.

    Who holds it for somebody absent may do so as long as they stand in for them, whatever post they hold beside.
    """
    goes_back = exists().where(
        TaskCandidate.task_id == Task.id,
        or_(TaskCandidate.post_key.is_not(None), TaskCandidate.person_id != Task.assignee_id),
    )
    stands_in = is_passed_on(
        local_date(work.now),
        Absence.substitute_id == Task.assignee_id,
        Absence.person_id == Task.substitute_for_id,
    )
    return and_(
        Task.status == TaskStatus.OPEN.value,
        Task.assignee_id.is_not(None),
        goes_back,
        or_(
            and_(Task.substitute_for_id.is_(None), not_(_may_take(work, User.person_id == Task.assignee_id))),
            and_(Task.substitute_for_id.is_not(None), not_(stands_in)),
        ),
    )


def has_lapsed(work: UnitOfWork, task: Task) -> bool:
    """True where the holder of the task has left the post, has no open account (rules.md 1.8) or must not act on it any more;
    of a substitute also where their time is over, or whoever they stand in for must not act on it."""
    if task.assignee_id is None:
        return False
    holders = [each for each in (task.assignee_id, task.substitute_for_id) if each is not None]
    lapsed = or_(*(duties.is_barred(duties.standing_of(work, each)) for each in holders), _has_lapsed(work))
    return work.session.scalar(select(Task.id).where(Task.id == task.id, lapsed)) is not None


def lapsed_tasks(work: UnitOfWork, *, limit: int = 200) -> Sequence[uuid.UUID]:
    """Tasks to give back to their posts, the oldest first."""
    statement = select(Task.id).where(_has_lapsed(work)).order_by(Task.created_at).limit(limit)
    return work.session.scalars(statement).all()


def free(work: UnitOfWork, case: Case, task: Task, *, reason: str = "holder_left") -> None:
    """Take a task of a locked case from its holder; the history says that nobody gave it back by hand."""
    former, task.assignee_id, task.claimed_at = task.assignee_id, None, None
    data = {"task_id": str(task.id), "former_holder": str(former), "reason": reason}
    if task.substitute_for_id is not None:
        data["substitute_for"], task.substitute_for_id = str(task.substitute_for_id), None
    record(work, case, HistoryKind.TASK_RELEASED, data, element_id=task.element_id)


def return_to_post(work: UnitOfWork, task_id: uuid.UUID) -> bool:
    """Give one lapsed task back to its posts, which are told; False where there is nothing to give back any more."""
    case = lock_case_of_task(work, task_id)
    task = work.session.get(Task, task_id, populate_existing=True)
    if case is None or task is None or not case.is_open or not has_lapsed(work, task):
        return False
    former, absent = task.assignee_id, task.substitute_for_id
    free(work, case, task, reason="holder_left" if absent is None else "substitution_over")
    if absent is None:
        _tell_handover(work, case, task)
    else:
        _tell_both(work, case, task, former, absent)
    return True


def _tell_both(work: UnitOfWork, case: Case, task: Task, former: uuid.UUID | None, absent: uuid.UUID) -> None:
    """A substitute holds it no more: both are told, as nobody else knows of it."""
    step, step_en = f"案件“{case.title_outside}”的“{task.name}”", f"“{task.label('en')}” of “{case.outside_title.en}”"
    told = (
        (
            absent,
            f"代理人领取的{step}尚未办结，代理已结束，任务已放回，请接办。",
            f"{step_en} is back: your substitute had taken it and the substitution is over. Please take it over.",
        ),
        (
            former,
            f"您代理领取的{step}已放回：代理已结束，或该任务不再由您代理。",
            f"{step_en}, which you had taken as a substitute, went back: the substitution is over, or does not cover it any more.",
        ),
    )
    for person_id, text, text_en in told:
        if person_id is not None:
            work.session.add(
                Notice(
                    case_id=case.id,
                    process_id=task.process_id,
                    kind=NoticeKind.ABSENCE,
                    person_id=person_id,
                    text=text,
                    text_en=text_en,
                    created_at=work.now,
                )
            )


def _tell_handover(work: UnitOfWork, case: Case, task: Task) -> None:
    """Whoever held the task holds it no more, and nobody else of the post knows that it waits: they are told, without a name."""
    tell_posts_of(
        work,
        case,
        task,
        f"案件“{case.title_outside}”的“{task.name}”原领取人已不再任该岗位或账号已停用，任务已放回岗位，请本岗位人员接办。",
        f"Whoever had taken “{task.label('en')}” of “{case.outside_title.en}” is no longer in the post, or has no open"
        " account; the task is back with the post: please take it over.",
    )


def tell_posts_of(work: UnitOfWork, case: Case, task: Task, text: str, text_en: str) -> None:
    """Tell the posts to which the task is offered."""
    offered = select(TaskCandidate.post_key, Unit.code).outerjoin(Unit, TaskCandidate.unit_id == Unit.id)
    mine = (TaskCandidate.task_id == task.id, TaskCandidate.post_key.is_not(None))
    for post, code in work.session.execute(offered.where(*mine).order_by(TaskCandidate.post_key, Unit.code)).all():
        to = f"{post}@{code}" if code else str(post)
        notify(work, case, to=to, kind=NoticeKind.NOTICE, text=text, text_en=text_en, process_id=task.process_id)


_TOLD = exists().where(
    HistoryEntry.case_id == Task.case_id,
    HistoryEntry.kind == HistoryKind.TASK_UNHELD,
    HistoryEntry.element_id == Task.element_id,
    # Whoever was appointed since, or took it, may have to stand aside in turn.
    HistoryEntry.happened_at >= func.coalesce(Task.claimed_at, Task.created_at),
)


def unheld_tasks(work: UnitOfWork, *, limit: int = 200) -> Sequence[uuid.UUID]:
    """Open tasks that nobody with an open account could take today and that nobody was told of yet, the oldest first."""
    statement = (
        select(Task.id)
        .where(
            Task.status == TaskStatus.OPEN.value,
            not_(or_(_may_take(work), is_passed_on(local_date(work.now)))),
            not_(_TOLD),
        )
        .order_by(Task.created_at)
        .limit(limit)
    )
    return work.session.scalars(statement).all()


def blocked_tasks(
    work: UnitOfWork, after: uuid.UUID | None = None, *, limit: int = 200
) -> tuple[Sequence[uuid.UUID], uuid.UUID | None]:
    """Open tasks, untold, whose every candidate must not act on them: recused, related, or part of an earlier step.

    Looks at `limit` tasks in order of their key, from the one behind `after`; gives what it found and the last key it saw, None
    when it has seen the last task. Who is barred depends on people and cases at once, so the worker walks the tasks in turns.
    """
    statement = select(Task).where(Task.status == TaskStatus.OPEN.value, not_(_TOLD)).order_by(Task.id).limit(limit)
    if after is not None:
        statement = statement.where(Task.id > after)
    tasks = work.session.scalars(statement).all()
    if not tasks:
        return [], None
    offered = offered_to(work, tasks)
    found = [task.id for task in tasks if offered.persons.get(task.id) and not offered.free(task)]
    return found, tasks[-1].id if len(tasks) == limit else None


def tell_of_unheld(work: UnitOfWork, task_id: uuid.UUID) -> bool:
    """Tell whoever may appoint, the supervisors and administrators, once, of a task that nobody may do.

    False where somebody may by now.
    """
    case = lock_case_of_task(work, task_id)
    statement = select(Task).where(Task.id == task_id, Task.status == TaskStatus.OPEN.value, not_(_TOLD))
    task = work.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if case is None or task is None:
        return False
    offered = offered_to(work, [task])
    if offered.free(task):
        return False
    tell_unheld(work, case, task, offered)
    return True


def tell_unheld(work: UnitOfWork, case: Case, task: Task, offered: Offered) -> None:
    """Tell of a task of a locked case that nobody may do; the entry in the history keeps the worker from telling it again."""
    record(work, case, HistoryKind.TASK_UNHELD, {"task_id": str(task.id)}, element_id=task.element_id)
    if not _appointer_is_free(work, case):
        # Nobody appoints in a case of their own: only another holder of the post can, and administrators give posts.
        zh = "有权指定办理人的人员均须回避本案或不在岗，请管理员先安排其他人员任有权指定的岗位，由其在案件页指定他人办理。"
        en = (
            "all who may appoint somebody are recused from this case or away. Administrators, please give a post that may appoint"
            " to somebody else, who then appoints on the page of the case."
        )
    elif offered.persons.get(task.id):
        zh = "该岗位现有人员均须回避、已办理本案其他环节或不在岗，请在案件页指定他人办理，或另行安排人员任该岗位。"
        en = (
            "everybody in the post is recused, took part in another step or is away. Please appoint somebody on the page of the"
            " case, or give the post to somebody else."
        )
    else:
        zh = "该岗位现无人任职，请尽快配备人员，或在案件页指定他人办理。"
        en = "the post is vacant. Please fill it, or appoint somebody on the page of the case."
    for post in dict.fromkeys(
        (*posts_in(work, case, APPOINTED_BY), *posts_that(work, "watches"), PostKey.ADMINISTRATOR)
    ):
        notify(
            work,
            case,
            to=post,
            kind=NoticeKind.UNHELD,
            text=f"案件“{case.title_outside}”的“{task.name}”无人可办：{zh}",
            text_en=f"Nobody can act on “{task.label('en')}” of “{case.outside_title.en}”: {en}",
        )


def _appointer_is_free(work: UnitOfWork, case: Case) -> bool:
    """True where somebody who may appoint to a step of the case is there today and kept from it by no duty."""
    today = local_date(work.now)
    away = exists().where(Absence.person_id == PostHolding.person_id, Absence.running_on(today))
    held = (
        select(PostHolding.person_id)
        .join(User, User.person_id == PostHolding.person_id)
        .where(
            PostHolding.post_key.in_([name.partition("@")[0] for name in posts_in(work, case, APPOINTED_BY)]),
            PostHolding.holding_on(today),
            User.is_active,
            not_(away),
        )
    )
    return any(duties.may_direct(work, person_id, case) for person_id in work.session.scalars(held).unique())
