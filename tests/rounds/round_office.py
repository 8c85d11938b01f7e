"""Twelve counties with an office each beside the small office, and the monthly round that the clock starts with a part for each."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

from sqlalchemy import select

from tests.casework.world import World
from workflows.casework.models import Case, CasePart
from workflows.casework.publishing import publish_folders
from workflows.casework.transaction import transaction
from workflows.jobs.duties import work_off
from workflows.people import Person, PostHolding, Unit, User

HERE = Path(__file__).parent
ROUND, SHARE = HERE / "monthly_round", HERE / "monthly_share"
COUNTIES = tuple(f"C{number}" for number in range(1, 13))
DUE = "2026-03-01T00:30"


def add_counties(world: World) -> None:
    """The counties, with one person in the office of each: the user names are the codes of the units."""
    with world.store.write() as work:
        city = work.session.scalars(select(Unit).where(Unit.code == "CITY")).one()
        for code in COUNTIES:
            unit = Unit(
                code=code, name=f"{code}县", name_en=code, kind="county", parent=city, path=f"{city.path}{code}/"
            )
            work.session.add(unit)
            work.session.flush()
            person = Person(name=f"{code}干部", unit_id=unit.id)
            work.session.add(person)
            work.session.flush()
            user = User(username=code, person_id=person.id)
            held = {"post_key": "county_office", "unit_id": unit.id, "from_on": date(2018, 1, 1)}
            work.session.add_all([user, PostHolding(person_id=person.id, **held)])
            work.session.flush()
            world.users[code], world.persons[code] = user.id, person.id


def publish_round(world: World) -> None:
    """Publish round and share as a designer would."""
    with transaction(world.store) as work:
        published, problems = publish_folders(work, [ROUND, SHARE])
    assert len(published) == 2, problems


def begin_round(world: World) -> uuid.UUID:
    """Let the worker start the round that is due, and its parts with it; the round's case."""
    work_off(world.store)
    with world.store.read() as work:
        return work.session.scalars(select(Case.id).where(Case.process_id == "monthly_round")).one()


def parts_of(world: World, round_id: uuid.UUID) -> dict[str, CasePart]:
    """The parts of a round by their key."""
    with world.store.read() as work:
        return {row.key: row for row in work.session.scalars(select(CasePart).where(CasePart.round_id == round_id))}
