"""The published ranking of a month (排名表): units, teams and members with the month before, as one reader may see it.

Rows are records outside cases (design 6a, rule 7): the right `points` of a post opens those whose village or dispatching unit lies
within its scope; what was not published is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from workflows.assessment.joint_models import JointResult, QuotaWaiver
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.month_tables import attendance_rows, county_rows, line_rows
from workflows.assessment.ranking_columns import ATTENDANCE, COUNTIES, LINES, MEMBERS, TEAMS, UNITS
from workflows.assessment.ranking_rows import LAST, PROVISIONAL, After, Found, beyond, compared, months_before
from workflows.assessment.result_models import MemberResult
from workflows.assessment.rules import last_of
from workflows.assessment.words import GRADE_NAMES, PEER_GROUP_NAMES
from workflows.casework.errors import NotFound
from workflows.casework.ledgers import Line
from workflows.office.in_force import texts_in_force
from workflows.office.settings_file import shipped_settings
from workflows.people import Actor, Person, Unit
from workflows.people.records import RecordScope, records_held, records_open_to
from workflows.people.roster import Team
from workflows.procedure.ledger_model import LedgerFile
from workflows.store import UnitOfWork

PER_PAGE = 50
MONTHS = 36
RANKING_OPEN = "assessment.ranking_open"
"""The setting by which rankings of units and teams are open beyond the reach of a post."""
LINES_OF_A_MEMBER = 10  # of the table of lines a page holds so many times fewer members


class RankedBy(StrEnum):
    """Which of the tables of a month: three rankings, the summary of counties, each line of points, days and nights."""

    UNITS = "units"
    TEAMS = "teams"
    MEMBERS = "members"
    COUNTIES = "counties"
    LINES = "lines"
    ATTENDANCE = "attendance"


@dataclass(frozen=True, slots=True)
class Ranking:
    """One page of a table of a month; `following` is where the next begins."""

    month: date
    published_at: Any
    file: LedgerFile
    lines: Sequence[Line]
    following: After | None


@dataclass(frozen=True, slots=True)
class Waived:
    """Places of the excellent that a county was granted beyond its share."""

    county: str
    places: int
    reason: str
    granted_by: str
    granted_at: Any


def published_months(work: UnitOfWork) -> Sequence[date]:
    """Months that were published, the latest first; one statement."""
    of_month = JointResult.month_id == AssessmentMonth.id
    published = select(JointResult.id).where(of_month, JointResult.published_at.is_not(None)).exists()
    latest = select(AssessmentMonth.month).where(published).order_by(AssessmentMonth.month.desc())
    return work.session.scalars(latest.limit(MONTHS)).all()


def ranking(
    work: UnitOfWork,
    actor: Actor,
    month: date,
    by: RankedBy,
    locale: str,
    *,
    after: After | None = None,
    per_page: int = PER_PAGE,
) -> Ranking:
    """One page of a table, in the order of its places; two statements. Raises NotFound for a month that was not published."""
    of_month = (JointResult.month_id == AssessmentMonth.id, JointResult.published_at.is_not(None))
    published = select(func.min(JointResult.published_at)).where(*of_month).scalar_subquery()
    known = work.session.execute(select(AssessmentMonth, published).where(AssessmentMonth.month == month)).first()
    row, published_at = known if known is not None else (None, None)
    if row is None or published_at is None:
        raise NotFound("This month has no published ranking.", "该月尚未公布排名。")
    if by is RankedBy.LINES:
        per_page = max(1, per_page // LINES_OF_A_MEMBER)
    file, rows = TABLES[by]
    found = rows(work, actor, row, after, per_page, locale)
    keys = list(dict.fromkeys(key for key, _ in found))
    shown = set(keys[:per_page])
    following = keys[per_page - 1] if len(keys) > per_page else None
    return Ranking(month, published_at, file, [line for key, line in found if key in shown], following)


def whole_ranking(work: UnitOfWork, actor: Actor, month: date, by: RankedBy, locale: str) -> Iterator[Line]:
    """Every row of a table that the actor may read, page after page, for a workbook."""
    after: After | None = None
    while True:
        page = ranking(work, actor, month, by, locale, after=after, per_page=400)
        yield from page.lines
        after = page.following
        if after is None:
            return


def waivers_of(work: UnitOfWork, actor: Actor, month: date) -> Sequence[Waived]:
    """What counties within the reader's scope were granted in a month; one statement."""
    scope = records_open_to(actor, "points")
    statement = (
        select(Unit.name, QuotaWaiver, Person.name)
        .join(Unit, Unit.id == QuotaWaiver.county_id)
        .join(Person, Person.id == QuotaWaiver.granted_by_id)
        .join(AssessmentMonth, AssessmentMonth.id == QuotaWaiver.month_id)
        .where(AssessmentMonth.month == month, scope.holds(Unit.path))
        .order_by(Unit.code)
    )
    return [
        Waived(county, waiver.places, waiver.reason, by, waiver.granted_at)
        for county, waiver, by in work.session.execute(statement)
    ]


def _audience(work: UnitOfWork, actor: Actor, month: AssessmentMonth) -> RecordScope:
    """Whose teams and units the reader sees ranked: those within reach of their posts, or all where the office has opened the
    ranking of the month. Members, who are named, stay within reach."""
    scope = records_open_to(actor, "points")
    text = texts_in_force(work, last_of(month.month), None)[RANKING_OPEN]
    is_open = shipped_settings()[RANKING_OPEN].read(text) is True
    return replace(scope, is_everywhere=True) if is_open and scope != RecordScope() else scope


