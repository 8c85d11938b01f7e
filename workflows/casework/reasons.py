"""A reason that somebody gives for the record: how long it must be at least, and the one sentence that says so."""

from __future__ import annotations

from workflows.casework.errors import InvalidRequest
from workflows.sentence import Sentence
from workflows.unseen import seen

LEAST_REASON = 10  # characters (rules.md 1.9: every refusal gives its reason in words)
MOST_REASON = 2000  # characters: what is longer would be cut in a notice and in the record's lists
TOO_SHORT = Sentence(
    f"Give a reason of at least {LEAST_REASON} characters.", f"请说明理由，不少于 {LEAST_REASON} 个字。"
)

TOO_LONG = Sentence(
    f"Give a reason of at most {MOST_REASON} characters; nothing was cut, and nothing was done.",
    f"理由最多 {MOST_REASON} 个字，请精简后重新提交；本次未作处理，内容未被截断。",
)


def whole_reason(reason: str) -> str:
    """What somebody who need give no reason says all the same. Raises InvalidRequest for more than anybody reads."""
    text = seen(reason)
    if len(text) > MOST_REASON:
        raise InvalidRequest(*TOO_LONG)
    return text


def proper_reason(reason: str) -> str:
    """The reason as it is read, without the space around it.

    Raises InvalidRequest where it is too short to say anything, or longer than anybody reads; it is never cut.
    """
    text = whole_reason(reason)
    if len(text) < LEAST_REASON:
        raise InvalidRequest(*TOO_SHORT)
    return text
