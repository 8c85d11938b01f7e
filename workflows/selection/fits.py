"""How people fit a place, laid side by side: pure rules over what the table and the records say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from workflows.selection.words import CountyView

NO_VIEW = "县驻村办未就此村提出意见"
VIEW_NAMES = {CountyView.SUPPORT: "支持", CountyView.RESERVED: "有保留"}


class Compared(TypedDict):
    """A person as a line of the comparison."""

    name: str
    fit: int
    strengths: str
    rank: int
    totals: str
    county_view: str
    remark: str


class AskedFit(TypedDict):
    """A person who may be chosen; `asks` is why a reason is needed for that, empty for none."""

    value: str
    label: str
    asks: str


@dataclass(frozen=True, slots=True)
class Fit:
    """How somebody fits one place; `excluded` says why they are never sent there.

    `county_view` is None for another village than that for which the person was proposed: the county was asked about one village.
    """

    candidate_id: str
    name: str
    unit: str
    rank: int
    fit: int
    strengths: str
    totals: str
    county_view: CountyView | None
    excluded: str | None

    def reasoned(self, reason: str) -> str:
        """The reason of a choice, which says so where the county of the village has given no opinion on this place."""
        return reason if self.county_view is not None else f"{reason}（{NO_VIEW}）"

    @property
    def county(self) -> str:
        """What the county says of this place, in words."""
        return VIEW_NAMES[self.county_view] if self.county_view else "未就此村提出意见"

    def compared(self) -> Compared:
        """The line that whoever chooses reads."""
        return {
            "name": self.name,
            "fit": self.fit,
            "strengths": self.strengths,
            "rank": self.rank,
            "totals": self.totals,
            "county_view": self.county,
            "remark": f"不能选派：{self.excluded}" if self.excluded else "",
        }

    def asked(self, low: int, best: int) -> AskedFit:
        """The option, with what must be explained: a fit below `low` points, reservations of the county, or none of its opinion,
        and a fit below the `best`; of two who fit alike each may be chosen without a reason (rules.md 2.6)."""
        asks = [f"匹配度低于{low}分"] if self.fit < low else []
        if self.county_view == CountyView.RESERVED:
            asks.append("县驻村办有保留")
        elif self.county_view is None:
            asks.append(NO_VIEW)
        if self.fit < best:
            asks.append("匹配度不是最高")
        return {"value": self.candidate_id, "label": f"{self.name}（匹配度{self.fit}）", "asks": "；".join(asks)}


def overall(of_needs: Sequence[int]) -> int:
    """The fit over all needs of a village, 0 to 100: their mean, rounded half up; a village without needs takes everybody alike."""
    return (2 * sum(of_needs) + len(of_needs)) // (2 * len(of_needs)) if of_needs else 100


def ordered(fits: Sequence[Fit]) -> list[Fit]:
    """Best first; of two who fit alike, the one whom the unit's party group put first."""
    return sorted(fits, key=lambda each: (-each.fit, each.rank))
