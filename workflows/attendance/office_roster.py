"""The office's own roster for the reading of a file: members posted below a unit in a month, with the accounts known of them."""

from __future__ import annotations

import hashlib
import uuid
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from workflows.attendance.import_words import AccountProgram
from workflows.attendance.models import AttendanceAccount
from workflows.attendance.roster import Fence, Member, Roster
from workflows.people.models import Person, Unit
from workflows.people.roster import Posting, Team, Village
from workflows.store import UnitOfWork


@dataclass(frozen=True)
class OfficeRoster:
    """The roster as files are matched with it, and whose key is whose."""

    roster: Roster
    persons: Mapping[str, uuid.UUID]

    @property
    def digest(self) -> str:
        """Says whether a later reading would match by the same roster."""
        return hashlib.sha256(repr(self.roster.members).encode()).hexdigest()


def roster_of(work: UnitOfWork, unit_id: uuid.UUID, month: date) -> OfficeRoster:
    """Everybody who is posted to a village in or below the unit on a day of the month, by staff number.

    Who is posted twice in the month, one posting after the other, is one member from the first day to the last (rules.md 7.5);
    the days between stand open like any other, and the fence is that of the later village.
    """
    path = work.session.scalar(select(Unit.path).where(Unit.id == unit_id)) or ""
    first, last = month.replace(day=1), month.replace(day=monthrange(month.year, month.month)[1])
    rows = work.session.execute(
        select(Person.id, Person.name, Person.employee_no, Posting.from_on, Posting.to_on, Village)
        .join(Posting, Posting.person_id == Person.id)
        .join(Team, Posting.team_id == Team.id)
        .join(Village, Team.village_id == Village.unit_id)
        .join(Unit, Unit.id == Village.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Posting.from_on <= last)
        .where(or_(Posting.to_on.is_(None), Posting.to_on > first))
        .order_by(Person.id, Posting.from_on)
    ).all()
    accounts: dict[uuid.UUID, dict[str, str]] = {}
    for person_id, program, account in work.session.execute(
        select(AttendanceAccount.person_id, AttendanceAccount.program, AttendanceAccount.account)
    ):
        accounts.setdefault(person_id, {})[program] = account
    members: dict[uuid.UUID, Member] = {}
    for person_id, name, employee_no, from_on, to_on, village in rows:
        known, own = members.get(person_id), accounts.get(person_id, {})
        members[person_id] = Member(
            employee_no or str(person_id),
            name,
            own.get(AccountProgram.DINGTALK, ""),
            own.get(AccountProgram.WECOM, ""),
            village.code,
            known.since if known is not None else from_on,
            None if to_on is None else to_on - timedelta(days=1),
            Fence(village.latitude, village.longitude, village.fence_radius_m),
        )
    return OfficeRoster(Roster(tuple(members.values())), {member.key: each for each, member in members.items()})
