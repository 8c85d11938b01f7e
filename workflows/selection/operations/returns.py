"""What the unit is told when something comes back to it: words written for it, never grounds, scores or names (6a, rule 8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from workflows.casework.notice_files import send_notice
from workflows.casework.notices import Recipients
from workflows.casework.operations import OperationCall, operation
from workflows.sentence import Sentence


class ReasonForUnit(TypedDict):
    """What the unit's next step shows it; what was written for that is taken up by it."""

    reason_for_unit: str | None
    unit_reason: None


def reasons_in(texts: Iterable[str | None]) -> str | None:
    """What several people wrote for the unit, each once, in lines; None where nobody wrote anything."""
    return "\n".join(dict.fromkeys(text for text in texts if text)) or None


class ReasonTold(TypedDict):
    """The fields of a notice that says why, and nothing else."""

    reason: str | None


class NameTold(ReasonTold):
    """The fields of a notice about one candidate."""

    name: str


class DropTold(NameTold):
    """And whether the candidate withdrew, and who steps in."""

    has_withdrawn: bool
    reserve: str | None


def tell_unit(call: OperationCall, to: str | list[str], notice_id: str, fields: ReasonTold) -> ReasonForUnit:
    """Send those whom the diagram names a notice of what came back and why; gives what the unit's next step shows it."""
    send_notice(call, notice_id, fields, to=to)
    return {"reason_for_unit": fields["reason"], "unit_reason": None}


@dataclass(frozen=True, slots=True)
class ReopenedSlot:
    """Who is told that the unit must nominate again, and what of the reason."""

    tell: Recipients
    unit_reason: str | None = None


@operation(
    "selection.reopen_slot",
    Sentence(
        "Have the unit nominate again, and tell those in `tell` why.",
        "退回派出单位重新推荐，并向 `tell` 所列岗位告知理由。",
    ),
    notices={"nominate_again": ReasonTold},
)
def reopen_slot(call: OperationCall, given: ReopenedSlot) -> ReasonForUnit:
    """Have the unit nominate again although it found nobody, and tell it why."""
    fields: ReasonTold = {"reason": given.unit_reason or None}
    return tell_unit(call, given.tell, "nominate_again", fields)
