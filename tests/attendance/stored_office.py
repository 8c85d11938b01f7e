"""A county whose members stand in attendance files, who imports them, and an import driven from the file to its rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from tests.attendance.exports import neutral
from workflows.attendance.import_words import AccountProgram, RowKind
from workflows.attendance.models import AttendanceAccount, AttendanceImport, AttendanceRow
from workflows.attendance.results import Found, Period
from workflows.attendance.roster import Member
from workflows.attendance.stored_rows import day_of, finding_of, leave_of
from workflows.attendance.storing import store_rows, take
from workflows.attendance.uploads import GivenAttendance, hand_in, read_upload
from workflows.people import Actor, Person, PostHolding, Unit, User, actor_for
from workflows.people.posts import ensure_posts
from workflows.people.roster import Posting, Team, Village
from workflows.proof.verify import verify
from workflows.store import Store

JUNE = date(2026, 6, 1)
UNITS = (
    ("CITY", "office", "市驻村办", None),
    ("WATER", "organ", "市水务局", "CITY"),
    ("C1", "county", "甲县", "CITY"),
    ("C2", "county", "乙县", "CITY"),
    ("T1", "township", "甲乡", "C1"),
)
STAFF = (
    ("gan", "甘县办", "county_office", "C1"),
    ("gao", "高县办", "county_office", "C1"),
    ("yi", "易县办", "county_office", "C2"),
    ("zong", "宗合", "general_group", "CITY"),
    ("xiang", "项乡", "township_committee", "T1"),
)

MANY = tuple(Member(f"G{number:03}", f"人员{number:03}", village="V1") for number in range(45))


def many() -> bytes:
    """1,350 days of forty-five people, as neutral lines."""
    return neutral(
        *(
            f"{member.key},{member.name},V1,2026-06-{day:02},2026-06-{day:02} 07:30,in,,,1,app,,"
            for member in MANY
            for day in range(1, 31)
        )
    )


def breaches(store: Store) -> list[str]:
    """What `verify` finds."""
    with store.read(is_snapshot=True) as work:
        return [breach.sentence for breach in verify(work).breaches]


@dataclass
class Importing:
    """The store, its units, people by staff number and accounts by user name."""

    store: Store
    units: dict[str, uuid.UUID] = field(default_factory=dict)
    users: dict[str, uuid.UUID] = field(default_factory=dict)
    persons: dict[str, uuid.UUID] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """Somebody of the staff."""
        with self.store.read() as work:
            found = actor_for(work, self.users[username])
        assert found is not None
        return found

    def upload(
        self, data: bytes, name: str = "六月.xlsx", *, by: str = "gan", unit: str = "C1", month: date = JUNE
    ) -> uuid.UUID:
        """Hand a file in and have the worker read it."""
        with self.store.write() as work:
            given = GivenAttendance(self.units[unit], month, name, data)
            upload_id = hand_in(work, self.actor(by), given).id
        read_upload(self.store, upload_id)
        return upload_id

    def taken(self, upload_id: uuid.UUID, *, by: str = "gan") -> uuid.UUID:
        """Take a file that was read, without storing anything yet."""
        with self.store.write() as work:
            return take(work, self.actor(by), upload_id).id

    def stored(
        self, data: bytes, name: str = "六月.xlsx", *, by: str = "gan", unit: str = "C1", month: date = JUNE
    ) -> uuid.UUID:
        """A file from its bytes to the last of its rows."""
        upload_id = self.upload(data, name, by=by, unit=unit, month=month)
        import_id = self.taken(upload_id, by=by)
        assert store_rows(self.store, upload_id)
        return import_id


def build_importing(store: Store, members: Iterable[Member]) -> Importing:
    """Units, staff, and these members posted in villages of the first county."""
    office, paths = Importing(store), dict[str, str]()
    with store.write() as work:
        ensure_posts(work)
        for code, kind, name, parent in UNITS:
            path = paths[code] = f"{paths[parent] if parent else '/'}{code}/"
            unit = Unit(code=code, kind=kind, name=name, path=path, parent_id=office.units.get(parent or ""))
            work.session.add(unit)
            work.session.flush()
            office.units[code] = unit.id
        for username, name, post, unit_code in STAFF:
            person = Person(name=name, unit_id=office.units[unit_code])
            work.session.add(person)
            work.session.flush()
            user = User(username=username, person_id=person.id)
            since = date(2020, 1, 1)
            holding = PostHolding(person_id=person.id, post_key=post, unit_id=office.units[unit_code], from_on=since)
            work.session.add_all([user, holding])
            work.session.flush()
            office.users[username], office.persons[username] = user.id, person.id
        teams: dict[str, uuid.UUID] = {}
        for member in members:
            code = member.village or "V0"
            if code not in teams:
                unit = Unit(
                    code=code,
                    kind="village",
                    name=f"{code}村",
                    path=f"{paths['T1']}{code}/",
                    parent_id=office.units["T1"],
                )
                work.session.add(unit)
                work.session.flush()
                work.session.add(Village(unit_id=unit.id, code=code, kind="poor", latitude=28.1001, longitude=110.2001))
                team = Team(name=f"{code}队", village_id=unit.id, dispatching_unit_id=office.units["WATER"])
                work.session.add(team)
                work.session.flush()
                teams[code] = team.id
            person = Person(name=member.name, employee_no=member.key, unit_id=office.units["WATER"])
            work.session.add(person)
            work.session.flush()
            office.persons[member.key] = person.id
            ended = None if member.until is None else member.until + timedelta(days=1)
            work.session.add(
                Posting(
                    person_id=person.id,
                    team_id=teams[code],
                    from_on=member.since or date(2012, 1, 1),
                    to_on=ended,
                    status="ended" if ended else "active",
                )
            )
            for program, account in ((AccountProgram.DINGTALK, member.dingtalk), (AccountProgram.WECOM, member.wecom)):
                if account:
                    work.session.add(
                        AttendanceAccount(person_id=person.id, program=program, account=account, bound_at=work.now)
                    )
    return office


def found_again(office: Importing, import_id: uuid.UUID) -> Found:
    """What a reading gave, made again of nothing but the stored rows; people by their staff number."""
    numbers = {person_id: key for key, person_id in office.persons.items()}
    with office.store.read() as work:
        made = work.session.get_one(AttendanceImport, import_id)
        rows = work.session.scalars(
            select(AttendanceRow).where(AttendanceRow.import_id == import_id).order_by(AttendanceRow.number)
        ).all()
        of_kind = {kind: [row for row in rows if row.kind is kind] for kind in RowKind}
        period = Period(made.first_on, made.last_on) if made.first_on and made.last_on else None
        return Found(
            made.name,
            made.sha256,
            made.layout,
            period=period,
            days=tuple(
                day_of(numbers[row.person_id], row.day, row.said)
                for row in of_kind[RowKind.DAY]
                if row.person_id is not None and row.day is not None
            ),
            leaves=tuple(
                leave_of(numbers[row.person_id], row.said)
                for row in of_kind[RowKind.LEAVE]
                if row.person_id is not None
            ),
            queue=tuple(finding_of(row.said, row.day) for row in of_kind[RowKind.ASKED]),
            told=tuple(finding_of(row.said, row.day) for row in of_kind[RowKind.TOLD]),
        )
