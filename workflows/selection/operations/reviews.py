"""Background calls and gate reviews: keep each with who made it, and say whether they are enough and agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypedDict

from workflows.casework.errors import InvalidRequest
from workflows.casework.notices import Recipients
from workflows.casework.operations import OperationCall, Source, operation
from workflows.people import Actor
from workflows.selection.models import BackgroundCall, Review
from workflows.selection.operations.candidates import candidate_of
from workflows.selection.operations.returns import NameTold, reasons_in, tell_unit
from workflows.selection.operations.variables import NamedCandidate
from workflows.selection.queries import calls_about, reviews_of
from workflows.selection.rules import Call, check_result, compare_reviews, needs_other_caller
from workflows.selection.words import Acquaintance, CallFinding, ReviewOutcome, Seat
from workflows.sentence import Sentence


def _actor(call: OperationCall) -> Actor:
    if call.actor is None:
        raise InvalidRequest("This is recorded for a person only.", "此项必须由本人登记。")
    return call.actor


@dataclass(frozen=True, slots=True)
class CallAnswers:
    """What one phone call about the candidate gave."""

    candidate: NamedCandidate
    called_at: datetime
    relation: Acquaintance
    is_from_unit_list: bool | None
    interviewee: str
    rating_politics: int
    rating_ability: int
    rating_masses: int
    rating_style: int
    rating_hardship: int
    call_remarks: str
    has_red_flag: bool | None
    call_finding: CallFinding
    unit_reason: str | None = None


class CallsSoFar(TypedDict):
    """What the calls come to, whether another must follow, and by whom none may."""

    check_result: str
    needs_other_caller: bool
    callers: list[str]
    interviewee: None
    call_remarks: None
    unit_reason: str | None


@operation(
    "selection.record_call",
    Sentence(
        "Keep one background call; say whether more are needed, and from whom they must not come.",
        "登记一次电话考察，判断是否需要再考察及回避人员。",
    ),
    settings=["selection.calls"],
)
def record_call(call: OperationCall, given: CallAnswers) -> CallsSoFar:
    """Keep one phone call; says whether more are needed, and from whom they must not come."""
    candidate = candidate_of(call, given.candidate)
    call.work.session.add(
        BackgroundCall(
            candidate_id=candidate.id,
            caller_id=_actor(call).person_id,
            called_at=given.called_at,
            relation=given.relation,
            is_from_unit_list=given.is_from_unit_list is True,
            interviewee=given.interviewee,
            ratings={
                "politics": given.rating_politics,
                "ability": given.rating_ability,
                "masses": given.rating_masses,
                "style": given.rating_style,
                "hardship": given.rating_hardship,
            },
            remarks=given.call_remarks,
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
    result = check_result(calls, call.setting("selection.calls"))
    # Who was called and what they said stay in the row: the unit may see the case's variables.
    return {
        "check_result": result,
        "needs_other_caller": needs_other_caller(calls),
        "callers": sorted({one.caller for one in calls}),
        "interviewee": None,
        "call_remarks": None,
        "unit_reason": reasons_in(row.unit_reason for row in rows) if result == CallFinding.NEGATIVE else None,
    }


class Scored(TypedDict):
    """What a reviewer gives for one criterion of the set that the case keeps, and on what grounds."""

    criterion: str
    points: int
    evidence: str


@dataclass(frozen=True, slots=True)
class ReviewAnswers:
    """What the reviewer of one seat says, criterion by criterion (rules.md 2.4); the leader scores none."""

    seat: Annotated[Seat, Source.HEADER]
    tell: Recipients  # where the papers come back
    candidate: NamedCandidate
    outcome: ReviewOutcome
    review_reason: str | None
    scores: list[Scored] | None
    unit_reason: str | None = None


class ReviewResult(TypedDict, total=False):
    """What came of the reviews, once enough have spoken, and what the unit is told of it: until then nothing is."""

    review_result: str
    unit_reason: str | None
    reason_for_unit: str | None
    scores: None


@operation(
    "selection.record_review",
    Sentence(
        "Keep the review of the seat in header `seat`; once both reviewers have spoken, say what came of it, and tell those in"
        " `tell` where the papers come back.",
        "登记表头 `seat` 所指审核人意见；两人均审核后给出结论，退回补充的告知 `tell` 所列岗位。",
    ),
    settings=["selection.review_gap", "selection.criteria"],
    notices={"papers_returned": NameTold},
)
def record_review(call: OperationCall, given: ReviewAnswers) -> ReviewResult:
    """Keep the review of the seat in header `seat`; once both reviewers have spoken, says what came of it."""
    candidate, seat = candidate_of(call, given.candidate), given.seat
    earlier = reviews_of(call.work, candidate.id)
    finished = sum(row.seat == Seat.A for row in earlier)
    number = finished if seat == Seat.LEADER else sum(row.seat == seat for row in earlier) + 1
    scores = {} if seat == Seat.LEADER else _scores(call, given)
    row = Review(
        candidate_id=candidate.id,
        round=number,
        seat=seat,
        reviewer_id=_actor(call).person_id,
        scores=scores,
        total=None if seat == Seat.LEADER else sum(one["points"] for one in scores.values()),
        outcome=given.outcome,
        reason=given.review_reason or "",
        unit_reason=given.unit_reason or "",
        reviewed_at=call.work.now,
    )
    call.work.session.add(row)
    call.work.session.flush()
    if seat == Seat.LEADER:
        return _concluded(call, given, row.outcome, [row])
    other = next((one for one in earlier if one.round == number and one.seat in (Seat.A, Seat.B)), None)
    if other is None or other.total is None or row.total is None:
        # What the first reviewer wrote is sealed from the second, and a variable of the case is not.
        return {"unit_reason": None, "scores": None}
    gap = call.setting("selection.review_gap")
    result = compare_reviews((other.total, other.outcome), (row.total, row.outcome), gap)
    return _concluded(call, given, result, sorted((other, row), key=lambda one: one.seat))


def _concluded(call: OperationCall, given: ReviewAnswers, result: str, reviews: Sequence[Review]) -> ReviewResult:
    """What the unit is told: at once where it must add something, with the change of the candidate where one is rejected."""
    reason = reasons_in(review.unit_reason for review in reviews)
    if result == ReviewOutcome.RETURN:
        fields: NameTold = {"name": given.candidate["name"], "reason": reason}
        return {"review_result": result, "scores": None, **tell_unit(call, given.tell, "papers_returned", fields)}
    told = reason if result == ReviewOutcome.REJECT else None
    return {"review_result": result, "unit_reason": told, "scores": None}


def _scores(call: OperationCall, given: ReviewAnswers) -> dict[str, dict[str, Any]]:
    """Points and evidence by criterion. Raises InvalidRequest unless each criterion of the case's set is scored once, within it."""
    most = {line["key"]: line["most"] for line in call.lines("selection.criteria")}
    found: dict[str, dict[str, Any]] = {
        row["criterion"]: {"points": row["points"], "evidence": row["evidence"]} for row in given.scores or []
    }
    if set(found) != set(most) or len(given.scores or []) != len(most):
        raise InvalidRequest(
            f"A review scores each criterion once: {', '.join(most)}.", f"审核须对每项标准各评一次：{'、'.join(most)}。"
        )
    for criterion, one in found.items():
        if not 0 <= one["points"] <= most[criterion]:
            raise InvalidRequest(
                f"{criterion} gives 0 to {most[criterion]} points.",
                f"{criterion} 的得分应在 0 至 {most[criterion]} 之间。",
            )
    return found
