"""What is wrong with a decision model: problems that name file, element, line and rules, and the error that carries them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflows.dmn.messages import sentence
from workflows.sentence import Sentence


class Severity(StrEnum):
    """Errors keep a model from being published; warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class DmnProblem:
    """One finding about a model. `element` is an XML id, `rules` are rule numbers of a table, counted from 1."""

    file: str
    element: str | None
    code: str
    sentence: Sentence
    severity: Severity = Severity.ERROR
    line: int | None = None
    decision: str | None = None
    rules: tuple[int, ...] = ()


class DmnError(Exception):
    """A model cannot be read, or no such decision can be evaluated; `problems` says why."""

    def __init__(self, problems: tuple[DmnProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.file}: {p.sentence.en}" for p in problems))
        self.problems = problems

    @property
    def sentence(self) -> Sentence:
        """What is wrong, all problems in a row."""
        told = [problem.sentence for problem in self.problems]
        return Sentence(" ".join(each.en for each in told), " ".join(each.zh for each in told))


def problem(
    code: str,
    file: str,
    element: str | None = None,
    *,
    line: int | None = None,
    decision: str | None = None,
    rules: tuple[int, ...] = (),
    severity: Severity = Severity.ERROR,
    **params: Any,
) -> DmnProblem:
    """Return the problem `code` with its sentences filled from `params`; raises KeyError for an unknown code."""
    told = {name: _short(value) for name, value in params.items()}
    return DmnProblem(file, element, code, sentence(code, told), severity, line, decision, rules)


_LONGEST = 300


def _short(value: Any) -> Any:
    """A text that fits into a sentence; a value of any length may have caused the problem."""
    text = str(value)
    return value if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
