"""The facts of a county's month: counted from what is stored, and what people must still decide."""

from __future__ import annotations

from typing import TypedDict

from workflows.assessment.facts import settle_county
from workflows.assessment.operations.opening import CountyGiven
from workflows.casework.operations import OperationCall, operation
from workflows.sentence import Sentence


class FactsSettled(TypedDict):
    """How many members were counted, and how many of their days and nights wait for a person."""

    members: int
    open_days: int
    open_nights: int


@operation(
    "assessment.settle_facts",
    Sentence(
        "Count days and nights of each member of the county by the stored files, approved leave and what people decided.",
        "依据已入库的考勤、已批准的请假和各项认定，核算本县每名队员的在村天数和住村夜数。",
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
