"""A county's report is sent back (M11): which of its teams and members are looked at again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypedDict

from sqlalchemy import select

from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import month_of
from workflows.assessment.operations.opening import county_named
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.documents.folding import fold_name
from workflows.people import Person
from workflows.people.roster import Team
from workflows.sentence import Sentence

_BETWEEN = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True, slots=True)
class AgainGiven:
    """Whose report of which month is sent back, whether every row is asked again, and otherwise the names as they were typed."""

    month: date
    unit: str
    again_scope: Literal["named", "every"]
    again_text: str | None = None


class AgainNamed(TypedDict):
    """The names as the rows of the county's sheets have them, for their property `sheet_again`; null means every row."""

    again_rows: list[str] | None
    again_problem: str | None


@operation(
    "assessment.name_again",
    Sentence(
        "Find the teams and members whose rows a county looks at again when its report is sent back, by the names that were typed.",
        "退回县级上报时，按填写的名称找出须重新办理的工作队和队员。",
    ),
    throws={"nobody_named": ["again_problem"]},
)
def name_again(call: OperationCall, given: AgainGiven) -> AgainNamed:
    """Operation `assessment.name_again`. Throws `nobody_named` for names that nobody of the county has."""
    if given.again_scope == "every":
        return {"again_rows": None, "again_problem": None}
    county, month = county_named(call.work, given.unit), month_of(call.work, given.month)
    of_county = (MemberMonth.month_id == month.id, MemberMonth.county_id == county.id)
    people = select(Person.name).join(MemberMonth, MemberMonth.person_id == Person.id).where(*of_county)
    teams = select(Team.name).join(MemberMonth, MemberMonth.team_id == Team.id).where(*of_county)
    known: dict[str, set[str]] = {}
    for name in call.work.session.scalars(people.union(teams)):
        known.setdefault(fold_name(name), set()).add(name)
    typed = [part.strip() for part in _BETWEEN.split(given.again_text or "") if part.strip()]
    unknown = [part for part in typed if fold_name(part) not in known]
    if unknown or not typed:
        said = f"没有名为{'、'.join(unknown)}的工作队或队员" if unknown else "未填写工作队或队员"
        raise BpmnError("nobody_named", variables={"again_problem": f"{county.name}当月{said}，请更正后重新退回。"})
    return {"again_rows": sorted({name for part in typed for name in known[fold_name(part)]}), "again_problem": None}
