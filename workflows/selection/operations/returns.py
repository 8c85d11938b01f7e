"""What the unit is told when something comes back to it: words written for it, never grounds, scores or names (6a, rule 8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from workflows.casework.notices import notify
from workflows.casework.operations import OperationCall, operation
from workflows.casework.words import NoticeKind
from workflows.people.words import PostKey
from workflows.sentence import Sentence


class ReasonForUnit(TypedDict):
    """What the unit's next step shows it; what was written for that is taken up by it."""

    reason_for_unit: str | None
    unit_reason: None


def reasons_in(texts: Iterable[str | None]) -> str | None:
    """What several people wrote for the unit, each once, in lines; None where nobody wrote anything."""
    return "\n".join(dict.fromkeys(text for text in texts if text)) or None


def tell_unit(
    call: OperationCall, unit_code: str, said: Sentence, reason: str | None, *posts: PostKey
) -> ReasonForUnit:
    """Send the unit's posts a notice of what came back and why; gives what their next step shows them."""
    for post in posts:
        notify(
            call.work,
            call.case,
            to=f"{post}@{unit_code}",
            kind=NoticeKind.RETURNED,
            text=f"{said.zh}理由：{reason}" if reason else said.zh,
            text_en=f"{said.en} Reason: {reason}" if reason else said.en,
            process_id=call.process_id,
        )
    return {"reason_for_unit": reason, "unit_reason": None}


@dataclass(frozen=True, slots=True)
class ReopenedSlot:
    """The unit that must nominate again, and what it is told of the reason."""

    unit_code: str
    unit_reason: str | None = None


@operation(
    "selection.reopen_slot",
    Sentence("Have the unit nominate again, and tell it why.", "退回派出单位重新推荐，并告知理由。"),
)
def reopen_slot(call: OperationCall, given: ReopenedSlot) -> ReasonForUnit:
    """Have the unit nominate again although it found nobody, and tell it why."""
    said = Sentence("Please nominate somebody after all.", "请重新推荐人选。")
    return tell_unit(call, given.unit_code, said, given.unit_reason, PostKey.UNIT_HR, PostKey.UNIT_SECRETARY)
