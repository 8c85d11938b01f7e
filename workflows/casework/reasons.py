"""A reason that somebody gives for the record: how long it must be at least, and the one sentence that says so."""

from __future__ import annotations

from workflows.casework.errors import InvalidRequest
from workflows.sentence import Sentence
from workflows.unseen import seen

LEAST_REASON = 10  # characters (rules.md 1.9: every refusal gives its reason in words)
TOO_SHORT = Sentence(
    f"Give a reason of at least {LEAST_REASON} characters.", f"请说明理由，不少于 {LEAST_REASON} 个字。"
)


def proper_reason(reason: str) -> str:
    """The reason as it is read, without the space around it. Raises InvalidRequest where it is too short to say anything."""
    text = seen(reason)
    if len(text) < LEAST_REASON:
        raise InvalidRequest(*TOO_SHORT)
    return text
