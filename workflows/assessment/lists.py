"""The village secretary's monthly list (村级名单), a day's second source: who was there all month but for the days struck out."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.rules import as_read, days_of, last_of
from workflows.calendar.zone import local_date
from workflows.casework.models import Case, SheetRow
from workflows.casework.row_said import said_of
from workflows.casework.words import AskState
from workflows.people.leaders import post_leading
from workflows.people.models import PostHolding
from workflows.people.roster import Team, Village
from workflows.people.words import UnitKind
from workflows.store import UnitOfWork

LISTS = "village_lists"
MEMBERS_OF_A_ROW = 5
"""How many members one row of a list names: a team has at most five, a larger one has a second row."""
_SAID = re.compile(r"[0-9]{1,2}(?:-[0-9]{1,2})?(?:[、,，][0-9]{1,2}(?:-[0-9]{1,2})?)*")


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a village's list: the team, its village, who answers, and the members in their order."""

    key: str
    team: Team
    secretary: uuid.UUID | None
    members: tuple[MemberMonth, ...]


def rows_of_lists(work: UnitOfWork, members: Sequence[MemberMonth]) -> list[ListRow]:
    """The rows of a county's lists, by team; whoever holds the post that leads the village (posts.yaml) today answers."""
    teams: dict[uuid.UUID, list[MemberMonth]] = {}
    for member in members:
        for stretch in as_read(member.segments):
            named = teams.setdefault(stretch.team_id, [])
            if member not in named:
                named.append(member)
    found: list[ListRow] = []
    for some in in_pieces(sorted(teams)):
        secretaries = secretaries_of(work, some)
        whole = select(Team).options(joinedload(Team.village).joinedload(Village.unit)).where(Team.id.in_(some))
        for team in work.session.scalars(whole.order_by(Team.name, Team.id)):
            named = sorted(teams[team.id], key=lambda member: (member.person.name, member.person_id))
            for start in range(0, len(named), MEMBERS_OF_A_ROW):
                part = tuple(named[start : start + MEMBERS_OF_A_ROW])
                found.append(ListRow(f"{team.id.hex}-{start}", team, secretaries.get(team.id), part))
    return found


def secretaries_of(work: UnitOfWork, teams: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """By team, who holds the post that leads its village today."""
    today, leading = local_date(work.now), post_leading(work, UnitKind.VILLAGE)
    statement = (
        select(Team.id, PostHolding.person_id)
        .join(PostHolding, PostHolding.unit_id == Team.village_id)
        .where(
            Team.id.in_(teams),
            PostHolding.post_key == leading,
            PostHolding.from_on <= today,
            or_(PostHolding.to_on.is_(None), PostHolding.to_on > today),
        )
        .order_by(PostHolding.from_on.desc(), PostHolding.id.desc())
    )
    return {team_id: person_id for team_id, person_id in work.session.execute(statement)}


def days_said(text: str, month: date) -> frozenset[date] | None:
    """The days of a month that a text such as 3、5-7 names; None for a text that cannot be meant, which then says nothing."""
    text = text.strip()
    if not text:
        return frozenset()
    if not _SAID.fullmatch(text):
        return None
    days: set[date] = set()
    for part in re.split("[、,，]", text):
        first, _, last = part.partition("-")
        begin, end = int(first), int(last or first)
        if not 1 <= begin <= end <= last_of(month).day:
            return None
        days.update(month.replace(day=number) for number in range(begin, end + 1))
    return frozenset(days)


def lists_said(
    work: UnitOfWork, case: Case, month: date, members: Sequence[MemberMonth]
) -> Mapping[uuid.UUID, dict[date, bool]]:
    """What the lists that were sent in say of each member's days in their teams: there, or struck out. A village that was
    silent says nothing, and so does what cannot be read."""
    rows = {
        row.key: row
        for row in work.session.scalars(select(SheetRow).where(SheetRow.case_id == case.id, SheetRow.sheet == LISTS))
    }
    said = said_of(work, case.id)
    found: dict[uuid.UUID, dict[date, bool]] = {}
    for each in rows_of_lists(work, members):
        row = rows.get(each.key)
        if row is None or row.id not in said or said[row.id].state is not AskState.ANSWERED:
            continue
        for number, member in enumerate(each.members, 1):
            absent = days_said(str(row.answers.get(f"absent_{number}") or ""), month)
            if absent is None or row.given.get(f"member_{number}") != member.person.name:
                continue
            here = [stretch for stretch in as_read(member.segments) if stretch.team_id == each.team.id]
            found.setdefault(member.person_id, {}).update({day: day not in absent for day in days_of(here)})
    return found