def _joint(month: AssessmentMonth) -> tuple[Select[Any, Any, Any], Any]:
    """Joint results of a month with those of the month before, one row each; and by what they are ordered."""
    before, last = aliased(JointResult), aliased(AssessmentMonth)
    place = func.coalesce(JointResult.place, LAST)
    last_id = select(last.id).where(last.month == months_before(month.month)).scalar_subquery()
    same_team = or_(
        before.team_id == JointResult.team_id, and_(before.team_id.is_(None), JointResult.team_id.is_(None))
    )
    statement = (
        select(JointResult, before.total_tenths, Unit.name)
        .join(Unit, Unit.id == JointResult.unit_id)
        .outerjoin(
            before,
            and_(
                before.month_id == last_id,
                before.unit_id == JointResult.unit_id,
                same_team,
                before.published_at.is_not(None),
            ),
        )
        .where(JointResult.month_id == month.id, JointResult.published_at.is_not(None))
        .order_by(place, JointResult.id)
    )
    return statement, place


def _units(
    work: UnitOfWork, actor: Actor, month: AssessmentMonth, after: After | None, per_page: int, locale: str
) -> Found:
    statement, place = _joint(month)
    scope = _audience(work, actor, month)
    wanted = (JointResult.team_id.is_(None), scope.holds(Unit.path), *beyond(place, JointResult.id, after))
    found: Found = []
    for row, before, unit in work.session.execute(statement.where(*wanted).limit(per_page + 1)):
        cells = (
            PEER_GROUP_NAMES[row.peer_group].in_language(locale),
            row.place,
            unit,
            row.parts,
            row.mean_tenths / 10,
            row.ordered_recalls,
            row.overdue_days,
            row.empty_days,
            row.lost_tenths / 10,
            row.total_tenths / 10,
            *compared(row.total_tenths, before),
            PROVISIONAL.in_language(locale) if row.is_provisional else None,
        )
        found.append((After(row.place or LAST, row.id), Line(row.case_id, month.month, cells, False)))
    return found


def _teams(
    work: UnitOfWork, actor: Actor, month: AssessmentMonth, after: After | None, per_page: int, locale: str
) -> Found:
    statement, place = _joint(month)
    village = aliased(Unit)
    scope = _audience(work, actor, month)
    of_teams: Select[Any] = (
        statement.add_columns(Team.name.label("team"), village.name.label("village"))
        .join(Team, Team.id == JointResult.team_id)
        .join(village, village.id == Team.village_id)
        .where(scope.holds(village.path, Unit.path), *beyond(place, JointResult.id, after))
    )
    found: Found = []
    for row, before, unit, team, village_name in work.session.execute(of_teams.limit(per_page + 1)):
        cells = (
            PEER_GROUP_NAMES[row.peer_group].in_language(locale),
            row.place,
            team,
            village_name,
            unit,
            row.parts,
            row.total_tenths / 10,
            *compared(row.total_tenths, before),
            PROVISIONAL.in_language(locale) if row.is_provisional else None,
        )
        found.append((After(row.place or LAST, row.id), Line(row.case_id, month.month, cells, False)))
    return found


def _members(
    work: UnitOfWork, actor: Actor, month: AssessmentMonth, after: After | None, per_page: int, locale: str
) -> Found:
    village, sender, county = aliased(Unit), aliased(Unit), aliased(Unit)
    last_month, last_result, last = aliased(MemberMonth), aliased(MemberResult), aliased(AssessmentMonth)
    last_id = select(last.id).where(last.month == months_before(month.month)).scalar_subquery()
    place = func.coalesce(MemberResult.place, LAST)
    statement = (
        select(MemberMonth, MemberResult, Person.name, Team.name, county.name, last_result)
        .join(MemberResult, MemberResult.member_month_id == MemberMonth.id)
        .join(Person, Person.id == MemberMonth.person_id)
        .join(Team, Team.id == MemberMonth.team_id)
        .join(village, village.id == Team.village_id)
        .join(sender, sender.id == Team.dispatching_unit_id)
        .join(county, county.id == MemberMonth.county_id)
        .outerjoin(last_month, and_(last_month.month_id == last_id, last_month.person_id == MemberMonth.person_id))
        .outerjoin(
            last_result, and_(last_result.member_month_id == last_month.id, last_result.published_at.is_not(None))
        )
        .where(
            MemberMonth.month_id == month.id,
            MemberResult.published_at.is_not(None),
            records_held(actor, "points", MemberMonth.person_id, lambda scope: scope.holds(village.path, sender.path)),
            *beyond(place, MemberResult.id, after),
        )
        .order_by(place, MemberResult.id)
        .limit(per_page + 1)
    )
    found: Found = []
    for row, result, name, team, county_name, before in work.session.execute(statement):
        cells = (
            result.place,
            name,
            team,
            county_name,
            result.total_tenths / 10,
            GRADE_NAMES[result.grade].in_language(locale),
            *compared(result.total_tenths, before.total_tenths if before is not None else None),
            GRADE_NAMES[before.grade].in_language(locale) if before is not None else None,
            PROVISIONAL.in_language(locale) if result.is_provisional else None,
        )
        found.append((After(result.place or LAST, result.id), Line(row.case_id, month.month, cells, False)))
    return found


Rows = Callable[[UnitOfWork, Actor, AssessmentMonth, After | None, int, str], Found]
TABLES: dict[RankedBy, tuple[LedgerFile, Rows]] = {
    RankedBy.UNITS: (UNITS, _units),
    RankedBy.TEAMS: (TEAMS, _teams),
    RankedBy.MEMBERS: (MEMBERS, _members),
    RankedBy.COUNTIES: (COUNTIES, county_rows),
    RankedBy.LINES: (LINES, line_rows),
    RankedBy.ATTENDANCE: (ATTENDANCE, attendance_rows),
}
