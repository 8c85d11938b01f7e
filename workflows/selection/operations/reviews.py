"""Background calls and gate reviews: keep each with who made it, and say whether they are enough and agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import OperationCall, operation
from workflows.people import Actor
from workflows.selection.models import BackgroundCall, Review
from workflows.selection.operations.candidates import candidate_of
from workflows.selection.queries import calls_about, reviews_of
from workflows.selection.rules import Call, check_result, compare_reviews, needs_other_caller

CRITERIA = ("politics", "ability", "masses", "style", "hardship")  # the five of domain 1, fact 12


def _actor(call: OperationCall) -> Actor:
    if call.actor is None:
        raise InvalidRequest("This is recorded for a person only.", "此项必须由本人登记。")
    return call.actor


@operation("selection.record_call")
def record_call(call: OperationCall) -> Mapping[str, Any]:
    """Keep one phone call; says whether more are needed, and from whom they must not come."""
    answers, candidate = call.variables, candidate_of(call)
    call.work.session.add(
        BackgroundCall(
            candidate_id=candidate.id,
            caller_id=_actor(call).person_id,
            called_at=datetime.fromisoformat(str(answers["called_at"])),
            relation=str(answers["relation"]),
            is_from_unit_list=answers.get("is_from_unit_list") is True,
            interviewee=str(answers["interviewee"]),
            ratings={name: answers[f"rating_{name}"] for name in CRITERIA},
            remarks=str(answers["call_remarks"]),
            has_red_flag=answers.get("has_red_flag") is True,
            finding=str(answers["call_finding"]),
        )
    )
    call.work.session.flush()
    calls = [
        Call(f"person:{row.caller_id}", row.relation, row.is_from_unit_list, row.has_red_flag, row.finding)
        for row in calls_about(call.work, candidate.id)
    ]
    # Who was called and what they said stay in the row: the unit may see the case's variables.
    return {
        "check_result": check_result(calls),
        "needs_other_caller": needs_other_caller(calls),
        "callers": sorted({one.caller for one in calls}),
        "interviewee": None,
        "call_remarks": None,
    }


@operation("selection.record_review")
def record_review(call: OperationCall) -> Mapping[str, Any]:
    """Keep the review of the seat in header `seat`; once both reviewers have spoken, says what came of it."""
    candidate, answers, seat = candidate_of(call), call.variables, call.headers["seat"]
    earlier = reviews_of(call.work, candidate.id)
    finished = sum(row.seat == "a" for row in earlier)
    number = finished if seat == "leader" else sum(row.seat == seat for row in earlier) + 1
    scores = {} if seat == "leader" else _scores(answers)
    row = Review(
        candidate_id=candidate.id,
        round=number,
        seat=seat,
        reviewer_id=_actor(call).person_id,
        scores=scores,
        total=None if seat == "leader" else sum(int(answers[f"score_{name}"]) for name in CRITERIA),
        outcome=str(answers["outcome"]),
        reason=str(answers.get("review_reason") or ""),
        reviewed_at=call.work.now,
    )
    call.work.session.add(row)
    call.work.session.flush()
    if seat == "leader":
        return {"review_result": row.outcome}
    other = next((one for one in earlier if one.round == number and one.seat in ("a", "b")), None)
    if other is None or other.total is None or row.total is None:
        return {}
    return {"review_result": compare_reviews((other.total, other.outcome), (row.total, row.outcome))}


def _scores(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {"points": answers[f"score_{name}"], "evidence": answers.get(f"evidence_{name}")} for name in CRITERIA
    }
