"""The month begins: the round names its counties, and each county opens its members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from sqlalchemy import select

from workflows.assessment.opening import begin_month, counties_in, month_of, open_county
from workflows.assessment.rules import FROZEN_SETTINGS
from workflows.casework.errors import NotFound
from workflows.casework.operations import OperationCall, operation
from workflows.people.models import Unit
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class MonthGiven:
    """Which month is assessed, by its first day."""

    month: date


@dataclass(frozen=True, slots=True)
class CountyGiven:
    """Which month of which county, by its first day and the unit's code."""

    month: date
    unit: str


class CountyPart(TypedDict):
    """What a county's part of the round begins with."""

    month: str
    month_name: str
    unit: str
    unit_name: str


class PartGiven(TypedDict):
    """A part of the round, as `case.start_each` reads it."""

    key: str
    name: str
    variables: CountyPart


class MonthBegun(TypedDict):
    """The counties as parts of the round, and how many members there are; `unplaced` stand in no county."""

    parts: list[PartGiven]
    month_name: str
    members: int
    unplaced: int


class MembersOpened(TypedDict):
    """How many members' months the county has."""

    members: int


@operation(
    "assessment.begin_month",
    Sentence(
        "Begin the assessment of a month that is over, and list the counties that had members in it as parts of the round.",
        "开启已结束月份的考核，并将当月有队员的各县列为本轮的组成部分。",
    ),
)
def begin(call: OperationCall, given: MonthGiven) -> MonthBegun:
    """Operation `assessment.begin_month`. Raises InvalidRequest for a month that is not over or has another round."""
    begin_month(call.work, call.case, given.month)
    counties, unplaced = counties_in(call.work, given.month)
    name = month_name(given.month)
    parts: list[PartGiven] = [
        {
            "key": county.code,
            "name": county.name,
            "variables": {
                "month": given.month.isoformat(),
                "month_name": name,
                "unit": county.code,
                "unit_name": county.name,
            },
        }
        for county in counties
    ]
    return {
        "parts": parts,
        "month_name": name,
        "members": sum(county.members for county in counties),
        "unplaced": unplaced,
    }


@operation(
    "assessment.open_members",
    Sentence(
        "Open the month of each member of a county: postings of the month, and the rules that held on its last day.",
        "为本县每名队员建立月度考核记录：记载当月派驻情况，并固定当月末日适用的规则。",
    ),
    settings=FROZEN_SETTINGS,
)
def open_members(call: OperationCall, given: CountyGiven) -> MembersOpened:
    """Operation `assessment.open_members`; again, it adds who is missing. Raises NotFound for a month that was not begun."""
    county = county_named(call.work, given.unit)
    return {"members": open_county(call.work, call.case, month_of(call.work, given.month), county)}


def month_name(month: date) -> str:
    """A month as officials write it: 2018年11月."""
    return f"{month.year}年{month.month}月"


def county_named(work: UnitOfWork, code: str) -> Unit:
    """The unit of this code. Raises NotFound where there is none."""
    unit = work.session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        raise NotFound(
            f"There is no unit {code}; correct the code of the county.", f"没有单位 {code}，请更正县的代码。"
        )
    return unit
