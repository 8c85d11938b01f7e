"""The office of the table's people in an empty database, built from people.yaml, with the procedures of a play published."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock
from tests.disclosure.table import people
from tests.recall.office import CENTRE, Office
from workflows.casework.catalogue import publish
from workflows.casework.transaction import transaction
from workflows.people import Person, PostHolding, Relation, Unit, User
from workflows.people.posts import ensure_posts
from workflows.people.roster import Posting, Team, Village
from workflows.procedure.model import Procedure
from workflows.store import Store

BORN = "1985-05-01"
_SINCE = date(2020, 1, 1)


def build_world(store: Store, clock: MovingClock, published: Sequence[Procedure]) -> Office:
    """Units, posts, people, their accounts and relations; users and persons by the names the table gives them."""
    office, given = Office(store, clock), people()
    with store.write() as work:
        ensure_posts(work)
        units = _units(work.session, given["units"])
        teams = _teams(work.session, units)
        for username, entry in given["people"].items():
            home = units[entry.get("home", entry.get("unit"))]
            person = Person(
                name=entry["name"],
                unit_id=home.id,
                employee_no=entry.get("number"),
                born_on=date.fromisoformat(BORN),
                is_party_member=True,
            )
            work.session.add(person)
            work.session.flush()
            user = User(username=username, person_id=person.id)
            work.session.add(user)
            if "post" in entry:
                unit_id = units[entry["unit"]].id
                work.session.add(
                    PostHolding(person_id=person.id, post_key=entry["post"], unit_id=unit_id, from_on=_SINCE)
                )
            work.session.flush()
            office.persons[username], office.users[username] = person.id, user.id
            if "posted" in entry:
                _post(office, work.session, teams[entry["home"], entry["posted"]], username)
        for name, entry in given["staff"].items():
            staff = Person(
                name=entry["name"],
                unit_id=units[entry["home"]].id,
                employee_no=entry["number"],
                born_on=date.fromisoformat(BORN),
                is_party_member=True,
            )
            work.session.add(staff)
            work.session.flush()
            office.persons[name] = staff.id
        for one, other in given["relations"]:
            work.session.add(
                Relation(
                    person_id=office.persons[one],
                    other_id=office.persons[other],
                    kind="collateral",
                    declared_at=work.now,
                )
            )
    with transaction(store) as work:
        for procedure in published:
            publish(work, procedure)
    return office


def _units(session: Any, entries: dict[str, Any]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for code, entry in entries.items():
        parent = units.get(entry.get("parent", ""))
        path = f"{parent.path if parent else '/'}{code}/"
        above = parent.id if parent else None
        units[code] = Unit(code=code, name=entry["name"], kind=entry["kind"], parent_id=above, path=path)
        session.add(units[code])
        session.flush()
    return units


def _teams(session: Any, units: dict[str, Unit]) -> dict[tuple[str, str], Team]:
    teams = {}
    for position, village in enumerate((code for code, unit in units.items() if unit.kind == "village"), 1):
        session.add(
            Village(
                unit_id=units[village].id,
                code=f"43120000000{position}",
                kind="poor",
                latitude=CENTRE[0],
                longitude=CENTRE[1],
            )
        )
        session.flush()
        for organ in ("WATER", "ROADS"):
            team = Team(name=f"{village}{organ}", village_id=units[village].id, dispatching_unit_id=units[organ].id)
            session.add(team)
            teams[organ, village] = team
    session.flush()
    return teams


def _post(office: Office, session: Any, team: Team, username: str) -> None:
    posting_id = uuid.uuid4()
    session.add(Posting(id=posting_id, person_id=office.persons[username], team_id=team.id, from_on=date(2025, 3, 1)))
    session.flush()
    office.postings[username] = posting_id
