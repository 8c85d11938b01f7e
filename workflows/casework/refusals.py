"""What an operation finds wrong in what a form said: an error for the diagram, with the sentence that its correction repeats."""

from __future__ import annotations

from typing import Any

from workflows.engine import BpmnError
from workflows.sentence import Sentence

ENGLISH = "_en"
"""On English pages a question that is only shown reads the variable of its key with this after it, where there is one."""


def refusal(code: str, variable: str, sentence: Sentence, **others: Any) -> BpmnError:
    """The BPMN error `code`, which hands on the sentence as `variable` and, in English, as `<variable>_en`."""
    return BpmnError(code, sentence.zh, {variable: sentence.zh, f"{variable}{ENGLISH}": sentence.en, **others})
