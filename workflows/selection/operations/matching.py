"""Matching over a whole batch (S8): candidates beside one another for each place, and the choice."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from sqlalchemy import select

from workflows.casework.errors import InvalidAnswers, InvalidRequest
from workflows.casework.models import SheetRow
from workflows.casework.operations import OperationCall, operation
from workflows.casework.sheet_operations import RowGiven, open_rows
from workflows.casework.sheets import RowCall, SheetCall, sheet
from workflows.people.team_roles import ROLE_NAMES
from workflows.selection.fits import AskedFit, Compared, Fit, ordered
from workflows.selection.models import Candidate, Slot
from workflows.selection.needs import latest_needs, needs_text
from workflows.selection.operations.batch_ends import PostingGiven, ranked_for, slots_in_hand, slots_of_batch
from workflows.selection.operations.candidate_fits import Fits, listed, not_listed
from workflows.selection.operations.other_postings import MATCHING, chosen_by_others
from workflows.selection.operations.returned_orders import may_stand, why_returned
from workflows.selection.operations.vetting import passed
from workflows.selection.queries import LIVE
from workflows.selection.words import CandidateStatus, SlotStatus
from workflows.sentence import Sentence


class MatchColumns(TypedDict):
    """What a row of the matching shows: a place, what its village needs, and everybody who may be sent there, side by side."""

    village: Annotated[str, Sentence("Village", "村")]
    post: Annotated[str, Sentence("Post", "岗位")]
    unit: Annotated[str, Sentence("Dispatching unit", "派出单位")]
    needs: Annotated[str, Sentence("Needs", "主要需求")]
    compared: Annotated[list[Compared], Sentence("Everybody proposed for it", "人选比较")]
    options: Annotated[list[AskedFit], Sentence("Who may be chosen", "可选人选")]
    top: Annotated[str, Sentence("Who fits best", "匹配度最高的人选")]
    returned: NotRequired[Annotated[str, Sentence("Why the last order for it came back", "上次退回理由")]]


class MatchAnswers(TypedDict):
    """Who is sent to the place, and why where that must be said."""

    chosen: str
    match_reason: NotRequired[str]


def once_each(call: SheetCall) -> None:
    """Nobody is sent to two places. Raises InvalidRequest that names whoever was chosen twice."""
    of_sheet = (
        SheetRow.case_id == call.case.id,
        SheetRow.process_id == call.task.process_id,
        SheetRow.sheet == MATCHING,
    )
    rows = [
        row for row in call.work.session.scalars(select(SheetRow).where(*of_sheet)) if not row.is_left and row.answers
    ]
    open_places = Counter(str(row.answers["chosen"]) for row in rows if row.settled_task_id == call.task.id)
    for candidate_id, count in open_places.items():
        if count > 1:
            name = call.work.session.get_one(Candidate, uuid.UUID(candidate_id)).person.name
            raise InvalidRequest(
                f"{name} is chosen for {count} places; nobody is sent to two.",
                f"{name}被确定到 {count} 个名额，一人不能派往两处。",
            )


@sheet(
    MATCHING,
    Sentence(
        "Places of a batch with everybody who came through the review: each is given to one of them, or left with a reason.",
        "批次人岗匹配：逐个名额从通过审核的人选中确定一人，不确定的说明理由。",
    ),
    finish=once_each,
)
def choose(call: RowCall, columns: MatchColumns, answers: MatchAnswers) -> None:
    """Take over who is sent. Raises InvalidAnswers for somebody who may not be, and without the reason that the choice needs."""
    option = next((each for each in columns["options"] if each["value"] == answers["chosen"]), None)
    candidate = None if option is None else call.work.session.get_one(Candidate, uuid.UUID(option["value"]))
    if option is None or candidate is None or candidate.status not in LIVE:
        said = Sentence("This person cannot be sent there, or has withdrawn.", "该人选不能派往此村，或者已经退出。")
        raise InvalidAnswers({"chosen": said})
    if elsewhere := _chosen_elsewhere(call, option["value"]):
        raise InvalidAnswers(
            {
                "chosen": Sentence(
                    f"{candidate.person.name} is chosen for {elsewhere} already; nobody is sent to two. Change it first.",
                    f"{candidate.person.name}已确定派往{elsewhere}，一人不能派往两处；如需调整，请先修改该名额。",
                )
            }
        )
    if option["asks"] and len((answers.get("match_reason") or "").strip()) < 10:
        raise InvalidAnswers(
            {
                "match_reason": Sentence(
                    "Say why, in at least 10 characters: somebody else fits better, the fit is low, or the county has doubts.",
                    f"{option['asks']}，请说明选派理由（不少于10字）。",
                )
            }
        )


def _chosen_elsewhere(call: RowCall, candidate_id: str) -> str | None:
    """The other place for which somebody is chosen already, in this round or in another posting of the batch."""
    others = (
        SheetRow.case_id == call.case.id,
        SheetRow.process_id == call.task.process_id,
        SheetRow.sheet == MATCHING,
        SheetRow.settled_task_id == call.task.id,
        SheetRow.id != call.row.id,
        SheetRow.is_left.is_(False),
    )
    rows = call.work.session.scalars(select(SheetRow).where(*others).order_by(SheetRow.place))
    here = next((row.name for row in rows if row.answers.get("chosen") == candidate_id), None)
    return here or chosen_by_others(call.work, call.case).get(candidate_id)


@dataclass(frozen=True, slots=True)
class MatchingRound:
    """Which round of matching this is, what was sent in an earlier one is not asked again; and of which place after a no-show."""

    match_round: str | None = None
    reserve_slot: str | None = None


class MatchingOpened(TypedDict):
    """How many places are to be matched, and in which round."""

    match_round: str
    place_count: int


@operation(
    "selection.open_matching",
    Sentence(
        "Open a row for each place of the batch, with everybody who came through the review ordered by how they fit its needs.",
        "为批次的每个名额打开匹配表，按与村情需求的匹配度列出通过审核的人选。",
    ),
    settings=["selection.low_fit"],
)
def open_matching(call: OperationCall, given: MatchingRound) -> MatchingOpened:
    """Operation `selection.open_matching`: the fit is what the table `matching_fit` says of each need."""
    slots, candidates = _open_and_live(call, given.reserve_slot)
    needs = {need.village_id: list(need.needs) for need in latest_needs(call.work, [s.team.village_id for s in slots])}
    round_ = str(int(given.match_round or "0") + 1)
    fits = Fits(call, candidates, slots)
    returned = why_returned(call)
    rows = [
        _row(call, fits, round_, slot, needs.get(slot.team.village_id, []), _for(slot, candidates), returned)
        for slot in slots
    ]
    open_rows(call, MATCHING, rows, keeps=may_stand)
    return {"match_round": round_, "place_count": len(rows)}


def _open_and_live(call: OperationCall, reserve_slot: str | None) -> tuple[list[Slot], list[Candidate]]:
    """The places in hand that nobody was sent to, and everybody of the batch who came through the review, was not sent, and is not
    proposed by another posting of the batch that runs meanwhile."""
    slots = [slot for slot in slots_in_hand(call, reserve_slot) if slot.status == SlotStatus.OPEN]
    candidates = passed(ranked_for(call.work, slots_of_batch(call.work, call.case)))
    elsewhere = chosen_by_others(call.work, call.case)
    return slots, [
        each for each in candidates if each.status != CandidateStatus.PROPOSED or str(each.id) not in elsewhere
    ]


def _for(slot: Slot, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Who may be sent to a place: those ranked for it, or for another place of the same unit, village and role, and the reserve of
    places that are filled meanwhile."""
    same = (slot.team_id, slot.role)
    return [
        each
        for each in candidates
        if (each.slot.team_id, each.slot.role) == same or each.slot.status != SlotStatus.OPEN
    ]


