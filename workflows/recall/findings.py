"""What two offices found, put side by side: per person and per ground, bounded by both. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workflows.recall.words import Finding

RANKS: Mapping[str, int] = {Finding.UNFOUNDED: 0, Finding.PARTIAL: 1, Finding.SUBSTANTIATED: 2}
FINDING_NAMES = {
    Finding.SUBSTANTIATED: "属实",
    Finding.PARTIAL: "部分属实",
    Finding.UNFOUNDED: "不属实",
    Finding.NOT_EXAMINED: "未列入核实",
}
GROUNDS = {
    "G1": "能力素质低，帮扶效果不明显",
    "G2": "不遵守驻村纪律、无故缺岗",
    "G3": "消极怠工、帮扶不力",
    "G4": "驻村时间不足或未脱产",
    "G5": "违纪违法",
    "G6": "不服从县乡管理、贻误工作",
    "G7": "群众不满意或考核连续末位",
    "G8": "全年请假超过 30 天",
    "G9": "患病、家庭困难、退休、调动等",
    "G10": "乡镇党委认为不合适",
}


@dataclass(frozen=True, slots=True)
class JointFinding:
    """One allegation against one person: what each office found, and what the joint report says of it."""

    posting_id: str
    ground: str
    station: Finding
    poverty: Finding
    is_repeated: bool
    stated: str | None = None

    @property
    def conclusion(self) -> Finding:
        """The report's word, never more than the weaker of both findings (rules.md 3.5)."""
        both = min(RANKS.get(self.station, 0), RANKS.get(self.poverty, 0))
        rank = min(both, RANKS.get(self.stated, both)) if self.stated else both
        return next(Finding(name) for name, known in RANKS.items() if known == rank)

    @property
    def is_found(self) -> bool:
        """True where both offices found at least a part of it, and the report says so."""
        return self.conclusion != Finding.UNFOUNDED

    @property
    def is_disputed(self) -> bool:
        """True where one office found what the other did not."""
        return (RANKS.get(self.station, 0) > 0) != (RANKS.get(self.poverty, 0) > 0)

    def as_row(self) -> dict[str, Any]:
        """The row of the joint report's list."""
        return {
            "posting_id": self.posting_id,
            "ground": self.ground,
            "station": self.station,
            "poverty": self.poverty,
            "conclusion": self.conclusion,
            "is_repeated": self.is_repeated,
        }


def joint_findings(
    station: Sequence[Mapping[str, Any]], poverty: Sequence[Mapping[str, Any]]
) -> tuple[JointFinding, ...]:
    """Every allegation that either office listed, in the order of their lists; repeated or serious only where both say so."""
    by_office = [{(str(row["posting_id"]), str(row["ground"])): row for row in rows} for rows in (station, poverty)]
    found = []
    for key in dict.fromkeys([*by_office[0], *by_office[1]]):
        rows = [rows.get(key) for rows in by_office]
        station_found, poverty_found = (Finding(row["finding"]) if row else Finding.NOT_EXAMINED for row in rows)
        is_repeated = all(row is not None and row.get("is_repeated") is True for row in rows)
        found.append(JointFinding(*key, station_found, poverty_found, is_repeated))
    return tuple(found)


def stated(findings: Sequence[JointFinding], rows: object) -> tuple[JointFinding, ...]:
    """The findings with what the report's list of rows says of each."""
    said = {
        (str(row.get("posting_id")), str(row.get("ground"))): row.get("conclusion")
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, Mapping)
    }
    return tuple(replace(one, stated=said.get((one.posting_id, one.ground))) for one in findings)


def report_conclusion(findings: Sequence[JointFinding], *, is_signed: bool) -> str:
    """What a report concludes as a whole: substantiated, partial, unfounded, or disputed.

    Unfounded ends a case, so it needs both findings and both signatures. A disagreement is told as one, never as a conclusion.
    """
    if not is_signed or any(one.is_disputed for one in findings):
        return "disputed"
    words = {one.conclusion for one in findings}
    if words <= {Finding.UNFOUNDED}:
        return Finding.UNFOUNDED
    return Finding.SUBSTANTIATED if words == {Finding.SUBSTANTIATED} else Finding.PARTIAL


def sentence(finding: JointFinding, names: Mapping[str, str]) -> str:
    """One allegation in words, with both findings and the conclusion."""
    about = f"{names.get(finding.posting_id, '—')} · {GROUNDS.get(finding.ground, finding.ground)}"
    offices = f"驻村办{FINDING_NAMES[finding.station]}，扶贫办{FINDING_NAMES[finding.poverty]}"
    end = "两家意见不一致，不予认定" if finding.is_disputed else f"认定{FINDING_NAMES[finding.conclusion]}"
    return f"{about}：{offices}；{end}"
