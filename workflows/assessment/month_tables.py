"""Tables of a published month beside its rankings: counties in numbers, each line of points, days and nights of members."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased, joinedload

from workflows.assessment.joint_models import QuotaWaiver
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.points import points_of_month
from workflows.assessment.ranking_rows import LAST, After, Found, beyond
from workflows.assessment.result_models import AssessmentLine, MemberResult, TeamLine
from workflows.assessment.words import ATTENDANCE, Grade, Heard
from workflows.casework.ledgers import Line
from workflows.people import Actor, Person, Unit
from workflows.people.records import records_held, records_open_to
from workflows.people.roster import Team
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

INDICATOR, DISCIPLINE = Sentence("indicator", "共性指标"), Sentence("discipline", "工作纪律")
NOT_APPLICABLE, COUNTED = Sentence("does not apply", "不适用"), Sentence("by the tables", "按规则核算")
FACTS_ONLY = Sentence("facts only", "只记事实")


def county_rows(
    work: UnitOfWork, actor: Actor, month: AssessmentMonth, after: After | None, per_page: int, locale: str
) -> Found:
    """Counties within the reader's reach, on one page; one statement."""

    def counted(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    graded = func.count(MemberResult.id)
    statement = (
        select(
            Unit.id,
            Unit.name,
            graded,
            *(counted(MemberResult.grade == grade) for grade in Grade),
            func.avg(MemberResult.total_tenths),
            counted(MemberResult.heard == Heard.APPEALED),
            counted(MemberResult.is_provisional),
            counted(MemberResult.is_as_it_stands),
            QuotaWaiver.places,
        )
        .select_from(MemberMonth)
        .join(MemberResult, MemberResult.member_month_id == MemberMonth.id)
        .join(Unit, Unit.id == MemberMonth.county_id)
        .outerjoin(
            QuotaWaiver,
            (QuotaWaiver.month_id == MemberMonth.month_id) & (QuotaWaiver.county_id == MemberMonth.county_id),
        )
        .where(
            MemberMonth.month_id == month.id,
            MemberResult.published_at.is_not(None),
            records_open_to(actor, "points").holds(Unit.path),
        )
        .group_by(Unit.id, Unit.name, Unit.code, QuotaWaiver.places)
        .order_by(Unit.code)
    )
    found: Found = []
    for number, row in enumerate(work.session.execute(statement), 1):
        county_id, name, count, excellent, good, fair, poor, mean, appealed, provisional, stands, waived = row
        cells = (
            name,
            count,
            excellent,
            good,
            fair,
            poor,
            round(100 * excellent / count, 1),
            waived,
            round(float(mean) / 10, 1),
            appealed,
            provisional,
            stands,
        )
        found.append((After(number, county_id), Line(month.case_id, month.month, cells, False)))
    return found[:per_page]


def line_rows(
    work: UnitOfWork, actor: Actor, month: AssessmentMonth, after: After | None, per_page: int, locale: str
) -> Found:
    """The lines of members in the order of their places: the team's indicators, then their own; four statements."""
    village, sender = aliased(Unit), aliased(Unit)
    place = func.coalesce(MemberResult.place, LAST)
    statement = (
        select(MemberMonth, MemberResult, Person.name, Team.name)
        .join(MemberResult, MemberResult.member_month_id == MemberMonth.id)
        .join(Person, Person.id == MemberMonth.person_id)
        .join(Team, Team.id == MemberMonth.team_id)
        .join(village, village.id == Team.village_id)
        .join(sender, sender.id == Team.dispatching_unit_id)
        .options(joinedload(MemberMonth.county))  # by which the catalogue of points is found
        .where(
            MemberMonth.month_id == month.id,
            MemberResult.published_at.is_not(None),
            records_held(actor, "points", MemberMonth.person_id, lambda scope: scope.holds(village.path, sender.path)),
            *beyond(place, MemberResult.id, after),
        )
        .order_by(place, MemberResult.id)
        .limit(per_page + 1)
    )
    members = work.session.execute(statement).all()
    if not members:
        return []
    points = points_of_month(work, members[0][0], "")
    order = {line.key: number for number, line in enumerate((*points.indicators, *points.scored))}
    of_teams: dict[uuid.UUID, list[tuple[TeamLine, str]]] = {}
    teams = (TeamLine.month_id == month.id, TeamLine.team_id.in_({row.team_id for row, *_ in members}))
    for line, scorer in work.session.execute(
        select(TeamLine, Person.name).join(Person, Person.id == TeamLine.scorer_id).where(*teams)
    ):
        of_teams.setdefault(line.team_id, []).append((line, scorer))
    of_members: dict[uuid.UUID, list[tuple[AssessmentLine, str | None]]] = {}
    own = AssessmentLine.member_month_id.in_([row.id for row, *_ in members])
    for each, scorer_name in work.session.execute(
        select(AssessmentLine, Person.name).outerjoin(Person, Person.id == AssessmentLine.scorer_id).where(own)
    ):
        of_members.setdefault(each.member_month_id, []).append((each, scorer_name))
    found: Found = []
    for row, result, name, team in members:
        key = After(result.place or LAST, result.id)
        lines: list[tuple[Sentence, Any, str | None]] = [
            *((INDICATOR, line, scorer) for line, scorer in of_teams.get(row.team_id, ())),
            *((DISCIPLINE, line, scorer) for line, scorer in of_members.get(row.id, ())),
        ]
        for kind, line, by in sorted(lines, key=lambda each: (each[0] is DISCIPLINE, order.get(each[1].item, -1))):
            counted = line.item == ATTENDANCE
            cells = (
                name,
                team,
                kind.in_language(locale),
                points.name_of(line.item).in_language(locale),
                line.most,
                line.points if line.points is not None else NOT_APPLICABLE.in_language(locale),
                COUNTED.in_language(locale) if counted else by,
                _said(line, locale) if counted else line.ground or None,
            )
            found.append((key, Line(row.case_id, month.month, cells, False)))
    return found


def _said(line: AssessmentLine, locale: str) -> str:
    """What the tables said of a member's attendance."""
    language = "zh" if locale.startswith("zh") else "en"
    return "；".join(str(ground[language]) for ground in line.evidence.get("grounds", ()))


def attendance_rows(
    work: UnitOfWork, actor: Actor, month: AssessmentMonth, after: After | None, per_page: int, locale: str
) -> Found:
    """Days and nights of members, whoever misses the most first; by the right `attendance`; one statement."""
    village, sender, county = aliased(Unit), aliased(Unit), aliased(Unit)
    missing = func.coalesce(2 * MemberMonth.need_days - MemberMonth.present_halves, 0)
    place = 1_000 - missing
    statement = (
        select(MemberMonth, Person.name, Team.name, county.name, place)
        .join(Person, Person.id == MemberMonth.person_id)
        .join(Team, Team.id == MemberMonth.team_id)
        .join(village, village.id == Team.village_id)
        .join(sender, sender.id == Team.dispatching_unit_id)
        .join(county, county.id == MemberMonth.county_id)
        .where(
            MemberMonth.month_id == month.id,
            records_held(
                actor, "attendance", MemberMonth.person_id, lambda scope: scope.holds(village.path, sender.path)
            ),
            *beyond(place, MemberMonth.id, after),
        )
        .order_by(place, MemberMonth.id)
        .limit(per_page + 1)
    )
    found: Found = []
    for row, name, team, county_name, at in work.session.execute(statement):
        days = None if row.present_halves is None else row.present_halves / 2
        cells = (
            name,
            team,
            county_name,
            row.posted_days,
            row.need_days,
            days,
            None if days is None or row.need_days is None else max(0, row.need_days - days),
            row.need_nights,
            row.nights,
            None if row.nights is None or row.need_nights is None else max(0, row.need_nights - row.nights),
            row.leave_days,
            row.credited_days,
            row.open_days,
            None if row.is_graded else FACTS_ONLY.in_language(locale),
        )
        found.append((After(int(at or 0), row.id), Line(row.case_id, month.month, cells, False)))
    return found
