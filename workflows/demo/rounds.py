"""One month's round of the demonstration city while it is played: county cases, sheets, answers and imports, at a moved clock."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select

from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.rules import as_read, last_of
from workflows.attendance.accounts import bind_account
from workflows.attendance.import_words import AccountProgram
from workflows.attendance.recognition import finish
from workflows.attendance.storing import store_rows, take
from workflows.attendance.uploads import GivenAttendance, hand_in, read_upload
from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.models import Case, CasePart, CaseStatus, RowAsk, SheetRow, Task, TaskCandidate, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.words import AskState
from workflows.demo.attendance_file import Posted, file_of
from workflows.jobs.duties import work_off
from workflows.people import Actor, Person, PostHolding, User, actor_for
from workflows.people.models import Unit
from workflows.procedure.model import Procedure
from workflows.procedure.scenario import EVERY_ROW
from workflows.scenarios.stage import Examples, Stage
from workflows.store import Store, UnitOfWork

Unlike = Callable[[SheetRow], Mapping[str, Any] | None]
EXCEPTION_OF = 5  # every so many-th member of a county has missed the punches of two days
MISSED = frozenset({3, 4})


class RoundStopped(Exception):
    """The play cannot go on: names the county and the step whose task stays open."""


@dataclass
class MovedStore:
    """The city's database with a clock that the play moves, never beyond `until`; the worker does what is due at each hour."""

    store: Store
    now: datetime
    until: datetime

    @classmethod
    def of(cls, store: Store, start: datetime, until: datetime) -> MovedStore:
        """The same database."""
        found = cls(store, start, until)
        found.store = Store(store.engine, lambda: found.now)
        return found

    def to(self, day: date, hour: str) -> None:
        """Let it be an hour of a day on the office's clock, but never earlier than it is."""
        self._reach(datetime.combine(day, time.fromisoformat(hour), OFFICE_ZONE))

    def to_hours_ago(self, hours: float) -> None:
        """Let it be so many hours before the end of the play."""
        self._reach(self.until - timedelta(hours=hours))

    def later(self, passed: timedelta) -> None:
        """Let so much time pass."""
        self._reach(self.now + passed)

    def _reach(self, moment: datetime) -> None:
        self.now = min(max(self.now, moment), self.until)
        work_off(self.store)


