"""Make the rows of the demonstration city: units, villages, people, posts, accounts, teams and postings; no cases."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select

from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.demo.cast import CAST, CAST_UNIT, CAST_VILLAGE, RECUSED_VILLAGE, Role
from workflows.demo.names import RANKS, TOWNSHIP_STEMS, person_name, village_names
from workflows.demo.places import (
    CALLED,
    CITY,
    COUNTIES,
    DEPARTMENT,
    DISPATCHING,
    OFFICE,
    OFFICES,
    OWN_NAMES,
    POVERTY_OFFICE,
    Place,
    village_of,
)
from workflows.office.in_force import ensure_settings
from workflows.office.models import Setting
from workflows.office.words import SettingState
from workflows.people.models import Person, PostHolding, Relation, Unit, User
from workflows.people.posts import ensure_posts
from workflows.people.roster import Posting, Team, Village
from workflows.people.unit_models import UnitTie
from workflows.people.words import Sex, TieKind, UnitKind
from workflows.store import Base, UnitOfWork, insert_rows

SEED = 20181210
VILLAGES = 110
NAMED_ON = date(2018, 1, 1)
_ROLES = ("leader", "other member")
# The cast's own team has a third member, so that a recall in the cast's village leaves the cast where it is.
_ROLES_OF_CAST_TEAM = ("team.leader", "member", "other member")
CANDIDATES_PER_UNIT = 4  # staff without a post whom a unit may propose


class _City:
    """Collects rows in memory and writes each table at once: some 3,000 rows one by one would take most of the start-up."""

    def __init__(self, now: datetime) -> None:
        self.random = Random(SEED)
        self.now = now
        self.today = local_date(now)
        self.rows: dict[type[Base], list[dict[str, Any]]] = {}
        self.units: dict[str, dict[str, Any]] = {}
        self.posted: dict[tuple[str, str], uuid.UUID] = {}
        self.persons = 0

    def new_id(self) -> uuid.UUID:
        """An identifier that is the same in every demonstration city."""
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def add(self, table: type[Base], **columns: Any) -> dict[str, Any]:
        """One row for a table."""
        self.rows.setdefault(table, []).append(columns)
        return columns

    def add_unit(self, place: Place) -> dict[str, Any]:
        """A unit below its parent."""
        parent = self.units.get(place.parent)
        path = f"{parent['path'] if parent else '/'}{place.code}/"
        row = self.add(
            Unit,
            id=self.new_id(),
            code=place.code,
            name=place.name,
            name_en=place.name_en,
            short_names=CALLED.get(place.name, []),
            kind=place.kind,
            parent_id=parent["id"] if parent else None,
            path=path,
            valid_from=date(2012, 1, 1),
        )
        self.units[place.code] = row
        return row

    def add_person(self, unit_code: str, name: str | None = None, *, is_party_member: bool = True) -> uuid.UUID:
        """A person of a unit, between 24 and 58 years old."""
        self.persons += 1
        age = timedelta(days=self.random.randint(24 * 366, 58 * 365))
        row = self.add(
            Person,
            id=self.new_id(),
            name=name or person_name(self.random),
            employee_no=f"QH{self.persons:05d}",
            unit_id=self.units[unit_code]["id"],
            born_on=self.today - age,
            is_party_member=is_party_member,
            sex=Sex.FEMALE if self.persons % 3 == 0 else Sex.MALE,
            post_rank="" if self.units[unit_code]["kind"] == UnitKind.VILLAGE else RANKS[self.persons % len(RANKS)],
        )
        person_id: uuid.UUID = row["id"]
        return person_id

    def hold(self, person_id: uuid.UUID, post_key: str, unit_code: str, from_on: date | None = None) -> None:
        """Give a person a post in a unit."""
        since = from_on or self.today - timedelta(days=self.random.randint(200, 1500))
        unit_id = self.units[unit_code]["id"]
        self.add(
            PostHolding,
            id=self.new_id(),
            person_id=person_id,
            post_key=post_key,
            unit_id=unit_id,
            from_on=since,
            to_on=None,
            # Posts in a village have no office of their own.
            telephone=""
            if self.units[unit_code]["kind"] == "village"
            else f"8{len(self.rows.get(PostHolding, [])):06d}",
        )

    def open_account(self, person_id: uuid.UUID, username: str | None = None) -> None:
        """An account without a password: the demonstration signs in by a click, and nothing else opens it."""
        name = username or f"u{len(self.rows.get(User, [])) + 1:04d}"
        self.add(User, id=self.new_id(), username=name, person_id=person_id, session_key=self.new_id())

    def staff(self, post_key: str, unit_code: str, count: int = 1) -> None:
        """`count` people with a post and an account in a unit, beside those of the cast."""
        for _ in range(count):
            person_id = self.add_person(unit_code)
            self.hold(person_id, post_key, unit_code)
            self.open_account(person_id)


def make_city(work: UnitOfWork) -> None:
    """Write the whole city in this transaction. The same rows every time, except that days follow the day of loading."""
    ensure_posts(work)
    ensure_settings(work)
    city = _City(work.now)
    villages = _units(city)
    cast = _cast(city)
    _staff(city, villages)
    _teams(city, villages, cast)
    _relations(city, cast)
    _own_names(city, cast)
    # The organisation department manages the cadres of every unit of the city that has no superior of its own.
    above, city_unit = city.units[DEPARTMENT]["id"], city.units[CITY]["id"]
    city.add(UnitTie, id=city.new_id(), unit_id=city_unit, kind=TieKind.CADRE, above_id=above)
    for table in (Unit, UnitTie, Village, Person, Setting, PostHolding, User, Team, Posting, Relation):
        insert_rows(work, *(table(**values) for values in city.rows[table]), is_kept=False)


def open_missing_accounts(work: UnitOfWork) -> None:
    """Give an account to everybody who has come to hold a post since, such as the people dispatched in the cases."""
    persons = work.session.scalars(
        select(Person.id)
        .where(Person.id.in_(select(PostHolding.person_id)), Person.id.not_in(select(User.person_id)))
        .order_by(Person.employee_no)
    ).all()
    opened = work.session.scalar(select(func.count()).where(User.username.startswith("new"))) or 0
    for number, person_id in enumerate(persons, opened + 1):
        work.session.add(User(username=f"new{number:02d}", person_id=person_id))
    work.session.flush()


def _units(city: _City) -> list[str]:
    """The tree of units; returns the codes of the villages."""
    city.add_unit(Place(CITY, "青禾市", "Qinghe City", "city", ""))
    for place in (*OFFICES, *DISPATCHING, *COUNTIES):
        city.add_unit(place)
    for number, (stem, stem_en) in enumerate(TOWNSHIP_STEMS):
        county = COUNTIES[number % len(COUNTIES)]
        suffix, suffix_en = ("乡", "Township") if number % 3 == 2 else ("镇", "Town")
        code = f"{county.code}{101 + number // len(COUNTIES)}"
        city.add_unit(Place(code, f"{stem}{suffix}", f"{stem_en} {suffix_en}", "township", county.code))
    names = village_names()
    city.random.shuffle(names)
    villages = []
    for number in range(VILLAGES):
        code = village_of(number)
        city.add_unit(Place(code, *names[number], "village", code[:9]))
        _fence(city, code)
        villages.append(code)
    return villages


def _fence(city: _City, code: str) -> None:
    """What the office knows of a village, with the circle in which arrivals are proved."""
    city.add(
        Village,
        unit_id=city.units[code]["id"],
        code=code,
        kind=city.random.choices(("poor", "weak", "relocation", "model"), (6, 2, 1, 1))[0],
        latitude=round(city.random.uniform(26.9, 28.3), 6),
        longitude=round(city.random.uniform(109.3, 110.9), 6),
        fence_radius_m=city.random.choice((300, 500, 500, 800, 1200)),
    )


def _cast(city: _City) -> dict[str, uuid.UUID]:
    """The curated people; members of the cast's team belong to the dispatching unit. Returns person ids by user name."""
    found = {}
    for role in CAST:
        person_id = city.add_person(_home_unit(role), role.name)
        for post_key, unit_code in role.posts:
            city.hold(person_id, post_key, unit_code)
        city.open_account(person_id, role.username)
        found[role.username] = person_id
    return found


