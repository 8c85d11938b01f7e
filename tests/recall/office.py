"""The office of the recall tests: a bureau with people in two villages, everybody who acts, and a recall driven step by step."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.built_once import built_once
from tests.clock import MovingClock
from tests.shipped import with_called
from workflows.calendar.zone import to_local
from workflows.casework.catalogue import publish
from workflows.casework.models import Task, TaskStatus
from workflows.casework.timers import due_cases, fire_due, next_due_at
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.people import Actor, Person, PostHolding, Unit, User, actor_for
from workflows.people.posts import ensure_posts
from workflows.people.roster import Posting, Team, Village
from workflows.procedure.model import Procedure
from workflows.scenarios.stage import Examples, Stage
from workflows.store import Store

BPMN = Path(__file__).parents[2] / "bpmn"
UNITS = {
    "CITY": ("office", "市驻村办", None),
    "WATER": ("organ", "市水务局", "CITY"),
    "ROADS": ("organ", "市交通局", "CITY"),
    "C1": ("county", "甲县", "CITY"),
    "V1": ("village", "清溪村", "C1"),
    "V2": ("village", "石桥村", "C1"),
}
# user name -> (name, post, unit)
STAFF = {
    "wen": ("文静", "general_group", "CITY"),
    "bao": ("鲍杰", "general_group", "CITY"),
    "lead": ("凌组长", "general_group_leader", "CITY"),
    "dai": ("戴主任", "city_director", "CITY"),
    "yan": ("严查", "investigator", "CITY"),
    "fu": ("傅查", "poverty_investigator", "CITY"),
    "zu": ("祖部长", "organisation_department", "CITY"),
    "shang": ("尚处长", "superior_organisation", "CITY"),
    "county": ("甘县办", "county_office", "C1"),
    "hu": ("胡人事", "unit_hr", "WATER"),
    "fen": ("冯分管", "unit_leader", "WATER"),
    "shu": ("舒书记", "unit_secretary", "WATER"),
    "cun1": ("村书记一", "village_secretary", "V1"),
    "cun2": ("村书记二", "village_secretary", "V2"),
}
# staff number -> (name, unit, village they are posted to)
MEMBERS = {
    "W01": ("陈小明", "WATER", "V1"),
    "W02": ("魏大海", "WATER", "V2"),
    "W11": ("江一帆", "WATER", None),
    "W12": ("江二帆", "WATER", None),
    "W13": ("江三帆", "WATER", None),
    "R01": ("路遥远", "ROADS", "V2"),
}
CENTRE = (27.5, 110.0)


@dataclass
class Office:
    """The store, its clock and everybody by user name; `case_id` is the case that the next steps are about."""

    store: Store
    clock: MovingClock
    users: dict[str, uuid.UUID] = field(default_factory=dict)
    persons: dict[str, uuid.UUID] = field(default_factory=dict)
    postings: dict[str, uuid.UUID] = field(default_factory=dict)
    case_id: uuid.UUID | None = None

    def actor(self, username: str) -> Actor:
        """The actor behind a user name, as of now."""
        with self.store.read() as work:
            found = actor_for(work, self.users[username])
        assert found is not None
        return found

    def today(self) -> str:
        """The office's day."""
        return to_local(self.clock.now).date().isoformat()

    def just_now(self) -> str:
        """This moment on the office's clock."""
        return to_local(self.clock.now).isoformat()

    def start(self, *people: str, trigger: str = "T1") -> uuid.UUID:
        """Register a lead about these staff numbers and go on with its case."""
        answers = {
            "trigger": trigger,
            "source": "inspection",
            "people_text": "\n".join(people),
            "occurred_on": self.today(),
            "facts": "打卡齐全，但长期不入户，帮扶项目无人跟进，群众反映强烈。",
        }
        with transaction(self.store) as work:
            self.case_id = start_case(work, "recall", actor=self.actor("wen"), answers=answers).id
        return self.case_id

    def open_tasks(self) -> list[str]:
        """Elements of the case with an open task, sorted."""
        with self.store.read() as work:
            statement = select(Task.element_id).where(
                Task.case_id == self.case_id, Task.status == TaskStatus.OPEN.value
            )
            return sorted(work.session.scalars(statement))

    def do(self, element_id: str, username: str, **answers: Any) -> None:
        """Complete the oldest open task of an element, with the example answers of its form but for these."""
        actor = self.actor(username)
        stage = Stage("recall", examples(), lambda value: value, self.case_id)
        with transaction(self.store) as work:
            stage.complete(work, stage.task(work, element_id), actor, answers)

    def wait_until(self, moment: str) -> None:
        """Let time pass, firing every timer at its own hour."""
        target = MovingClock(self.clock.now).move_to(moment)
        while True:
            with self.store.read() as work:
                due = next_due_at(work)
            if due is None or due > target:
                break
            if due > self.clock.now:
                self.clock.move_to(due)
            with self.store.read() as work:
                cases = due_cases(work)
            for case_id in cases:
                with transaction(self.store) as work:
                    fire_due(work, case_id)
        self.clock.move_to(target)


