"""The scoring sheet (M8): indicators of teams, discipline items of members that a person scores; and what was given."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NotRequired, TypedDict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.assessment.grading import Attendance, Given
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.points import MonthPoints
from workflows.assessment.result_models import TeamLine
from workflows.assessment.words import PointOutcome
from workflows.casework.errors import InvalidAnswers, InvalidRequest, NotAllowed
from workflows.casework.models import SheetRow
from workflows.casework.sheet_operations import RowGiven
from workflows.casework.sheets import RowCall, sheet
from workflows.office.catalogues_file import LinePart, SchemeLine
from workflows.people import Person
from workflows.people.roster import Team, Village
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, insert_rows, new_id, update_row

POINT_SHEET = "assessment.points"


class PointColumns(TypedDict):
    """What a row shows: whose line, which, how much it gives at the most, and what is known of it."""

    village: Annotated[str, Sentence("Village", "所驻村")]
    part: Annotated[LinePart, Sentence("Kind of line", "类别")]
    line: Annotated[str, Sentence("Line", "项目")]
    most: Annotated[int, Sentence("At the most", "满分")]
    known: Annotated[str, Sentence("What is known", "已知情况")]


class PointAnswers(TypedDict):
    """What a scorer gives, and on which evidence."""

    outcome: PointOutcome
    points: NotRequired[int]
    ground: NotRequired[str]


@sheet(
    POINT_SHEET,
    Sentence(
        "Lines of the month's catalogue: each indicator of each team, each discipline item of each member that a person scores. "
        "Nobody scores a team that their own unit has sent.",
        "当月积分方案的各项：每支工作队的各项共性指标，每名队员由人评分的各项纪律。本单位派出的工作队，本单位人员不得评分。",
    ),
)
def score_line(call: RowCall, columns: PointColumns, answers: PointAnswers) -> None:
    """Look at what is given to a line; it is read when the county is graded. Raises NotAllowed for whoever is of the unit that sent
    the team, InvalidAnswers for more than the line gives, InvalidRequest for a discipline item that would not apply."""
    _require_other_unit(call)
    if answers["outcome"] == PointOutcome.SOME and not 0 <= answers.get("points", -1) <= columns["most"]:
        most = columns["most"]
        raise InvalidAnswers({"points": Sentence(f"From 0 to {most} points.", f"应在 0 至 {most} 分之间。")})
    if answers["outcome"] == PointOutcome.NOT_APPLICABLE and columns["part"] == LinePart.DISCIPLINE:
        raise InvalidRequest(
            "An item of discipline applies to everybody; give its points.", "纪律项对每名队员都适用，请评分。"
        )


def _require_other_unit(call: RowCall) -> None:
    """The row's key begins with the team, or is the member's; their dispatching unit is not the scorer's, nor that of whom they
    stand in for."""
    team_id = uuid.UUID(call.row.key.split("-")[0])
    sender = call.work.session.scalar(select(Team.dispatching_unit_id).where(Team.id == team_id))
    people = call.actor.both
    own = set(call.work.session.scalars(select(Person.unit_id).where(Person.id.in_(people))))
    own |= {holding.unit_id for holding in call.actor.holdings}
    if sender in own:
        raise NotAllowed(
            "Your own unit has sent this team; leave the row to somebody else of the post.",
            "该工作队由您所在单位派出，应当回避，请由本岗位其他人员评分。",
        )


@dataclass(frozen=True, slots=True)
class Known:
    """A member whose month is graded, what attendance came to, and what was found of the diary and by inspections."""

    row: MemberMonth
    attendance: Attendance
    diary: str = ""
    found: str = ""


def point_rows(
    work: UnitOfWork, members: Sequence[Known], points: MonthPoints, found: Mapping[uuid.UUID, str]
) -> tuple[list[RowGiven], list[RowGiven]]:
    """The rows of a county's sheet: indicators by team, with what the month before gave, then discipline items by member, with what
    was counted. `found`: by team, what inspections found of it as such."""
    teams = _teams(work, {each.row.team_id for each in members})
    before = _month_before(work, members)
    of_teams: list[RowGiven] = []
    for team in teams.values():
        for line in points.indicators:
            known = "；".join(each for each in (before.get((team.id, line.key)), found.get(team.id)) if each)
            columns = _columns(team, line, known)
            of_teams.append({"key": f"{team.id.hex}-{line.key}", "name": team.name, "columns": columns})
    of_members: list[RowGiven] = [
        {
            "key": f"{each.row.team_id.hex}-{each.row.person_id.hex[-16:]}-{line.key}",
            "name": each.row.person.name,
            "person": each.row.person_id,
            "columns": _columns(teams[each.row.team_id], line, _counted(each)),
        }
        for each in members
        for line in points.scored
    ]
    return of_teams, of_members


def _columns(team: Team, line: SchemeLine, known: str) -> PointColumns:
    assert line.part is not None  # only criteria have none
    return {
        "village": team.village.unit.name,
        "part": line.part,
        "line": line.name,
        "most": line.most,
        "known": known,
    }


def _counted(each: Known) -> str:
    row = each.row
    days = f"在村{(row.present_halves or 0) / 2:g}天（应驻{row.need_days or 0}天）"
    days += f"，住村{row.nights or 0}夜（应住{row.need_nights or 0}夜）"
    leave = f"，请假{row.leave_days}天" if row.leave_days else ""
    undecided = f"，未认定{row.open_days}天" if row.open_days else ""
    said = "；".join(ground["zh"] for ground in each.attendance.grounds)
    beside = "".join(f"；{text}" for text in (each.diary, each.found) if text)
    return f"{days}{leave}{undecided}；出勤得{each.attendance.points}分：{said}{beside}"


def _teams(work: UnitOfWork, ids: set[uuid.UUID]) -> dict[uuid.UUID, Team]:
    whole = select(Team).options(joinedload(Team.village).joinedload(Village.unit)).order_by(Team.name, Team.id)
    found: dict[uuid.UUID, Team] = {}
    for some in in_pieces(sorted(ids)):
        found |= {team.id: team for team in work.session.scalars(whole.where(Team.id.in_(some)))}
    return found


def _month_before(work: UnitOfWork, members: Sequence[Known]) -> dict[tuple[uuid.UUID, str], str]:
    """What the last month before gave the teams, as a scorer reads it."""
    found: dict[tuple[uuid.UUID, str], str] = {}
    if not members:
        return found
    month = members[0].row.month.month
    latest = (
        select(AssessmentMonth.id).where(AssessmentMonth.month < month).order_by(AssessmentMonth.month.desc()).limit(1)
    )
    month_id = work.session.scalar(latest)
    for some in in_pieces(sorted({each.row.team_id for each in members})):
        statement = select(TeamLine).where(TeamLine.month_id == month_id, TeamLine.team_id.in_(some))
        for line in work.session.scalars(statement):
            said = "不适用" if line.points is None else f"{line.points}分"
            found[line.team_id, line.item] = f"上月{said}"
    return found


@dataclass(frozen=True, slots=True)
class SheetGiven:
    """What a sheet's rows gave: to teams by team and item, to members by person and item; a row that was left gives nothing."""

    teams: Mapping[uuid.UUID, Mapping[str, Given]]
    members: Mapping[uuid.UUID, Mapping[str, Given]]