def _home_unit(role: Role) -> str:
    post_key, unit_code = role.posts[0]
    return CAST_UNIT if post_key in ("member", "team_leader") else unit_code


def _own_names(city: _City, cast: dict[str, uuid.UUID]) -> None:
    """What office and department are called in their letters, prepared and decided here as every office decides it."""
    agreed = datetime.combine(NAMED_ON, time(9), OFFICE_ZONE)
    by = {"prepared_by_id": cast["group.leader"], "decided_by_id": cast["director"]}
    told = {"state": SettingState.DECIDED, "prepared_at": agreed, "decided_at": agreed, "reason": "本办公室全称和简称"}
    for key, value in OWN_NAMES.items():
        city.add(Setting, id=city.new_id(), key=key, value=value, from_on=NAMED_ON, **by, **told)


def _staff(city: _City, villages: list[str]) -> None:
    """Everybody else who holds a post: about eleven at the office, as in the source city, and one or two everywhere else."""
    given = {(post_key, unit_code) for role in CAST for post_key, unit_code in role.posts}
    city.staff("general_group", OFFICE, 2)
    city.staff("inspector", OFFICE, 2)
    city.staff("poverty_investigator", POVERTY_OFFICE)
    city.staff("organisation_department", DEPARTMENT)
    for place in DISPATCHING:
        for post_key in ("unit_hr", "unit_leader", "unit_secretary"):
            if (post_key, place.code) not in given:
                city.staff(post_key, place.code)
        for _ in range(CANDIDATES_PER_UNIT):
            city.add_person(place.code)
    for county in COUNTIES:
        city.staff("county_office", county.code, 1 if ("county_office", county.code) in given else 2)
    for township in {code[:9]: None for code in villages}:
        if ("township_committee", township) not in given:
            city.staff("township_committee", township)
    for village in villages:
        if ("village_secretary", village) not in given:
            city.staff("village_secretary", village)


