"""The facts of a county's month: counted from what is stored, and what people must still decide."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import select

from workflows.assessment.exceptions import EXCEPTIONS, ExceptionColumns, days_text, rows_of_exceptions
from workflows.assessment.facts import settle_county
from workflows.assessment.lists import secretaries_of
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import in_pieces
from workflows.assessment.operations.opening import CountyGiven, month_name
from workflows.assessment.rules import as_read
from workflows.casework.operations import OperationCall, operation
from workflows.casework.sheet_operations import RowGiven, open_rows
from workflows.people.models import Unit
from workflows.people.words import Role, UnitKind
from workflows.sentence import Sentence


class FactsSettled(TypedDict):
    """How many members were counted, and how many of their days and nights wait for a person."""

    members: int
    open_days: int
    open_nights: int


class Township(TypedDict):
    """A township that has exceptions to decide on."""

    code: str
    name: str


class ExceptionsFound(TypedDict):
    """The townships with exceptions, and how many rows and days these are."""

    townships: list[Township]
    exceptions: int
    open_days: int


@operation(
    "assessment.settle_facts",
    Sentence(
        "Count days and nights of each member of the county by the stored files, approved leave and what people decided.",
        "依据已入库的考勤、村级名单、已批准的请假和各项认定，核算本县每名队员的在村天数和住村夜数。",
    ),
)
def settle_facts(call: OperationCall, given: CountyGiven) -> FactsSettled:
    """Operation `assessment.settle_facts`. What nobody has decided on yet is not counted."""
    found = settle_county(call.work, call.case, given.month)
    return {
        "members": len(found),
        "open_days": sum(len(each.facts.open_days) for each in found),
        "open_nights": sum(len(each.facts.open_nights) for each in found),
    }


@operation(
    "assessment.find_exceptions",
    Sentence(
        "Settle the facts of the county and open a row for each group of days that a person must decide on, by township.",
        "核算本县考勤，并将须由人认定的日期按乡镇生成异常核对表的各行。",
    ),
    settings=("assessment.statement_days",),
)
def find_exceptions(call: OperationCall, given: CountyGiven) -> ExceptionsFound:
    """Operation `assessment.find_exceptions`. Members who are not graded have no rows: of them the facts are kept. Each row names
    the team leader, never about their own days, and the village secretary, who are asked what they know."""
    found = settle_county(call.work, call.case, given.month)
    places, name = places_of(call), month_name(given.month)
    rows: list[RowGiven] = []
    used: dict[str, str] = {}
    leaders = leaders_of([each.row for each in found])
    teams = {part.team_id for each in found for part in as_read(each.row.segments)}
    secretaries: dict[uuid.UUID, uuid.UUID] = {}
    for some in in_pieces(sorted(teams)):
        secretaries |= secretaries_of(call.work, some)
    for each in rows_of_exceptions(found):
        member, first = each.month.row, each.days[0]
        here = [part for part in as_read(member.segments) if part.first <= first.day <= part.last]
        place = places[here[0].village]
        used[place.town_code] = place.town
        columns: ExceptionColumns = {
            "village": place.village,
            "days": name + days_text(day.day for day in each.days),
            "count": len(each.days),
            "finding": first.outcome,
            "sources": first.sentence.zh,
            "dates": [day.day.isoformat() for day in each.days],
            "leader": named(leaders.get(here[0].team_id, set()) - {member.person_id}),
            "secretary": named({secretaries[here[0].team_id]} if here[0].team_id in secretaries else set()),
            "statement_days": int(call.setting("assessment.statement_days")),
        }
        rows.append(
            {
                "key": each.key,
                "name": member.person.name,
                "group": place.town_code,
                "person": member.person_id,
                "columns": columns,
            }
        )
    open_rows(call, EXCEPTIONS, rows)
    return {
        "townships": [{"code": code, "name": used[code]} for code in sorted(used)],
        "exceptions": len(rows),
        "open_days": sum(len(each.facts.open_days) for each in found),
    }


def leaders_of(members: Sequence[MemberMonth]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """By team, who led it in the month; the first secretary where nobody was called its leader."""
    by_role: dict[Role, dict[uuid.UUID, set[uuid.UUID]]] = {Role.LEADER: {}, Role.FIRST_SECRETARY: {}}
    for member in members:
        for part in as_read(member.segments):
            if part.role in by_role:
                by_role[part.role].setdefault(part.team_id, set()).add(member.person_id)
    return {**by_role[Role.FIRST_SECRETARY], **by_role[Role.LEADER]}


def named(people: set[uuid.UUID]) -> str | None:
    """One of these people, the same one each time; None where there is nobody."""
    return str(min(people)) if people else None


@dataclass(frozen=True, slots=True)
class Place:
    """A village and the township above it, or the county where there is none."""

    village: str
    town_code: str
    town: str


def places_of(call: OperationCall) -> dict[str, Place]:
    """Each village by its code: its name, with code and name of the township above it, or of the county where there is none."""
    above = call.work.session.scalars(select(Unit).where(Unit.kind.in_((UnitKind.TOWNSHIP, UnitKind.COUNTY))))
    known = {unit.code: unit for unit in above}
    found = {}
    for unit in call.work.session.scalars(select(Unit).where(Unit.kind == UnitKind.VILLAGE)):
        line = [known[code] for code in unit.path.split("/") if code in known]
        if line:
            found[unit.code] = Place(unit.name, line[-1].code, line[-1].name)
    return found