@built_once
def build_office(store: Store, clock: MovingClock) -> Office:
    """Units, posts, people, postings and both procedures in an empty database."""
    office = Office(store, clock)
    with store.write() as work:
        ensure_posts(work)
        units: dict[str, Unit] = {}
        for code, (kind, name, parent) in UNITS.items():
            path = (units[parent].path if parent else "/") + code + "/"
            above = units[parent].id if parent else None
            units[code] = Unit(code=code, name=name, kind=kind, parent_id=above, path=path)
            work.session.add(units[code])
            work.session.flush()
        teams = _villages(work.session, units)
        for username, (name, post, unit) in STAFF.items():
            person = _person(work.session, name, units[unit].id, None)
            office.persons[username] = person.id
            user = User(username=username, person_id=person.id)
            work.session.add(user)
            work.session.add(PostHolding(person_id=person.id, post_key=post, unit_id=units[unit].id, from_on=_SINCE))
            work.session.flush()
            office.users[username] = user.id
        for number, (name, unit, village) in MEMBERS.items():
            person = _person(work.session, name, units[unit].id, number)
            office.persons[number] = person.id
            if village is None:  # whoever is sent signs for what they take over; the recalled have no account
                user = User(username=number, person_id=person.id)
                work.session.add(user)
                work.session.flush()
                office.users[number] = user.id
            if village:
                posting = Posting(person_id=person.id, team_id=teams[unit, village].id, from_on=date(2025, 3, 1))
                work.session.add(posting)
                work.session.flush()
                office.postings[number] = posting.id
    with transaction(store) as work:
        for procedure in procedures():
            publish(work, procedure)
    return office


@lru_cache
def procedures() -> tuple[Procedure, ...]:
    """The recall and what it calls, the called ones first, read once."""
    return with_called("recall")


@lru_cache
def examples() -> Examples:
    """What each form of both is answered with where a test does not say otherwise."""
    return Examples.of({procedure.process_id: procedure for procedure in procedures()})


_SINCE = date(2020, 1, 1)


def _person(session: Any, name: str, unit_id: uuid.UUID, number: str | None) -> Person:
    person = Person(name=name, unit_id=unit_id, employee_no=number, born_on=date(1985, 5, 1), is_party_member=True)
    session.add(person)
    session.flush()
    return person


def _villages(session: Any, units: dict[str, Unit]) -> dict[tuple[str, str], Team]:
    teams = {}
    for position, village in enumerate(("V1", "V2"), 1):
        row = Village(
            unit_id=units[village].id,
            code=f"43120000000{position}",
            kind="poor",
            latitude=CENTRE[0],
            longitude=CENTRE[1],
        )
        session.add(row)
        session.flush()
        for unit in ("WATER", "ROADS"):
            team = Team(name=f"{village}{unit}", village_id=units[village].id, dispatching_unit_id=units[unit].id)
            session.add(team)
            teams[unit, village] = team
    session.flush()
    return teams