@dataclass
class Round:
    """The round of a month."""

    moved: MovedStore
    month: date
    procedures: Mapping[str, Procedure]

    @cached_property
    def examples(self) -> Examples:
        """What forms are answered with where nobody says otherwise."""
        return Examples.of(self.procedures)

    @property
    def opens(self) -> date:
        """The day on which the clock starts the round."""
        return last_of(self.month) + timedelta(days=1)

    def day(self, number: int) -> date:
        """The n-th day of the month in which the round runs."""
        return self.opens + timedelta(days=number - 1)

    @contextmanager
    def act(self) -> Iterator[UnitOfWork]:
        """A transaction at the play's hour, and what the worker does after it."""
        with transaction(self.moved.store) as work:
            yield work
        work_off(self.moved.store)

    def stage(self, work: UnitOfWork, county: str = "") -> Stage:
        """The round's case, or that of a county."""
        case_id = work.session.scalars(select(AssessmentMonth.case_id).where(AssessmentMonth.month == self.month)).one()
        if county:
            part = select(CasePart.part_id).where(CasePart.round_id == case_id, CasePart.key == county)
            case_id = work.session.scalars(part).one()
        return Stage("assessment_county" if county else "assessment", self.examples, lambda given: given, case_id)

    def settle(self, county: str, element: str, *, by: int = 0, unlike: Unlike = lambda _row: None) -> None:
        """Save every row of a step's sheets and complete them, each by the holder of that number of the post that it is for.

        `unlike` gives what a row is answered in place of the example. Raises RoundStopped where the step stays open.
        """
        with self.act() as work:
            stage = self.stage(work, county)
            of_case = select(SheetRow).where(SheetRow.case_id == stage.case_id).order_by(SheetRow.place, SheetRow.key)
            rows = list(work.session.scalars(of_case))
            for task in _open_tasks(work, stage, element):
                actor, own = _holder(work, task, by), self.procedures[task.process_id].elements[element].sheet
                given = {row.key: said for row in rows if row.sheet == own and (said := unlike(row)) is not None}
                stage.save_rows(work, task, actor, {EVERY_ROW: {}, **given})
                stage.complete(work, task, actor, {})
        with self.moved.store.read() as work:
            if _open_tasks(work, self.stage(work, county), element):
                raise RoundStopped(f"{county}: {element} stays open.")

    def complete(self, element: str, **answers: Any) -> None:
        """Complete every open task of a step of the round itself."""
        with self.act() as work:
            stage = self.stage(work)
            for task in _open_tasks(work, stage, element):
                stage.complete(work, task, _holder(work, task), answers)

    def finish_cases(self, process_id: str, *steps: str) -> None:
        """Complete these steps of each running case of a procedure that the round has started, each by whoever it is for."""
        with transaction(self.moved.store) as work:
            running = select(Case.id).where(Case.process_id == process_id, Case.status == CaseStatus.ACTIVE)
            cases = list(work.session.scalars(running.order_by(Case.started_at, Case.id)))
        for case_id in cases:
            for element in steps:
                with self.act() as work:
                    stage = Stage(process_id, self.examples, lambda given: given, case_id)
                    for task in _open_tasks(work, stage, element):
                        stage.complete(work, task, _holder(work, task), {})

    def answer(self, county: str, element: str, *, most: int = 10_000, **answers: Any) -> None:
        """Everybody whom a step asks about rows answers, up to so many of them."""
        with transaction(self.moved.store) as work:
            stage = self.stage(work, county)
            asked = select(RowAsk.person_id).where(
                RowAsk.case_id == stage.case_id, RowAsk.element_id == element, RowAsk.state == AskState.OPEN
            )
            for person_id in list(dict.fromkeys(work.session.scalars(asked.order_by(RowAsk.person_id))))[:most]:
                user_id = work.session.scalar(select(User.id).where(User.person_id == person_id))
                actor = actor_for(work, user_id) if user_id else None
                if actor is not None:
                    stage.answer_rows(work, element, actor, {EVERY_ROW: answers})

    def import_county(self, county: str) -> None:
        """Hand a county's file of the month in as its office would, and have it read and stored; nobody is unknown in it."""
        store = self.moved.store
        with transaction(store) as work:
            unit_id = work.session.scalars(select(Unit.id).where(Unit.code == county)).one()
            officer = actors_of(work, "county_office", unit_id)[0]
            people = self._posted(work, county, officer)
            given = GivenAttendance(unit_id, self.month, f"考勤_{self.month:%Y%m}.xlsx", file_of(self.month, people))
            upload_id = hand_in(work, officer, given).id
        read_upload(store, upload_id)
        with transaction(store) as work:
            import_id = take(work, officer, upload_id).id
        store_rows(store, upload_id)
        with transaction(store) as work:
            finish(work, officer, import_id, "")

    def _posted(self, work: UnitOfWork, county: str, officer: Actor) -> list[Posted]:
        """The members of a county's month as the program of attendance knows them; each has an account there."""
        rows = work.session.execute(
            select(Person, MemberMonth)
            .join(MemberMonth, MemberMonth.person_id == Person.id)
            .where(MemberMonth.case_id == self.stage(work, county).case_id)
            .order_by(Person.employee_no)
        ).all()
        found = []
        for number, (person, member) in enumerate(rows):
            account = f"ding{person.employee_no}"
            bind_account(work, AccountProgram.DINGTALK, account, person.id, officer.person_id)
            segments = as_read(member.segments)
            missed = MISSED if number % EXCEPTION_OF == 1 else frozenset[int]()
            found.append(
                Posted(person.name, segments[-1].village, account, segments[0].first, segments[-1].last, missed)
            )
        return found


def _open_tasks(work: UnitOfWork, stage: Stage, element: str) -> list[Task]:
    of_case = (Task.case_id == stage.case_id, Task.status == TaskStatus.OPEN, Task.element_id == element)
    return list(work.session.scalars(select(Task).where(*of_case).order_by(Task.created_at, Task.id)))


def _holder(work: UnitOfWork, task: Task, number: int = 0) -> Actor:
    """Whoever holds the post that a task is for, the one of that number. Raises RoundStopped where there are not so many."""
    offered = work.session.scalars(select(TaskCandidate).where(TaskCandidate.task_id == task.id)).first()
    found = [] if offered is None else actors_of(work, offered.post_key or "", offered.unit_id)
    if number >= len(found):
        raise RoundStopped(f"{task.element_id}: nobody is there who could do it.")
    return found[number]


def actors_of(work: UnitOfWork, post: str, unit_id: uuid.UUID | None) -> list[Actor]:
    """Whoever holds a post in a unit, or anywhere without one, by staff number."""
    held = (PostHolding.post_key == post, PostHolding.to_on.is_(None))
    users = work.session.scalars(
        select(User.id)
        .join(Person, Person.id == User.person_id)
        .join(PostHolding, PostHolding.person_id == Person.id)
        .where(*held, *(() if unit_id is None else (PostHolding.unit_id == unit_id,)))
        .order_by(Person.employee_no)
    )
    return [actor for user_id in users if (actor := actor_for(work, user_id)) is not None]
