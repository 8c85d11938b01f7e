"""A unit moves and a setting changes while cases run: each keeps the settings and places of its start, parts their round's."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World, build_world, publish_review
from tests.clock import MovingClock
from tests.office.values import decided
from tests.rounds.round_office import add_counties, begin_round, publish_round
from tests.rounds.test_rounds import call, given
from workflows import feel
from workflows.casework import duties
from workflows.casework.candidates import unit_id_of
from workflows.casework.counts import counts
from workflows.casework.inbox import inbox
from workflows.casework.kept_settings import environment_of_case
from workflows.casework.models import Case, CasePart
from workflows.casework.replay import replay
from workflows.casework.rounds import start_each
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.office.in_force import texts_in_force
from workflows.people import Person, Unit
from workflows.people.unit_models import UnitTie
from workflows.people.unit_tree import left_above, move_due
from workflows.people.words import TieKind
from workflows.proof.verify import verify
from workflows.store import Store, UnitOfWork

MOVES_ON = date(2026, 3, 10)


def move(work: UnitOfWork, unit: str, old: str, new: str, on: date) -> None:
    """The unit stands under another from a day on, as a decided change writes it."""
    here, before, after = (unit_id_of(work, code) for code in (unit, old, new))
    work.session.add(UnitTie(unit_id=here, kind=TieKind.PARENT, above_id=before, to_on=on))
    work.session.add(UnitTie(unit_id=here, kind=TieKind.PARENT, above_id=after, from_on=on))
    work.session.flush()
    move_due(work)


@pytest.fixture
def world(store: Store) -> World:
    """The office with a school under the bureau, on whose roll Bao of the general group is; nobody of the unit does a check."""
    built = build_world(store)
    with store.write() as work:
        school = work.session.get_one(Unit, unit_id_of(work, "SCHOOL"))
        school.parent_id, school.path = unit_id_of(work, "BUREAU"), "/CITY/BUREAU/SCHOOL/"
        work.session.get_one(Person, built.persons["bao"]).unit_id = school.id
    publish_review(store)
    return built


def begin(world: World, subject: str) -> uuid.UUID:
    """A review about the bureau."""
    with transaction(world.store) as work:
        return start_case(work, "review", actor=world.actor("hu"), answers={"subject": subject, "unit": "BUREAU"}).id


def offered(world: World, username: str) -> list[str]:
    """The subjects whose first check the person may take."""
    with world.store.read() as work:
        rows = inbox(work, world.actor(username), "posts").tasks
        found = sorted(row.case.business_key or "" for row in rows if row.element_id == "check_a")
        assert counts(work, world.actor(username)).posts == len(rows)
        return found


def test_a_setting_is_looked_up_along_the_tree_of_its_day(world: World) -> None:
    with world.store.write() as work:
        decided(work, "3", unit="BUREAU")
        decided(work, "4", unit="COUNTY")
        move(work, "SCHOOL", "BUREAU", "COUNTY", MOVES_ON)
    with world.store.read() as work:
        school = unit_id_of(work, "SCHOOL")
        found = [texts_in_force(work, MOVES_ON + timedelta(days=each), school)["recall.days"] for each in (-1, 0)]
        assert found == ["3", "4"], "whatever the row of the unit says today"


def test_whoever_was_of_the_unit_when_a_case_began_stays_away_from_it_and_not_from_a_new_one(
    world: World, clock: MovingClock
) -> None:
    old = begin(world, "旧案")
    assert (offered(world, "bao"), offered(world, "wen")) == ([], ["旧案"])
    with world.store.write() as work:
        decided(work, "10", since=date(2020, 1, 1))
        move(work, "SCHOOL", "BUREAU", "COUNTY", MOVES_ON)
    clock.move_to("2026-03-11 09:00")
    with world.store.write() as work:
        assert move_due(work) == 1
    new = begin(world, "新案")
    assert (offered(world, "bao"), offered(world, "wen")) == (["新案"], ["新案", "旧案"])
    with world.store.read() as work:
        standing = duties.standing_of(work, world.persons["bao"])
        assert standing.left == (frozenset({unit_id_of(work, "BUREAU")}), MOVES_ON)
        assert duties.case_ground(work, standing, old) == duties.SUBJECT_UNIT
        assert duties.case_ground(work, standing, new) is None
        days = feel.parse_expression('setting("recall.days")')
        assert [days.evaluate({}, environment_of_case(work, each)) for each in (old, new)] == [7, 10]
        assert verify(work).is_intact
    assert replay(world.store, timedelta(days=1)).differences == []


def test_places_left_through_units_above_count_until_the_first_of_them_was_left(world: World) -> None:
    with world.store.write() as work:
        move(work, "BUREAU", "CITY", "COUNTY", MOVES_ON)
        move(work, "SCHOOL", "BUREAU", "COUNTY", MOVES_ON + timedelta(days=5))
        ids = {code: unit_id_of(work, code) for code in ("SCHOOL", "BUREAU", "COUNTY", "CITY")}
        left = left_above(work, ids["SCHOOL"], MOVES_ON + timedelta(days=9))
        assert left == {
            ids["BUREAU"]: MOVES_ON + timedelta(days=5),
            ids["COUNTY"]: MOVES_ON + timedelta(days=5),
            ids["CITY"]: MOVES_ON + timedelta(days=5),
        }
        assert left_above(work, ids["SCHOOL"], MOVES_ON) == {ids["CITY"]: MOVES_ON}


def test_a_part_keeps_the_places_and_settings_of_its_round(store: Store, clock: MovingClock) -> None:
    clock.now = clock.now.replace(month=2, day=10)
    built = build_world(store)
    add_counties(built)
    publish_round(built)
    clock.move_to("2026-03-01 00:30")
    with store.write() as work:
        move(work, "C1", "CITY", "BUREAU", MOVES_ON)
        cadre = {"unit_id": unit_id_of(work, "C1"), "kind": TieKind.CADRE}
        work.session.add(UnitTie(**cadre, above_id=unit_id_of(work, "CITY"), to_on=MOVES_ON))
        work.session.add(UnitTie(**cadre, above_id=unit_id_of(work, "BUREAU"), from_on=MOVES_ON))
    round_id = begin_round(built)
    with store.write() as work:
        decided(work, "10", since=date(2020, 1, 1))
    clock.move_to("2026-03-12 09:00")
    with transaction(store) as work:
        start_each(call(work, round_id), given("LATE"))
    with store.read() as work:
        part_id = work.session.scalars(select(CasePart.part_id).where(CasePart.key == "LATE")).one()
        part = work.session.get_one(Case, part_id)
        assert (part.rules_on, part.day) == (date(2026, 3, 1), date(2026, 3, 1))
        environment = environment_of_case(work, part_id)
        assert feel.parse_expression('superior_of("C1")').evaluate({}, environment) == "CITY"
        assert verify(work).is_intact
