"""The way of every verb: lock, fire what is due, may this person act, open, record, save.

A verb calls `on_task` or `on_case` first; nothing that it reads before may be relied on. Whoever may not know of the case hears
that there is none, whatever else would have been the matter; and an attempt that was refused is told to the history once the
verb's own transaction is over, as all of it is undone.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar, cast

from sqlalchemy import bindparam, select

from workflows.calendar.zone import to_local
from workflows.casework import duties
from workflows.casework.access import may_know
from workflows.casework.bars import write_bars
from workflows.casework.decisions import signature_of
from workflows.casework.errors import (
    AlreadyDone,
    CaseClosed,
    CaseworkError,
    IncidentRaised,
    NotAllowed,
    NotFound,
    no_such_case,
    no_such_task,
)
from workflows.casework.holders import free, has_lapsed
from workflows.casework.known_steps import may_know_step
from workflows.casework.locked_case import RowsWritten, incidents, lock_case, lock_case_of_task, open_case
from workflows.casework.models import Case, Task, TaskCandidate, TaskStatus
from workflows.casework.offered import Candidate, acting_ways
from workflows.casework.refused_attempts import RefusedAttempt, keep
from workflows.casework.timers import fire
from workflows.casework.words import Attempt
from workflows.people import Actor, Holding, Person
from workflows.procedure.form_model import Form
from workflows.procedure.model import Procedure
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import Store, UnitOfWork, require_unmoved

T = TypeVar("T")


@dataclass(slots=True)
class Acting:
    """A verb under way: who does what, on which locked case and, for the verbs of tasks, which task.

    `is_asked`: the actor knows of what they are refused, whatever else of the case is open to them.
    """

    work: UnitOfWork
    actor: Actor
    verb: Attempt
    case: Case
    task: Task | None = None
    is_asked: bool = False

    def in_post(self, choose: Callable[[Actor], T]) -> T:
        """What `choose` finds among the posts in which the actor may act on the case as a whole, or raises for.

        As a substitute in none of somebody whom a duty keeps from the case. Raises NotAllowed, saying so where only that is it.
        """
        absent = [each for each in self.actor.stand_ins if not duties.may_direct(self.work, each.person_id, self.case)]
        try:
            return choose(self.actor.without([each.person_id for each in absent]))
        except NotAllowed:
            if not absent:
                raise
            choose(self.actor)
            raise NotAllowed(*duties.absent_must_not(absent[0].name)) from None

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Whatever refuses the actor inside is told to nobody who may not know of the case, and is kept in its history."""
        try:
            yield
        except CaseworkError as refused:
            told = refused
            # Who did a step, and when, is part of the file: a link to a finished task must not tell it.
            is_done = isinstance(refused, AlreadyDone)
            if is_done and self.task is not None and not may_know_step(self.work, self.task, self.actor):
                told = no_such_task()
            elif not (self.is_asked or isinstance(refused, NotFound) or may_know(self.work, self.case.id, self.actor)):
                told = no_such_task() if self.task is not None else no_such_case()
            if isinstance(told, NotAllowed | NotFound):
                self._keep(refused)
            if told is refused:
                raise
            raise told from None

    def _keep(self, refused: CaseworkError) -> None:
        """Have the history told of the attempt, in a transaction of its own once this one is over."""
        attempt = RefusedAttempt(
            case_id=self.case.id,
            actor_id=self.actor.person_id,
            verb=self.verb,
            task_id=self.task.id if self.task is not None else None,
            element_id=self.task.element_id if self.task is not None else "",
            code=refused.code,
            sentence=refused.sentence.zh,
        )
        now = self.work.now

        def tell(store: Store) -> None:
            with store.write(now) as work:
                keep(work, attempt)

        self.work.after_end(tell)


class ActingOnTask(NamedTuple):
    """What a verb of tasks goes on with: the attempt, its case and task, who the task is for, and the post the actor acts in."""

    acting: Acting
    case: Case
    task: Task
    candidates: Sequence[Candidate]
    holding: Holding | None


