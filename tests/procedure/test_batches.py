"""What `check` says of tasks that may be completed together: one form for all of them, or none."""

from __future__ import annotations

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import REVIEW, form, outcome, review_files
from workflows.casework.operations import registered_operations
from workflows.procedure import Severity, check, read_files

APART = b'<zeebe:property name="separate_from" value="check_a" />'
MARK = {"type": "number", "key": "mark_b", "label": "分数", "validate": {"required": True}}
ASKED_ONCE_MORE = {**outcome("agree", "return"), "properties": {"confirm": "return"}}

# the property's value, what the form asks beside the mark, the one error
MISTAKES = {
    "another value": ("yes", None, "The property batch of check_b is yes; write true, or remove it."),
    "what is only shown": (
        "true",
        {"type": "textfield", "key": "subject", "label": "对象", "disabled": True},
        "check_b may be completed together, but its form check_b shows, lists or attaches subject, which is another in each "
        "task; remove batch, or ask the same of all.",
    ),
    "an outcome that is asked once more": (
        "true",
        ASKED_ONCE_MORE,
        "check_b may be completed together, but outcome of its form check_b asks once more before it is done; remove batch or "
        "confirm.",
    ),
    "a variable of the case": (
        "true",
        {
            "type": "textfield",
            "key": "why",
            "label": "理由",
            "conditional": {"hide": '= unit = "BUREAU" or mark_b > 5'},
        },
        "check_b may be completed together, but in its form check_b The condition that hides why reads unit, which is another in "
        "each case; remove batch, or let it read only what the form asks.",
    ),
}


def errors(value: str, *others: dict[str, object]) -> list[str]:
    """The errors of the review whose second step has the property, and asks more."""
    drawn = REVIEW.replace(APART, APART + f'<zeebe:property name="batch" value="{value}" />'.encode())
    files = review_files(**{"review.bpmn": drawn, "forms/check_b.form": form("check_b", MARK, *others)})
    found = check(read_files("review", files), operations=registered_operations(), called={})
    return [problem.sentence.en for problem in found if problem.severity is Severity.ERROR]


def test_a_form_that_asks_the_same_of_all_is_accepted() -> None:
    why = {"type": "textfield", "key": "why", "label": "理由", "conditional": {"hide": "= mark_b > 5"}}
    assert [sentence for sentence in errors("true", why) if "batch" in sentence or "together" in sentence] == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told(mistake: str) -> None:
    value, other, told = MISTAKES[mistake]
    found = errors(value, *([other] if other is not None else []))
    assert told in found, found
