"""The months of one member as one reader may see them: days by the right `attendance`, grade and points by the right `points`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, or_, select
from sqlalchemy.orm import aliased

from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.result_models import MemberResult
from workflows.assessment.words import Grade, Heard
from workflows.people import Actor, Unit
from workflows.people.records import records_about
from workflows.people.roster import Team
from workflows.store import UnitOfWork

SHOWN = 36


@dataclass(frozen=True, slots=True)
class MonthSeen:
    """A month; days and nights are None where attendance is not the reader's, grade and points where results are not."""

    month: date
    team: str
    days: float | None
    need_days: int | None
    nights: int | None
    need_nights: int | None
    grade: Grade | None
    points: float | None
    is_provisional: bool
    leave_marks: Sequence[Mapping[str, str]]


def months_seen(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> Sequence[MonthSeen]:
    """The latest months, newest first; one statement.

    One's own result is shown from the moment one is asked about it, to others once it is published.
    """
    is_own = person_id == actor.person_id
    village, sender = aliased(Unit), aliased(Unit)
    attendance = records_about(actor, "attendance", person_id).holds(village.path, sender.path)
    points = records_about(actor, "points", person_id).holds(village.path, sender.path)
    statement = (
        select(
            MemberMonth,
            AssessmentMonth.month,
            Team.name,
            MemberResult,
            case((attendance, 1), else_=0).label("sees_days"),
            case((points, 1), else_=0).label("sees_points"),
        )
        .join(AssessmentMonth, MemberMonth.month_id == AssessmentMonth.id)
        .join(Team, MemberMonth.team_id == Team.id)
        .join(village, village.id == Team.village_id)
        .join(sender, sender.id == Team.dispatching_unit_id)
        .outerjoin(MemberResult, MemberResult.member_month_id == MemberMonth.id)
        .where(MemberMonth.person_id == person_id)
        .order_by(AssessmentMonth.month.desc())
        .limit(SHOWN)
    )
    if not is_own:
        statement = statement.where(or_(attendance, points))
    found = []
    for row, month, team, result, sees_days, sees_points in work.session.execute(statement):
        is_told = result is not None and (
            result.published_at is not None or (is_own and result.heard is not Heard.NOT_ASKED)
        )
        days = is_own or sees_days
        graded = result if is_told and (is_own or sees_points) else None
        if not (is_own or sees_days or graded):
            continue
        found.append(
            MonthSeen(
                month=month,
                team=team,
                days=row.present_halves / 2 if days and row.present_halves is not None else None,
                need_days=row.need_days if days else None,
                nights=row.nights if days else None,
                need_nights=row.need_nights if days else None,
                grade=graded.grade if graded else None,
                points=graded.total_tenths / 10 if graded else None,
                is_provisional=bool(graded and graded.is_provisional),
                leave_marks=(row.leave_marks or ()) if days else (),
            )
        )
    return found
