"""Leave and return: who reads which question at which moment, papers about health included; and the setting by which it goes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock
from tests.office.values import decided
from workflows.casework.cases import visible_case
from workflows.casework.catalogue import publish
from workflows.casework.disclosure import may_open_file
from workflows.casework.errors import InvalidAnswers, NotFound
from workflows.casework.scheme_changes import SchemeWish, ask_for
from workflows.casework.transaction import transaction
from workflows.office.catalogues_file import CatalogueKind
from workflows.people import Actor, Person, PostHolding, Unit, User, actor_for
from workflows.people.leave_models import LeaveRecord
from workflows.people.posts import row_of, shipped_posts
from workflows.people.words import LeaveEffect
from workflows.procedure import Procedure, read_folder
from workflows.scenarios.stage import Examples, Stage
from workflows.store import Store

UNITS = {
    "CITY": ("office", None),
    "C1": ("county", "CITY"),
    "C2": ("county", "CITY"),
    "T1": ("township", "C1"),
    "V1": ("village", "T1"),
    "V2": ("village", "T1"),
}
PEOPLE = {
    "member": ("member", "V1"),
    "other_member": ("member", "V1"),
    "leader": ("team_leader", "V1"),
    "other_leader": ("team_leader", "V2"),
    "township": ("township_committee", "T1"),
    "county": ("county_office", "C1"),
    "other_county": ("county_office", "C2"),
    "group": ("general_group", "CITY"),
    "group_leader": ("general_group_leader", "CITY"),
    "director": ("city_director", "CITY"),
    "administrator": ("administrator", "CITY"),
}
SICK = {"leave_kind": "sick", "leave_to": "2026-03-13", "medical": ["病历.pdf"]}
ASKED = frozenset({"leave_kind", "leave_from", "leave_to", "whereabouts", "leave_reason", "proof"})
MEDICAL = ASKED | {"medical"}
LEADER, TOWNSHIP, COUNTY = (frozenset({f"{who}_remark"}) for who in ("leader", "township", "county"))
BACK, SURE = frozenset({"returned_on", "return_note"}), frozenset({"return_remark"})
NOTHING: frozenset[str] = frozenset()
MOMENTS = ("asked", "supported", "forwarded", "granted", "back", "settled")
ALL = (NOTHING, LEADER, LEADER | TOWNSHIP, LEADER | TOWNSHIP | COUNTY, LEADER | TOWNSHIP | COUNTY | BACK)
EVERYTHING = (*ALL, ALL[-1] | SURE)
# Who reads which questions at each moment; None: they do not even learn that there is such a case.
TABLE: dict[str, tuple[frozenset[str] | None, ...]] = {
    "member": (MEDICAL, MEDICAL, MEDICAL, MEDICAL, MEDICAL | BACK, MEDICAL | BACK),
    "other_member": (None,) * 6,
    "leader": (ASKED, LEADER, LEADER, LEADER, ASKED | LEADER | BACK, LEADER | SURE),
    "other_leader": (None,) * 6,
    "township": (None, ASKED | LEADER, TOWNSHIP, TOWNSHIP, TOWNSHIP, TOWNSHIP),
    "county": tuple(ASKED | each for each in EVERYTHING),
    "other_county": (None,) * 6,
    "group": (None,) * 6,
    "group_leader": tuple(MEDICAL | each for each in EVERYTHING),
    "director": tuple(MEDICAL | each for each in EVERYTHING),
    "administrator": (NOTHING,) * 6,
}
# Answers that every post may have, and which say nothing here.
_PLAIN = frozenset({"outcome", "leave_days"})


@lru_cache
def procedure() -> Procedure:
    """The procedure, read once."""
    return read_folder(Path(__file__).parents[2] / "bpmn" / "leave_request")


@dataclass
class Office:
    """The people of a county, and one request for leave."""

    store: Store
    users: dict[str, uuid.UUID] = field(default_factory=dict)
    stage: Stage = field(
        default_factory=lambda: Stage("leave_request", Examples.of({"leave_request": procedure()}), lambda given: given)
    )

    def actor(self, name: str) -> Actor:
        """Somebody, as of now."""
        with self.store.read() as work:
            found = actor_for(work, self.users[name])
        assert found is not None
        return found

    def start(self, by: str, **answers: Any) -> None:
        """Ask for leave."""
        with transaction(self.store) as work:
            self.stage.start(work, self.actor(by), procedure(), answers, {}, by_hand=True)

    def do(self, step: str, by: str, **answers: Any) -> None:
        """Complete a step."""
        with transaction(self.store) as work:
            self.stage.complete(work, self.stage.task(work, step), self.actor(by), answers)

    def steps(self) -> list[str]:
        """The open steps, as the director sees them."""
        assert self.stage.case_id is not None
        with self.store.read() as work:
            return [
                step.element_id for step in visible_case(work, self.stage.case_id, self.actor("director")).open_steps
            ]

    def read_by(self, name: str) -> frozenset[str] | None:
        """The questions that somebody reads, None where there is no case for them."""
        assert self.stage.case_id is not None
        with self.store.read() as work:
            try:
                file = visible_case(work, self.stage.case_id, self.actor(name))
            except NotFound:
                return None
            words = [entry.words for entry in file.record if entry.words is not None]
            found = frozenset(item.key for each in words for item, _ in each.fields) - _PLAIN
            given = [value for each in words for item, value in each.fields if item.key == "medical"]
            assert all(may_open_file(file.record, each["id"]) for value in given for each in value)
            return found


def fill(store: Store) -> Office:
    """The people in an empty database, and the procedure published."""
    built = Office(store)
    with store.write() as work:
        units: dict[str, Unit] = {}
        for code, (kind, above) in UNITS.items():
            parent = units[above] if above else None
            path = (parent.path if parent else "/") + code + "/"
            units[code] = Unit(code=code, name=f"{code}单位", name_en=code, kind=kind, parent=parent, path=path)
            work.session.add(units[code])
        work.session.add_all(row_of(entry) for entry in shipped_posts().values())
        work.session.flush()
        for name, (post, unit) in PEOPLE.items():
            person = Person(name=name, unit_id=units[unit].id)
            work.session.add(person)
            work.session.flush()
            user = User(username=name, person_id=person.id)
            held = PostHolding(person_id=person.id, post_key=post, unit_id=units[unit].id, from_on=date(2018, 1, 1))
            work.session.add_all([user, held])
            work.session.flush()
            built.users[name] = user.id
    with transaction(store) as work:
        publish(work, procedure())
    return built


@pytest.fixture
def office(store: Store) -> Office:
    """The people, and the procedure published."""
    return fill(store)


def test_who_reads_which_question_at_which_moment(office: Office, clock: MovingClock) -> None:
    acts = (
        lambda: office.start("member", **SICK),
        lambda: office.do("leader_opinion", "leader"),
        lambda: office.do("approve_township", "township"),
        lambda: office.do("approve_county", "county"),
        lambda: office.do("report_back", "member"),
        lambda: office.do("confirm_return", "leader"),
    )
    wrong = []
    for at, (moment, act) in enumerate(zip(MOMENTS, acts, strict=True)):
        if moment == "back":
            clock.move_to("2026-03-11 18:00")
        act()
        for name, reads in TABLE.items():
            if (found := office.read_by(name)) != reads[at]:
                wrong.append((moment, name, found and sorted(found), reads[at] and sorted(reads[at] or ())))
    assert wrong == []


def test_whoever_grants_a_sick_leave_learns_that_a_paper_was_given_and_opens_none(office: Office) -> None:
    office.start("member", **SICK)
    office.do("leader_opinion", "leader")
    assert office.stage.case_id is not None
    with office.store.read() as work:
        file = visible_case(work, office.stage.case_id, office.actor("township"))
        asked = next(entry.words for entry in file.record if entry.words and entry.words.element_id == "leave_asked")
        own = visible_case(work, office.stage.case_id, office.actor("member"))
        paper = next(
            value for entry in own.record if entry.words for item, value in entry.words.fields if item.key == "medical"
        )
        assert asked.hidden == 1
        assert not may_open_file(file.record, paper[0]["id"])


def test_how_long_a_leave_the_township_grants_is_a_setting(office: Office) -> None:
    with office.store.write() as work:
        decided(work, "5", key="leave.township_days")
    office.start("member", leave_to="2026-03-13")
    office.do("leader_opinion", "leader")
    office.do("approve_township", "township")
    assert office.steps() == ["report_back"]


def test_the_kinds_of_leave_are_the_offices(office: Office) -> None:
    """Another kind is offered, asks for its paper about health, and does to the month what its line says."""
    lines = [
        {"key": "care", "name": "护理假", "name_en": "Leave to nurse", "effect": "present", "health": True},
        {"key": "personal", "name": "事假", "name_en": "Personal leave", "effect": "gap"},
    ]
    wish = SchemeWish("ours", CatalogueKind.LEAVE, "本市假种", "Our kinds", lines, "按市委组织部会议研究意见制定。")
    with transaction(office.store) as work:
        ask_for(work, office.actor("director"), wish)
        decided(work, "ours", key="leave.kinds")
    with pytest.raises(InvalidAnswers) as refused:
        office.start("member", **{**SICK, "leave_kind": "annual"})
    assert list(refused.value.fields) == ["leave_kind"]
    with pytest.raises(InvalidAnswers) as refused:
        office.start("member", leave_kind="care")
    assert "medical" in refused.value.fields
    office.start("member", **{**SICK, "leave_kind": "care"})
    office.do("leader_opinion", "leader")
    office.do("approve_township", "township")
    with office.store.read() as work:
        (taken,) = work.session.scalars(select(LeaveRecord)).all()
    assert (taken.kind, taken.effect) == ("护理假", LeaveEffect.PRESENT)