def _teams(city: _City, villages: list[str], cast: dict[str, uuid.UUID]) -> None:
    """A team in every village, of two as in the source city; dispatching units take turns."""
    for number, village in enumerate(villages):
        place = DISPATCHING[number % len(DISPATCHING)]
        team = city.add(
            Team,
            id=city.new_id(),
            name=f"{city.units[village]['name']}驻村工作队",
            village_id=city.units[village]["id"],
            dispatching_unit_id=city.units[place.code]["id"],
        )
        since = city.today - timedelta(days=city.random.randint(150, 700))
        for role in _ROLES_OF_CAST_TEAM if village == CAST_VILLAGE else _ROLES:
            _post(city, team, village, place.code, role, since, cast)


def _post(
    city: _City,
    team: dict[str, Any],
    village: str,
    unit: str,
    role: str,
    since: date,
    cast: dict[str, uuid.UUID],
) -> None:
    """Post one member to a team: somebody of the cast where the role names them, else somebody new with an account."""
    if role in cast:
        person_id = cast[role]
    else:
        person_id = city.add_person(unit)
        city.hold(person_id, "team_leader" if role == "leader" else "member", village, since)
        city.open_account(person_id)
    city.posted[village, "leader" if role.endswith("leader") else "member"] = person_id
    city.add(
        Posting,
        id=city.new_id(),
        person_id=person_id,
        team_id=team["id"],
        role="leader" if role.endswith("leader") else "member",
        status="active",
        from_on=since,
        to_on=None,
    )


def _relations(city: _City, cast: dict[str, uuid.UUID]) -> None:
    """Declared relations, so that recusal can be tried: a reviewer and a member under a lead, an investigator and a leader."""
    pairs = [
        (cast["reviewer.b"], city.posted[RECUSED_VILLAGE, "member"], "collateral"),
        (cast["reviewer.b"], cast["member"], "collateral"),
        (cast["investigator.b"], cast["unit.leader"], "spouse"),
        (cast["poverty.investigator.b"], cast["team.leader"], "affinity"),
        (cast["village"], city.posted[village_of(60), "leader"], "direct"),
        (cast["inspector"], city.posted[village_of(87), "member"], "other"),
    ]
    for person_id, other_id, kind in pairs:
        declared_at = city.now - timedelta(days=city.random.randint(30, 400))
        city.add(Relation, id=city.new_id(), person_id=person_id, other_id=other_id, kind=kind, declared_at=declared_at)
