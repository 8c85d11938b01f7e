"""Gate reviews: keep each with who made it, say whether two agree, and lay them side by side where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from workflows.casework.errors import InvalidRequest
from workflows.casework.notices import Recipients
from workflows.casework.operations import OperationCall, Source, operation
from workflows.selection.models import Review
from workflows.selection.operations.candidates import actor_of, candidate_of
from workflows.selection.operations.papers import ReviewOpinion, write_review_opinion
from workflows.selection.operations.returns import NameTold, reasons_in, tell_unit
from workflows.selection.operations.variables import NamedCandidate
from workflows.selection.queries import reviews_of
from workflows.selection.rules import DIFFER, compare_reviews
from workflows.selection.words import ReviewOutcome, Seat
from workflows.sentence import Sentence


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


class ComparedLine(TypedDict):
    """One criterion as both reviewers scored it; the last line is the total."""

    criterion: str
    most: int
    points_a: int
    evidence_a: str
    points_b: int
    evidence_b: str


class ReviewResult(TypedDict, total=False):
    """What came of the reviews, once enough have spoken, and what the unit is told of it: until then nothing is."""

    review_totals: str | None
    review_lines: list[ComparedLine] | None
    review_differs: str | None

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
    letters={"review_opinion": ReviewOpinion},
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
        reviewer_id=actor_of(call).person_id,
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
        both = [one for one in earlier if one.round == number]
        write_review_opinion(call, candidate, [*both, row], row.outcome)
        return _concluded(call, given, row.outcome, [row])
    other = next((one for one in earlier if one.round == number and one.seat in (Seat.A, Seat.B)), None)
    if other is None or other.total is None or row.total is None:
        # What the first reviewer wrote is sealed from the second, and a variable of the case is not.
        return {"unit_reason": None, "scores": None}
    gap = call.setting("selection.review_gap")
    first, second = sorted((other, row), key=lambda one: one.seat)
    result = compare_reviews((other.total, other.outcome), (row.total, row.outcome), gap)
    compared: ReviewResult = {"review_totals": f"甲 {first.total} 分，乙 {second.total} 分"}
    if result == DIFFER:
        # Both have spoken: only now may whoever rules between them see the two side by side.
        compared["review_lines"] = _side_by_side(call, first, second)
        compared["review_differs"] = _why_they_differ(first, second, gap)
    else:
        write_review_opinion(call, candidate, [first, second], result)
    compared.update(_concluded(call, given, result, (first, second)))
    return compared


_OUTCOMES = {ReviewOutcome.AGREE: "同意", ReviewOutcome.RETURN: "退回补充", ReviewOutcome.REJECT: "不同意"}


def _why_they_differ(first: Review, second: Review, gap: int) -> str:
    assert first.total is not None
    assert second.total is not None
    reasons = []
    if abs(first.total - second.total) > gap:
        reasons.append(f"两人总分相差 {abs(first.total - second.total)} 分，超过 {gap} 分")
    if first.outcome != second.outcome:
        reasons.append(f"意见不同：甲为{_OUTCOMES[first.outcome]}，乙为{_OUTCOMES[second.outcome]}")
    return "；".join(reasons)


def _side_by_side(call: OperationCall, first: Review, second: Review) -> list[ComparedLine]:
    lines = call.lines("selection.criteria")
    found: list[ComparedLine] = []
    for line in lines:
        one, other = first.scores[line["key"]], second.scores[line["key"]]
        found.append(
            {
                "criterion": line["name"],
                "most": line["most"],
                "points_a": one["points"],
                "evidence_a": one["evidence"],
                "points_b": other["points"],
                "evidence_b": other["evidence"],
            }
        )
    total: ComparedLine = {
        "criterion": "合计",
        "most": sum(line["most"] for line in lines),
        "points_a": first.total or 0,
        "evidence_a": first.reason,
        "points_b": second.total or 0,
        "evidence_b": second.reason,
    }
    return [*found, total]


def _concluded(call: OperationCall, given: ReviewAnswers, result: str, reviews: Sequence[Review]) -> ReviewResult:
    """What the unit is told: at once where it must add something, with the change of the candidate where one is rejected."""
    reason = reasons_in(review.unit_reason for review in reviews)
    if result == ReviewOutcome.RETURN:
        fields: NameTold = {"name": given.candidate["name"], "reason": reason}
        told = tell_unit(call, given.tell, "papers_returned", fields)
        return {
            "review_result": result,
            "scores": None,
            "unit_reason": told["unit_reason"],
            "reason_for_unit": told["reason_for_unit"],
        }
    rejected = reason if result == ReviewOutcome.REJECT else None
    return {"review_result": result, "unit_reason": rejected, "scores": None}


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
