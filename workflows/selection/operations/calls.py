"""Background calls: draw whom to call, keep each call with who made it, and say whether they are enough (rules.md 2.3)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypedDict

from sqlalchemy import select

from workflows.calendar.zone import local_date, to_local
from workflows.casework.errors import InvalidRequest
from workflows.casework.notices import PERSON
from workflows.casework.operations import OperationCall, Source, operation
from workflows.people import Person, PostHolding, Unit
from workflows.people.relatives import kin_of
from workflows.selection.models import BackgroundCall, Candidate
from workflows.selection.operations.candidates import actor_of, candidate_of
from workflows.selection.operations.papers import CallRecord, write_call_record
from workflows.selection.operations.returns import reasons_in
from workflows.selection.operations.variables import NamedCandidate
from workflows.selection.queries import calls_about
from workflows.selection.rules import COLLEAGUES, Call, check_result, draw_order, needs_other_caller
from workflows.selection.words import Acquaintance, CallFinding
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Drawing:
    """About whom calls are made, who was drawn so far, and how often the last of them could not be reached; who is never drawn:
    whoever decided on the nomination (`kept_away`), and who holds one of the posts named (`leave_out`, parted by commas)."""

    candidate: NamedCandidate
    leave_out: Annotated[str, Source.HEADER] = ""
    kept_away: list[str] | None = None
    drawn_ids: list[str] | None = None
    missed_calls: int | None = None


class Drawn(TypedDict, total=False):
    """Who is to be called; `interviewee` is where the form begins, the caller may call somebody else."""

    drawn_ids: list[str]
    drawn_name: str | None
    interviewee: str | None
    missed_calls: int
    heard: list[Heard]


class Heard(TypedDict):
    """Somebody who was called about the candidate: the next call is to another, at another time."""

    name: str
    at: datetime
    is_colleague: bool
    is_outside: bool


@operation(
    "selection.draw_interviewee",
    Sentence(
        "Draw a colleague of the candidate from the roster, whom the unit has not named; whoever could not be reached so often"
        " is drawn no more.",
        "从花名册抽取人选的一名同事作为受访人，单位不知情；多次未接通的另行抽取。",
    ),
    settings=["selection.call_tries"],
)
def draw_interviewee(call: OperationCall, given: Drawing) -> Drawn:
    """Operation `selection.draw_interviewee`: nobody is drawn twice, and nobody at all where the unit has nobody left."""
    drawn = given.drawn_ids or []
    candidate = candidate_of(call, given.candidate)
    heard = _heard(calls_about(call.work, candidate.id))
    if drawn and 0 < (given.missed_calls or 0) < call.setting("selection.call_tries"):
        person = call.work.session.get_one(Person, uuid.UUID(drawn[-1]))
        return {"interviewee": person.name, "heard": heard}
    pool = {each.id: each for each in _colleagues(call, candidate, given) if str(each.id) not in drawn}
    order = draw_order(candidate.id, list(pool))
    if not order:
        return {"drawn_ids": drawn, "drawn_name": None, "interviewee": None, "missed_calls": 0, "heard": heard}
    person = pool[order[0]]
    return {
        "drawn_ids": [*drawn, str(person.id)],
        "drawn_name": person.name,
        "interviewee": person.name,
        "missed_calls": 0,
        "heard": heard,
    }


def _heard(calls: Sequence[BackgroundCall]) -> list[Heard]:
    return [
        {
            "name": "".join(row.interviewee.split()),
            "at": to_local(row.called_at),
            "is_colleague": row.relation in COLLEAGUES,
            "is_outside": not row.is_from_unit_list,
        }
        for row in calls
    ]


def _colleagues(call: OperationCall, candidate: Candidate, given: Drawing) -> list[Person]:
    """Everybody of the candidate's unit who can speak of them freely: neither the candidate, a relative or a rival for the same
    place, nor anybody who nominated them, decided on that, or holds a post that decides on it (rules.md 2.3)."""
    session = call.work.session
    unit = session.get_one(Unit, candidate.slot.unit_id)
    away = {candidate.person_id, candidate.nominated_by_id}
    away |= {uuid.UUID(each.removeprefix(PERSON)) for each in given.kept_away or [] if each.startswith(PERSON)}
    away |= set(session.scalars(select(Candidate.person_id).where(Candidate.slot_id == candidate.slot_id)))
    posts = [each.strip() for each in given.leave_out.split(",")]
    today = local_date(call.work.now)
    holding = (
        PostHolding.post_key.in_(posts),
        PostHolding.holding_on(today),
        Unit.path.startswith(unit.path, autoescape=True),
    )
    away |= set(
        session.scalars(select(PostHolding.person_id).join(Unit, Unit.id == PostHolding.unit_id).where(*holding))
    )
    for statement in kin_of([candidate.person_id], today):
        away |= {relative for _, relative in session.execute(statement)}
    people = session.scalars(
        select(Person).join(Unit, Unit.id == Person.unit_id).where(Unit.path.startswith(unit.path, autoescape=True))
    )
    return [each for each in people if each.id not in away]


class Rated(TypedDict):
    """What an interviewee says of the candidate by one criterion of the set that the case keeps, from 1 to 5."""

    criterion: str
    rating: int


@dataclass(frozen=True, slots=True)
class CallAnswers:
    """What one phone call about the candidate gave; where nobody answered, nothing but that."""

    candidate: NamedCandidate
    called_at: datetime | None
    relation: Acquaintance | None
    is_from_unit_list: bool | None
    interviewee: str | None
    ratings: list[Rated] | None
    call_remarks: str | None
    has_red_flag: bool | None
    call_finding: CallFinding | None
    unit_reason: str | None = None
    is_unreached: bool | None = None
    missed_calls: int | None = None
    calls_needed: int | None = None


class CallsSoFar(TypedDict, total=False):
    """What the calls come to, whether another must follow, and by whom none may."""

    check_result: str
    needs_other_caller: bool
    callers: list[str]
    called_at: None
    relation: None
    is_from_unit_list: None
    interviewee: None
    call_remarks: None
    ratings: None
    has_red_flag: None
    call_finding: None
    heard: None
    unit_reason: str | None
    missed_calls: int
    is_unreached: None


@operation(
    "selection.record_call",
    Sentence(
        "Keep one background call; say whether more are needed, and from whom they must not come.",
        "登记一次电话考察，判断是否需要再考察及回避人员。",
    ),
    settings=["selection.calls", "selection.criteria"],
    letters={"call_record": CallRecord},
)
def record_call(call: OperationCall, given: CallAnswers) -> CallsSoFar:
    """Keep one phone call; says whether more are needed, and from whom they must not come. One nobody answered is counted."""
    if given.is_unreached is True:
        return {"check_result": "more", "missed_calls": (given.missed_calls or 0) + 1, "is_unreached": None}
    candidate = candidate_of(call, given.candidate)
    # The form asks for each of these unless nobody was reached.
    assert given.called_at is not None
    assert given.relation is not None
    assert given.call_finding is not None
    call.work.session.add(
        BackgroundCall(
            candidate_id=candidate.id,
            caller_id=actor_of(call).person_id,
            called_at=given.called_at,
            relation=given.relation,
            is_from_unit_list=given.is_from_unit_list is True,
            interviewee=given.interviewee or "",
            ratings=_ratings(call, given),
            remarks=given.call_remarks or "",
            has_red_flag=given.has_red_flag is True,
            finding=given.call_finding,
            unit_reason=given.unit_reason or "",
        )
    )
    call.work.session.flush()
    rows = calls_about(call.work, candidate.id)
    calls = [
        Call(f"person:{row.caller_id}", row.relation, row.is_from_unit_list, row.has_red_flag, row.finding)
        for row in rows
    ]
    result = check_result(calls, given.calls_needed or call.setting("selection.calls"))
    if result != "more":
        write_call_record(call, candidate, rows, result)
    # Who was called and what they said stay in the row: the unit may see the case's variables.
    return {
        "check_result": result,
        "needs_other_caller": needs_other_caller(calls),
        "callers": sorted({one.caller for one in calls}),
        "called_at": None,
        "relation": None,
        "is_from_unit_list": None,
        "interviewee": None,
        "call_remarks": None,
        "ratings": None,
        "has_red_flag": None,
        "call_finding": None,
        "heard": None,
        "unit_reason": reasons_in(row.unit_reason for row in rows) if result == CallFinding.NEGATIVE else None,
        "missed_calls": 0,
        "is_unreached": None,
    }


def _ratings(call: OperationCall, given: CallAnswers) -> dict[str, int]:
    """Marks by criterion. Raises InvalidRequest unless each criterion of the case's set is marked once."""
    criteria = [line["key"] for line in call.lines("selection.criteria")]
    found = {row["criterion"]: row["rating"] for row in given.ratings or []}
    if set(found) != set(criteria) or len(given.ratings or []) != len(criteria):
        raise InvalidRequest(
            f"A call marks each criterion once: {', '.join(criteria)}.",
            f"电话考察须对每项标准各评一次：{'、'.join(criteria)}。",
        )
    return found
