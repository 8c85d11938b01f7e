"""Two places of a batch exchanged in one act (S8)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TypedDict

from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import OperationCall, operation
from workflows.selection.models import Candidate, Slot
from workflows.selection.needs import latest_needs
from workflows.selection.operations.candidate_fits import Fits
from workflows.selection.operations.matching import Matched
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Swap:
    """Two places whose people are exchanged, and why."""

    matched_list: list[Matched]
    swap_a: str
    swap_b: str
    swap_reason: str


class Swapped(TypedDict):
    """Who is sent where now."""

    matched_list: list[Matched]


@operation(
    "selection.swap_places",
    Sentence(
        "Exchange the people of two places of a batch in one act; the fit of both is worked out anew.",
        "一次调换两个名额的人选，并重新计算匹配度。",
    ),
)
def swap_places(call: OperationCall, given: Swap) -> Swapped:
    """Operation `selection.swap_places`. Raises InvalidRequest for what its form refuses already."""
    by_place = {each["place"]: each for each in given.matched_list}
    if given.swap_a == given.swap_b or not {given.swap_a, given.swap_b} <= set(by_place):
        raise InvalidRequest("Choose two different places.", "请选择两个不同的名额。")
    one, other = by_place[given.swap_a], by_place[given.swap_b]
    exchanged = {given.swap_a: _moved(call, other, one, given), given.swap_b: _moved(call, one, other, given)}
    matched = [exchanged.get(each["place"], each) for each in given.matched_list]
    return {"matched_list": matched}


def _moved(call: OperationCall, who: Matched, where: Matched, given: Swap) -> Matched:
    candidate = call.work.session.get_one(Candidate, uuid.UUID(who["candidate_id"]))
    slot = call.work.session.get_one(Slot, uuid.UUID(where["slot_id"]))
    needs = [each.needs for each in latest_needs(call.work, [slot.team.village_id])]
    fit = Fits(call, [candidate], [slot]).of(candidate, slot, list(needs[0]) if needs else [])
    if fit.excluded is not None:
        raise InvalidRequest(
            f"{who['name']} cannot be sent to {where['village']}.",
            f"{who['name']}不能派往{where['village']}：{fit.excluded}。",
        )
    # The reserve list is that of the place: whoever was ranked for it stays with it.
    of_person = ("candidate_id", "person_id", "name", "unit", "unit_code", "totals", "kept_from")
    kept = {name: value for name, value in who.items() if name in of_person}
    # By an exchange both are sent for its reason, whoever fitted the place better.
    anew = {"fit": fit.fit, "county": fit.county, "passed_over": "", "reason": fit.reasoned(given.swap_reason)}
    moved: Matched = {**where, **kept, **anew}  # type: ignore[typeddict-item]
    return moved