def _row(
    call: OperationCall,
    fits: Fits,
    round_: str,
    slot: Slot,
    needs: Sequence[str],
    candidates: Sequence[Candidate],
    returned: Mapping[str, str],
) -> RowGiven:
    shown, more = listed(slot, [(each, fits.of(each, slot, needs)) for each in candidates])
    low = call.setting("selection.low_fit")
    may = [each for each in shown if each.excluded is None]
    options = [each.asked(low, may[0].fit) for each in may]
    columns: MatchColumns = {
        "village": slot.team.village.unit.name,
        "post": ROLE_NAMES[slot.role],
        "unit": slot.unit.name,
        "needs": needs_text(needs),
        "compared": [*(each.compared() for each in shown), *([not_listed(more)] if more else [])],
        "options": options,
        "top": options[0]["value"] if options else "",
        "returned": returned.get(slot.place or "", ""),
    }
    assert slot.place is not None  # a batch opens no slot without one
    number = slot.place.rpartition("-")[2]
    return {
        "key": slot.place,
        "group": round_,
        "name": f"{columns['village']}（第{number}名额）",
        "columns": {**columns},
    }


class KeptFrom(TypedDict):
    """A place of the round to which somebody can never be sent, and why: what an exchange is refused by, at its form."""

    place: str
    why: str