def given_in(rows: Sequence[SheetRow]) -> SheetGiven:
    """What the rows of the sheet gave by now."""
    teams: dict[uuid.UUID, dict[str, Given]] = {}
    members: dict[uuid.UUID, dict[str, Given]] = {}
    for row in rows:
        if row.is_left or not row.answers:
            continue
        outcome = PointOutcome(row.answers["outcome"])
        most = int(row.given["most"])
        points = {PointOutcome.FULL: most, PointOutcome.NOT_APPLICABLE: None}.get(outcome, row.answers.get("points"))
        given = Given(points, str(row.answers.get("ground") or ""), row.saved_by_id)
        item = row.key.rpartition("-")[2]
        if row.person_id is None:
            teams.setdefault(uuid.UUID(row.key.split("-")[0]), {})[item] = given
        else:
            members.setdefault(row.person_id, {})[item] = given
    return SheetGiven(teams, members)


def write_team_lines(
    work: UnitOfWork,
    case_id: uuid.UUID,
    month: AssessmentMonth,
    given: Mapping[uuid.UUID, Mapping[str, Given]],
    points: MonthPoints,
    version_id: uuid.UUID,
) -> None:
    """Write what the teams were given; what was written before for the same line is worked out anew."""
    most = {line.key: line.most for line in points.indicators}
    known: dict[tuple[uuid.UUID, str], TeamLine] = {}
    for some in in_pieces(sorted(given)):
        statement = select(TeamLine).where(TeamLine.month_id == month.id, TeamLine.team_id.in_(some))
        known |= {(line.team_id, line.item): line for line in work.session.scalars(statement)}
    fresh: list[TeamLine] = []
    for team_id, items in given.items():
        for item, each in items.items():
            values: dict[str, Any] = {
                "points": each.points,
                "most": most[item],
                "version_id": version_id,
                "ground": each.ground,
            }
            values |= {"scorer_id": each.scorer_id, "scored_at": work.now}
            line = known.get((team_id, item))
            if line is None:
                of_line = {"case_id": case_id, "month_id": month.id, "team_id": team_id, "item": item}
                fresh.append(TeamLine(id=new_id(), **of_line, **values))
            elif (line.points, line.ground) != (each.points, each.ground):
                update_row(work, line, **values)
    insert_rows(work, *fresh, is_kept=False)
