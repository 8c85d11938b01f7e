"""What a month is scored by: the catalogue of points that its rows are frozen with, and what its lines come to."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from workflows.assessment.claim_models import PointsClaim
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.rules import POINTS_SETTING, last_of
from workflows.assessment.words import ATTENDANCE, ITEMS_OF_BEFORE
from workflows.casework.errors import InvalidRequest
from workflows.office.catalogues_file import LinePart, SchemeLine
from workflows.office.in_force import texts_in_force
from workflows.office.schemes import schemes
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class MonthPoints:
    """The lines of a month: indicators of the team, discipline items that a person scores, those that attendance gives, and what
    is claimed beside them."""

    code: str
    indicators: tuple[SchemeLine, ...]
    scored: tuple[SchemeLine, ...]
    counted: tuple[SchemeLine, ...]
    claimed: tuple[SchemeLine, ...]

    @property
    def indicators_most(self) -> int:
        """What all indicators give together."""
        return sum(line.most for line in self.indicators)

    @property
    def discipline_most(self) -> int:
        """What the discipline items give together, those of attendance among them."""
        return sum(line.most for line in (*self.counted, *self.scored))

    @property
    def attendance_most(self) -> int:
        """What attendance gives at the most."""
        return sum(line.most for line in self.counted)

    def name_of(self, item: str) -> Sentence:
        """What a line is called, also one of a month of before."""
        if item == ATTENDANCE and self.counted:
            return Sentence(
                ", ".join(line.name_en for line in self.counted), "、".join(line.name for line in self.counted)
            )
        for line in (*self.scored, *self.indicators, *self.claimed):
            if line.key == item:
                return Sentence(line.name_en, line.name)
        return ITEMS_OF_BEFORE.get(item, Sentence(item, item))


def points_of_month(work: UnitOfWork, member: MemberMonth, counted: str) -> MonthPoints:
    """The catalogue that a member's month is frozen with; `counted` names the discipline items that attendance gives, as the
    diagram says, parted by commas. A month opened before there were catalogues takes the one of its last day.

    Raises InvalidRequest where the catalogue has no such items.
    """
    settings = member.rules["settings"]
    code = (
        settings.get(POINTS_SETTING)
        or texts_in_force(work, last_of(member.month.month), member.county_id)[POINTS_SETTING]
    )
    lines = schemes(work)[code].lines
    wanted = {key.strip() for key in counted.split(",") if key.strip()}
    discipline = [line for line in lines if line.part is LinePart.DISCIPLINE]
    missing = sorted(wanted - {line.key for line in discipline})
    if missing:
        raise InvalidRequest(
            f"The catalogue {code} has no discipline item {', '.join(missing)}, which attendance gives points of; name its items "
            "in the diagram, or set another catalogue.",
            f"积分方案 {code} 没有由出勤计分的纪律项 {'、'.join(missing)}；请在流程图中改写项目，或另设方案。",
        )
    return MonthPoints(
        code,
        tuple(line for line in lines if line.part is LinePart.INDICATOR),
        tuple(line for line in discipline if line.key not in wanted),
        tuple(line for line in discipline if line.key in wanted),
        tuple(line for line in lines if line.part in (LinePart.BONUS, LinePart.DEDUCTION)),
    )


def points_of_lines(work: UnitOfWork, member: MemberMonth, items: Collection[str]) -> MonthPoints:
    """The same, where the lines of the member's month are known: what is not among them was counted."""
    found = points_of_month(work, member, "")
    if (ITEMS_OF_BEFORE.keys() - {"law", ATTENDANCE}) & set(items):
        return found
    discipline = (*found.scored, *found.counted)
    return replace(
        found,
        scored=tuple(line for line in discipline if line.key in items),
        counted=tuple(line for line in discipline if line.key not in items),
    )


def rescaled(given: Mapping[str, int | None], lines: Iterable[SchemeLine]) -> Fraction | None:
    """What the team's indicators come to, out of all that they give: lines that do not apply, or were not scored, are rescaled from
    those that were, never taken as nought. None where nothing was scored."""
    whole = list(lines)
    applying = [(points, line.most) for line in whole if (points := given.get(line.key)) is not None]
    most = sum(each for _, each in applying)
    if not most:
        return None
    return Fraction(sum(points for points, _ in applying) * sum(line.most for line in whole), most)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What was claimed beside the common points of a member's month and agreed to, and in which sentences."""

    bonus: int = 0
    deduction: int = 0
    said: tuple[dict[str, str], ...] = ()


def claimed_in(
    work: UnitOfWork, month: date, persons: Sequence[uuid.UUID], points: MonthPoints
) -> dict[uuid.UUID, Claimed]:
    """By person, for those of whom anything was claimed in the month; bounds of a month are the table's (D3)."""
    found: dict[uuid.UUID, Claimed] = {}
    for some in in_pieces(persons):
        of_month = (PointsClaim.month == month, PointsClaim.person_id.in_(some))
        for row in work.session.scalars(select(PointsClaim).where(*of_month).order_by(PointsClaim.agreed_at)):
            so_far, name = found.get(row.person_id, Claimed()), points.name_of(row.item)
            zh = f"{'减分' if row.is_deduction else '加分'}：{name.zh}{row.points}分"
            en = f"{'deduction' if row.is_deduction else 'bonus'}: {name.en}, {row.points} points"
            found[row.person_id] = Claimed(
                so_far.bonus + (0 if row.is_deduction else row.points),
                so_far.deduction + (row.points if row.is_deduction else 0),
                (*so_far.said, {"zh": zh, "en": en}),
            )
    return found