class Matched(TypedDict):
    """A place and who is sent there."""

    place: str
    slot_id: str
    village: str
    post: str
    candidate_id: str
    person_id: str
    name: str
    unit: str
    unit_code: NotRequired[str]  # this and the others lack in batches that were matched before
    fit: int
    totals: str
    county: NotRequired[str]
    passed_over: NotRequired[str]
    reason: str
    reserves: str
    kept_from: NotRequired[list[KeptFrom]]


class MatchesGathered(TypedDict):
    """Who is sent where, and how many places nobody was chosen for."""

    matched_list: list[Matched]
    matched_count: int
    unmatched_count: int


@operation(
    "selection.gather_matches",
    Sentence(
        "Gather who was chosen for each place; whoever was not stays on the reserve list of that place.",
        "汇总各名额确定的人选，其余人选列入该名额的后备名单。",
    ),
)
def gather_matches(call: OperationCall, given: PostingGiven) -> MatchesGathered:
    """Operation `selection.gather_matches`."""
    of_sheet = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == MATCHING)
    rows = call.work.session.scalars(select(SheetRow).where(*of_sheet))
    answers = {row.key: row.answers for row in rows if row.answers and not row.is_left}
    slots, candidates = _open_and_live(call, given.reserve_slot)
    chosen = {answers[slot.place]["chosen"]: slot for slot in slots if slot.place in answers}
    _mark(call, candidates, set(chosen))
    needs = {need.village_id: list(need.needs) for need in latest_needs(call.work, [s.team.village_id for s in slots])}
    found, fits = [], Fits(call, candidates, slots)

    def needs_of(slot: Slot) -> list[str]:
        return needs.get(slot.team.village_id, [])

    for candidate in candidates:
        if str(candidate.id) in chosen:
            slot = chosen[str(candidate.id)]
            said = answers[slot.place or ""].get("match_reason") or ""
            fit = fits.of(candidate, slot, needs_of(slot))
            of_all = [(each, fits.of(each, slot, needs_of(slot))) for each in _for(slot, candidates)]
            may = [each for each in of_all if each[1].excluded is None]
            kept = [(each, fits.of(candidate, each, []).excluded) for each in chosen.values()]
            kept_from: list[KeptFrom] = [{"place": each.place or "", "why": why} for each, why in kept if why]
            found.append(_matched(candidate, slot, fit, said, may, kept_from))
    return {
        "matched_list": sorted(found, key=lambda each: each["place"]),
        "matched_count": len(found),
        "unmatched_count": len(slots) - len(found),
    }


def _mark(call: OperationCall, candidates: Sequence[Candidate], chosen: set[str]) -> None:
    # Nobody is proposed twice at any moment: those who are not come first.
    for candidate in candidates:
        candidate.is_reserve = str(candidate.id) not in chosen
        if candidate.is_reserve:
            candidate.status = CandidateStatus.QUALIFIED
    call.work.session.flush()
    for candidate in candidates:
        if str(candidate.id) in chosen:
            candidate.status = CandidateStatus.PROPOSED
    call.work.session.flush()


def _matched(
    candidate: Candidate,
    slot: Slot,
    fit: Fit,
    reason: str,
    others: Sequence[tuple[Candidate, Fit]],
    kept_from: list[KeptFrom],
) -> Matched:
    reserves = [each.person.name for each, _ in others if each.id != candidate.id]
    better = ordered([each for _, each in others if each.fit > fit.fit])
    return {
        "place": slot.place or "",
        "slot_id": str(slot.id),
        "village": slot.team.village.unit.name,
        "post": ROLE_NAMES[slot.role],
        "candidate_id": str(candidate.id),
        "person_id": str(candidate.person_id),
        "name": candidate.person.name,
        "unit": candidate.slot.unit.name,
        "unit_code": candidate.slot.unit.code,
        "fit": fit.fit,
        "totals": fit.totals,
        "county": fit.county,
        "passed_over": "、".join(f"{each.name}（匹配度{each.fit}）" for each in better),
        "reason": fit.reasoned(reason),
        "reserves": "、".join(reserves),
        "kept_from": kept_from,
    }