def on_task(work: UnitOfWork, task_id: uuid.UUID, actor: Actor, verb: Attempt, *, fires: bool = False) -> ActingOnTask:
    """Lock the case of a task and ask whether the actor may act on it now; `fires` for a verb that moves the case.

    Raises NotFound also where the actor may not know of the task, AlreadyDone, NotAllowed with the ground, CaseClosed.
    """
    case = lock_case_of_task(work, task_id)
    if case is None:
        raise no_such_task()
    has_fired = bring_up_to_now(work, case, actor, {"kind": verb, "task_id": str(task_id)}, fires=fires)
    task, candidates = task_and_candidates(work, task_id)
    if task is None:
        raise no_such_task()
    acting = Acting(work, actor, verb, case, task)
    with acting.refusals():
        if has_fired and task.status == TaskStatus.CANCELLED.value:
            raise overtaken()
        require_open(work, task)
        holding = may_act(work, case, task, actor, candidates)
    return ActingOnTask(acting, case, task, candidates, holding)


def on_case(work: UnitOfWork, case_id: uuid.UUID, actor: Actor, verb: Attempt, *, asks_duties: bool = True) -> Acting:
    """Lock a case and ask whether the actor may act on it as a whole; the verb asks for its post, inside `refusals`.

    A verb that leaves duties out (`asks_duties`) asks about them itself: standing aside, which they keep nobody from, and
    cancelling, where it matters whether somebody takes back what they started themselves.
    Raises NotFound also where the actor may not know of the case, NotAllowed with the ground, CaseClosed.
    """
    acting = Acting(work, actor, verb, lock_case(work, case_id))
    bring_up_to_now(work, acting.case, actor, {"kind": verb}, fires=False)
    with acting.refusals():
        if not may_know(work, case_id, actor):
            raise no_such_case()
        if asks_duties:
            duties.require(work, actor, acting.case, None)
        if not acting.case.is_open:
            raise CaseClosed("This case has ended; nothing in it can be changed.", "该案件已办结，不能再改动。")
    return acting


def may_act(work: UnitOfWork, case: Case, task: Task, actor: Actor, candidates: Sequence[Candidate]) -> Holding | None:
    """The post in which the actor may act on the task. Raises NotAllowed. Asked again at every verb (rules.md 1.8)."""
    ways = acting_ways(candidates, actor, task, case)
    require_candidate(bool(ways))
    return duties.require_for_both(work, actor, case, task, ways)


def require_candidate(is_candidate: bool) -> None:
    """Raises NotAllowed where no post of the actor may take the task."""
    if not is_candidate:
        raise NotAllowed("This task is not assigned to a post of yours.", "该任务不属于您的岗位。")


def bring_up_to_now(work: UnitOfWork, case: Case, actor: Actor | None, attempt: dict[str, str], *, fires: bool) -> bool:
    """Fire the timers of a locked case that are due, as the worker would, before anybody is asked about it; True where one was.

    What they change is then in the rows that the questions read. A case last saved before bars were kept gets its rows here.
    """
    if not case.is_open:
        return False
    has_fired = False
    if fires and _has_due_timers(work, case):
        has_fired = fire(work, case, attempt)
    if any(f'"{kept}":' not in case.mirror or f'"{kept}":null' in case.mirror for kept in ("bars", "called_subjects")):
        try:
            running = open_case(work, case, actor)
        except IncidentRaised:
            if attempt.get("kind") != Attempt.CANCEL:  # a case that cannot be read any more can still be broken off
                raise
        else:
            with incidents(case.id, attempt):
                write_bars(running)
            case.mirror = running.mirror.text()
    return has_fired


def _has_due_timers(work: UnitOfWork, case: Case) -> bool:
    try:
        return any(datetime.fromisoformat(due) <= work.now for due in RowsWritten.read(case.mirror).timers.values())
    except (ValueError, TypeError):
        return True  # damaged: the engine, whose own state counts, is asked instead


_TASK_AND_CANDIDATES = (
    select(Task, TaskCandidate.post_key, TaskCandidate.unit_id, TaskCandidate.person_id)
    .outerjoin(TaskCandidate, TaskCandidate.task_id == Task.id)
    .where(Task.id == bindparam("task_id"))
    .execution_options(populate_existing=True)
)


