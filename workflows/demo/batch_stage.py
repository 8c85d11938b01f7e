"""Where a batch is played: its cases and their tasks, who does them, and what each act costs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from workflows.casework.errors import CaseworkError
from workflows.casework.models import Case, CasePart, SheetRow, Task, TaskCandidate, TaskStatus
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.save_row import save_row
from workflows.demo.batch_meter import WORKER, Meter
from workflows.demo.batch_plan import Plan
from workflows.demo.rounds import MovedStore, RoundStopped, actors_of
from workflows.people import Actor, Unit, User, actor_for
from workflows.procedure.model import Procedure
from workflows.scenarios.stage import Examples, Stage
from workflows.store import UnitOfWork

Answers = Mapping[str, Any]


class Open(NamedTuple):
    """An open task: of which part of the round (empty for the round's own), which one of its loop, and the case."""

    task_id: uuid.UUID
    case_id: uuid.UUID
    part: str
    item: str
    process_id: str


@dataclass
class BatchStage:
    """One batch, its clock, and the acts in it."""

    moved: MovedStore
    procedures: Mapping[str, Procedure]
    plan: Plan
    meter: Meter = field(default_factory=Meter)
    _actors: dict[tuple[str, uuid.UUID | None], list[Actor]] = field(default_factory=dict)

    @cached_property
    def examples(self) -> Examples:
        """What forms are answered with where the play does not say otherwise."""
        return Examples.of(self.procedures)

    def later(self, **time: float) -> None:
        """Let time pass, and the worker do what is due by then."""
        with self.meter.act(WORKER):
            self.moved.later(timedelta(**time))

    def start(self, process_id: str, actor: Actor, name: str, **answers: Any) -> uuid.UUID:
        """Somebody starts a case by hand."""
        stage = Stage(process_id, self.examples, lambda given: given)
        with self.meter.act(name), transaction(self.moved.store) as work:
            stage.start(work, actor, self.procedures[process_id], answers, {}, by_hand=True)
        assert stage.case_id is not None
        return stage.case_id

    def complete(self, task: Open, element: str, actor: Actor, answers: Answers) -> None:
        """Somebody completes a task."""
        stage = Stage(task.process_id, self.examples, lambda given: given, task.case_id)
        with self.meter.act(element), transaction(self.moved.store) as work:
            stage.complete(work, work.session.get_one(Task, task.task_id), actor, answers)

    def sweep(
        self, case_id: uuid.UUID, element: str, said: Callable[[Open, Actor], Answers | None], turn: int = 0
    ) -> int:
        """Complete each open task of a step in a case and its parts as `said` says, None for not now; how many.

        Of those who may do it the one whose turn it is does it. Raises RoundStopped where nobody may.
        """
        count = 0
        for task in self.open(case_id, element):
            actor = self.who(task.task_id, turn + count)
            answers = said(task, actor)
            if answers is not None:
                self.complete(task, element, actor, answers)
                count += 1
        return count

    def save(self, task: Open, name: str, said: Callable[[SheetRow], tuple[Answers, str | None] | None]) -> int:
        """Save the rows of a sheet that are not settled for the task, each in an act of its own, as `said` says; how many."""
        actor = self.who(task.task_id)
        with self.moved.store.read() as work:
            own = work.session.get_one(Task, task.task_id)
            sheet = self.procedures[own.process_id].elements[own.element_id].sheet
            of_case = (SheetRow.case_id == task.case_id, SheetRow.sheet == sheet)
            rows = work.session.scalars(select(SheetRow).where(*of_case).order_by(SheetRow.place)).all()
        count = 0
        for row in rows:
            if (given := said(row)) is None:
                continue
            answers, reason = given
            with self.meter.act(name), transaction(self.moved.store) as work:
                save_row(work, task.task_id, row.id, actor, answers, version=row.version, reason=reason)
            count += 1
        return count

    def open(self, case_id: uuid.UUID, element: str) -> list[Open]:
        """The open tasks of a step in a case and its parts, by the keys of the parts and the turns of a loop."""
        with self.moved.store.read() as work:
            rows = work.session.execute(
                select(Task.id, Task.case_id, CasePart.key, CasePart.round_id, Task.item, Task.process_id)
                .outerjoin(CasePart, CasePart.part_id == Task.case_id)
                .where(Task.status == TaskStatus.OPEN, Task.element_id == element)
                .where((Task.case_id == case_id) | (CasePart.round_id == case_id))
            )
            found = [Open(row[0], row[1], "" if row[1] == case_id else row[2], row[4], row[5]) for row in rows]
        return sorted(found, key=lambda each: (each.part, each.item))

    def part(self, case_id: uuid.UUID, key: str) -> uuid.UUID:
        """A part of a round. Raises RoundStopped where it has not begun."""
        with self.moved.store.read() as work:
            of_round = (CasePart.round_id == case_id, CasePart.key == key)
            found = work.session.scalar(select(CasePart.part_id).where(*of_round))
        if found is None:
            raise RoundStopped(f"The batch has no part {key}.")
        return found

    def parts_below(self, case_id: uuid.UUID, process_id: str) -> list[uuid.UUID]:
        """The parts of this procedure that parts of a case have begun, in the order of their keys."""
        own = aliased(CasePart)
        below = select(CasePart.part_id).join(own, own.part_id == CasePart.round_id)
        with self.moved.store.read() as work:
            found = below.where(own.round_id == case_id, CasePart.process_id == process_id).order_by(CasePart.key)
            return list(work.session.scalars(found))

    def end_of(self, case_id: uuid.UUID) -> str | None:
        """By which end event a case has ended, None while it goes on."""
        with self.moved.store.read() as work:
            return work.session.get_one(Case, case_id).end_event

    def holder(self, post: str, unit_code: str | None = None) -> Actor:
        """Whoever holds a post, in a unit where one is named. Raises RoundStopped where nobody does."""
        with self.moved.store.read() as work:
            unit_id = None
            if unit_code is not None:
                unit_id = work.session.scalars(select(Unit.id).where(Unit.code == unit_code)).one()
            found = self._holders(work, post, unit_id)
        if not found:
            raise RoundStopped(f"Nobody holds {post} in {unit_code or 'the office'}.")
        return found[0]

    def who(self, task_id: uuid.UUID, turn: int = 0) -> Actor:
        """Somebody who may do a task; of several the one whose turn it is. Raises RoundStopped where nobody may."""
        with self.moved.store.read() as work:
            offered = work.session.scalars(select(TaskCandidate).where(TaskCandidate.task_id == task_id)).all()
            people = [actor for each in offered for actor in self._offered(work, each)]
            for number in range(len(people)):
                actor = people[(turn + number) % len(people)]
                if _may_act(work, task_id, actor):
                    return actor
            element = work.session.get_one(Task, task_id).element_id
        raise RoundStopped(f"{element}: nobody is there who may do it.")

    def _offered(self, work: UnitOfWork, candidate: TaskCandidate) -> Sequence[Actor]:
        if candidate.person_id is None:
            return self._holders(work, candidate.post_key or "", candidate.unit_id)
        user_id = work.session.scalar(select(User.id).where(User.person_id == candidate.person_id))
        actor = actor_for(work, user_id) if user_id is not None else None
        return [] if actor is None else [actor]

    def _holders(self, work: UnitOfWork, post: str, unit_id: uuid.UUID | None) -> list[Actor]:
        if (post, unit_id) not in self._actors:
            self._actors[post, unit_id] = actors_of(work, post, unit_id)
        return self._actors[post, unit_id]


def _may_act(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> bool:
    try:
        return visible_task(work, task_id, actor).may_act
    except CaseworkError:
        return False
