"""A county's report is sent back (M11): which rows are looked at again, and places of the excellent beyond its share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypedDict

from sqlalchemy import select

from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.opening import month_of
from workflows.assessment.operations.opening import county_named
from workflows.assessment.quota import grant_waiver
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.documents.folding import fold_name
from workflows.people import Person, Unit
from workflows.people.roster import Team
from workflows.sentence import Sentence

_BETWEEN = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True, slots=True)
class ReturnGiven:
    """Whose report of which month is sent back, whether every row is asked again, otherwise the names as they were typed; and how
    many places beyond the county's share are granted, for which reason."""

    month: date
    unit: str
    again_scope: Literal["named", "every"]
    again_text: str | None = None
    waived_places: int | None = None
    waiver_reason: str | None = None


class ReturnNamed(TypedDict):
    """The names as the rows of the county's sheets have them, for their property `sheet_again`; null means every row."""

    again_rows: list[str] | None
    again_problem: str | None


@operation(
    "assessment.send_back",
    Sentence(
        "Send a county's report back: find the teams and members whose rows it looks at again, by the names that were typed, and "
        "write down the places of the excellent that are granted to it beyond its share, with the reason and by whom.",
        "退回县级上报：按填写的名称找出须重新办理的工作队和队员；特批优秀名额的，登记名额、理由和批准人。",
    ),
    throws={"nobody_named": ["again_problem"]},
)
def send_back(call: OperationCall, given: ReturnGiven) -> ReturnNamed:
    """Operation `assessment.send_back`. Throws `nobody_named` for names that nobody of the county has."""
    county, month = county_named(call.work, given.unit), month_of(call.work, given.month)
    named = None if given.again_scope == "every" else _named(call, given.again_text or "", county, month)
    if given.waived_places:
        assert call.actor is not None  # a person's act has sent the report back
        grant_waiver(call.work, call.case.id, month, county, given.waived_places, given.waiver_reason or "", call.actor)
    return {"again_rows": named, "again_problem": None}


def _named(call: OperationCall, text: str, county: Unit, month: AssessmentMonth) -> list[str]:
    """The names as rows have them."""
    of_county = (MemberMonth.month_id == month.id, MemberMonth.county_id == county.id)
    people = select(Person.name).join(MemberMonth, MemberMonth.person_id == Person.id).where(*of_county)
    teams = select(Team.name).join(MemberMonth, MemberMonth.team_id == Team.id).where(*of_county)
    known: dict[str, set[str]] = {}
    for name in call.work.session.scalars(people.union(teams)):
        known.setdefault(fold_name(name), set()).add(name)
    typed = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    unknown = [part for part in typed if fold_name(part) not in known]
    if unknown or not typed:
        said = f"没有名为{'、'.join(unknown)}的工作队或队员" if unknown else "未填写工作队或队员"
        raise BpmnError("nobody_named", variables={"again_problem": f"{county.name}当月{said}，请更正后重新退回。"})
    return sorted({name for part in typed for name in known[fold_name(part)]})