def task_and_candidates(work: UnitOfWork, task_id: uuid.UUID) -> tuple[Task | None, Sequence[Candidate]]:
    """The task as it stands now, or None, with its candidates."""
    rows = work.session.execute(_TASK_AND_CANDIDATES, {"task_id": task_id}).all()
    candidates = [Candidate(*row[1:]) for row in rows if row[1] is not None or row[3] is not None]
    return rows[0][0] if rows else None, candidates


def overtaken() -> AlreadyDone:
    """The task was open when it was shown, but its time ran out before the verb was asked for."""
    return AlreadyDone(
        "The time for this step has run out and the case has moved on; open the case to see where it stands.",
        "该步骤已到期，案件已进入下一环节，请打开案件查看。",
    )


def require_open(work: UnitOfWork, task: Task) -> None:
    """Raises AlreadyDone, saying by whom and when, where the task is no longer open."""
    if task.status == TaskStatus.OPEN.value:
        return
    if task.status == TaskStatus.COMPLETED.value:
        name = name_for(work, task.completed_by_id, task.substitute_for_id, "en")
        name_zh = name_for(work, task.completed_by_id, task.substitute_for_id, "zh")
        when = to_local(cast(datetime, task.ended_at))
        raise AlreadyDone(
            f"This task was completed by {name} on {when:%Y-%m-%d} at {when:%H:%M}.",
            f"该任务已由{name_zh}于 {when:%Y-%m-%d %H:%M} 办理完毕。",
        )
    raise AlreadyDone(
        "This task is no longer open: the case has moved on without it.", "该任务已撤销，案件已进入其他环节。"
    )


def name_for(work: UnitOfWork, person_id: uuid.UUID | None, for_id: uuid.UUID | None, locale: str) -> str:
    """A person by name, with whom they stand in for: “X 代 Y”, “X for Y”."""
    names = [work.session.get_one(Person, each).name for each in (person_id, for_id) if each is not None]
    return (" 代 " if locale == "zh" else " for ").join(names)


def require_holder(work: UnitOfWork, task: Task, actor: Actor, holding: Holding | None) -> None:
    """Raises AlreadyDone where somebody else holds the task who may still act on it, and for whom the actor does not stand in."""
    if task.assignee_id is None or task.assignee_id == actor.person_id:
        return
    stands_in = holding is not None and holding.for_id == task.assignee_id
    if stands_in or has_lapsed(work, task):
        return
    name = name_for(work, task.assignee_id, task.substitute_for_id, "en")
    name_zh = name_for(work, task.assignee_id, task.substitute_for_id, "zh")
    when = to_local(cast(datetime, task.claimed_at))
    raise AlreadyDone(
        f"{name} claimed this task on {when:%Y-%m-%d} at {when:%H:%M}; it must be released before somebody else can take it.",
        f"{name_zh}已于 {when:%Y-%m-%d %H:%M} 领取该任务，放回岗位后他人方可办理。",
    )


def take_over(work: UnitOfWork, case: Case, task: Task, actor: Actor, holding: Holding | None) -> None:
    """Let the actor have the task, also one whose holder has left, or is away and has the actor stand in for them.

    Raises AlreadyDone where somebody else holds it.
    """
    require_holder(work, task, actor, holding)
    if task.assignee_id is None:
        return
    for_id = holding.for_id if holding is not None else None
    if task.assignee_id == for_id:
        free(work, case, task, reason="substituted")
    elif (task.assignee_id, task.substitute_for_id) != (actor.person_id, for_id):
        free(work, case, task)


def form_of(procedure: Procedure, task: Task) -> Form | None:
    """The form of a task in the version of the procedure that the case runs by."""
    return procedure.forms.get(task.form_id) if task.form_id else None


def record_task(
    work: UnitOfWork, case: Case, task: Task, kind: HistoryKind, actor: Actor, holding: Holding | None
) -> None:
    """Tell the history that something was done to a task without completing it.

    Raises ReferenceMoved where posts, units or relations changed since the actor was asked about.
    """
    require_unmoved(work)
    data = {"task_id": str(task.id)}
    signature = holding.label("zh") if holding else ""
    if holding is not None and holding.for_id is not None:
        data["substitute_for"], signature = str(holding.for_id), signature_of(actor, holding)
    record(work, case, kind, data, element_id=task.element_id, actor_id=actor.person_id, signature=signature)
