"""Play a script: complete the tasks of a case through casework's own verbs, hour by hour, firing the timers on the way."""

from __future__ import annotations

import operator
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework import catalogue
from workflows.casework.models import Task, TaskCandidate, Timer
from workflows.casework.timers import fire_due
from workflows.demo.city import open_missing_accounts
from workflows.demo.scene import Scene, scene_of
from workflows.people import Actor, Person, PostHolding, User, actor_for
from workflows.procedure.model import Procedure
from workflows.scenarios.expect import Mismatch
from workflows.scenarios.stage import Examples, Stage
from workflows.store import UnitOfWork

PROCESS_ID = "recall"


class When(NamedTuple):
    """An hour before the moment of loading: so many office days back at an hour, or so many hours back."""

    days: int | None
    hour: str = "09:00"
    hours: float = 0.0

    def at(self, now: datetime) -> datetime:
        """The instant, never later than `now`."""
        if self.days is None:
            return now - timedelta(hours=self.hours)
        day = local_date(now) - timedelta(days=self.days)
        return min(datetime.combine(day, time.fromisoformat(self.hour), OFFICE_ZONE), now)


def on(days: int, hour: str) -> When:
    """`days` before the day of loading, at an hour on the office's clock."""
    return When(days, hour)


def ago(hours: float) -> When:
    """So many hours before the moment of loading."""
    return When(None, hours=hours)


class Step(NamedTuple):
    """Somebody does something to the case. `answers` is what differs from the example answers of the procedure.

    `by` is a user name of the cast; without it, whoever holds the task's post.
    """

    when: When
    element: str
    answers: Mapping[str, Any]
    by: str | None = None
    verb: str = "complete"  # start complete claim extend


@dataclass(frozen=True, slots=True)
class Script:
    """A case to be played: the village whose team it is about, how many of its people, and the steps in the order of time."""

    name: str
    village: str
    steps: Sequence[Step]
    people: int = 1
    ends: str | None = None  # end event that it must reach; None for a case left open
    open: Sequence[str] = field(default_factory=tuple)  # tasks that must be open at the end


class ScriptError(Exception):
    """A script does not fit the procedure; names the script, the step and what was open instead."""


def play(work: UnitOfWork, *scripts: Script) -> dict[str, uuid.UUID]:
    """Play scripts up to `work.now`, all their steps in the order of time, as the office lived them; cases by script name.

    Raises ScriptError where a step comes before the one ahead of it or its task is not open.
    """
    versions = catalogue.latest_versions(work)
    procedures = {version.process_id: catalogue.procedure_of(work, version.id) for version in versions}
    examples = Examples.of(procedures)
    played = {}
    for script in scripts:
        scene = scene_of(work, script.village, script.people)
        played[script.name] = _Played(scene, Stage(PROCESS_ID, examples, scene.answered), procedures[PROCESS_ID])
    for at, script, step in _in_order(work, scripts):
        _fire_until(work, played.values(), at)
        try:
            played[script.name].act(replace(work, now=at), step)
        except Mismatch as failed:
            raise ScriptError(f"{script.name}: {failed}") from failed
    _fire_until(work, played.values(), work.now)
    return {name: each.stage.case_id for name, each in played.items() if each.stage.case_id is not None}


@dataclass(frozen=True, slots=True)
class _Played:
    """One script under way: whom it is about, and the case."""

    scene: Scene
    stage: Stage
    procedure: Procedure

    def act(self, work: UnitOfWork, step: Step) -> None:
        """Do what the step says, at the hour of `work`."""
        self.scene.work = work
        if step.verb == "start":
            actor = _actor_named(work, step.by or "")
            self.stage.start(work, actor, self.procedure, step.answers, {}, by_hand=True)
        elif step.verb == "extend":
            given = step.answers
            later = partial(operator.add, timedelta(days=int(given["days"])))
            actor = _actor_named(work, step.by or "")
            self.stage.extend(work, step.element, actor, later, str(given["reason_code"]), str(given["reason"]))
        else:
            task = self.stage.task(work, step.element)
            actor = _actor(work, task, step)
            if step.verb == "claim":
                self.stage.claim(work, task, actor)
            else:
                self.stage.complete(work, task, actor, step.answers)


def _in_order(work: UnitOfWork, scripts: Sequence[Script]) -> list[tuple[datetime, Script, Step]]:
    found: list[tuple[datetime, Script, Step]] = []
    for script in scripts:
        before = None
        for step in script.steps:
            at = step.when.at(work.now)
            if before is not None and at < before:
                raise ScriptError(f"{script.name}: {step.element} comes before the step ahead of it.")
            found.append((at, script, step))
            before = at
    return sorted(found, key=lambda each: each[0])


def _fire_until(work: UnitOfWork, played: Iterable[_Played], until: datetime) -> None:
    """Fire the cases' timers up to an hour, each at its own, as the worker would have."""
    cases = [each.stage.case_id for each in played if each.stage.case_id is not None]
    while True:
        work.session.flush()
        due = work.session.execute(
            select(Timer.due_at, Timer.case_id)
            .where(Timer.case_id.in_(cases), Timer.due_at <= until)
            .order_by(Timer.due_at)
            .limit(1)
        ).one_or_none()
        if due is None or not fire_due(replace(work, now=due.due_at), due.case_id):
            return


def _actor_named(work: UnitOfWork, username: str) -> Actor:
    user_id = work.session.scalar(select(User.id).where(User.username == username))
    actor = actor_for(work, user_id) if user_id else None
    if actor is None:
        raise ScriptError(f"There is no account {username}.")
    return actor


def _actor(work: UnitOfWork, task: Task, step: Step) -> Actor:
    """The person named, the one whom the task is given to, or the longest-serving holder of the post in the unit it is for."""
    if step.by is not None:
        return _actor_named(work, step.by)
    if (own := _given_to(work, task)) is not None:
        return own
    user_id = work.session.scalar(
        select(User.id)
        .join(Person, User.person_id == Person.id)
        .join(PostHolding, PostHolding.person_id == Person.id)
        .join(
            TaskCandidate,
            (TaskCandidate.post_key == PostHolding.post_key)
            & or_(TaskCandidate.unit_id.is_(None), TaskCandidate.unit_id == PostHolding.unit_id),
        )
        .where(TaskCandidate.task_id == task.id, PostHolding.to_on.is_(None))
        .order_by(Person.employee_no)
        .limit(1)
    )
    actor = actor_for(work, user_id) if user_id else None
    if actor is None:
        raise ScriptError(f"Nobody holds the post for {task.element_id}.")
    return actor


def _given_to(work: UnitOfWork, task: Task) -> Actor | None:
    """Whom a task is given to by name, with an account like everybody who has come to hold a post; None for a post's task."""
    of_task = TaskCandidate.task_id == task.id, TaskCandidate.person_id.is_not(None)
    person_id = work.session.scalar(select(TaskCandidate.person_id).where(*of_task))
    if person_id is None:
        return None
    open_missing_accounts(work)
    user_id = work.session.scalars(select(User.id).where(User.person_id == person_id)).one()
    return actor_for(work, user_id)
