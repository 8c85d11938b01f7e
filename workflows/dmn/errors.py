"""What is wrong with a decision model: problems that name file, element, line and rules, and the error that carries them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflows.dmn.messages import sentence


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
    message_en: str
    message_zh: str
    severity: Severity = Severity.ERROR
    line: int | None = None
    decision: str | None = None
    rules: tuple[int, ...] = ()

    def message(self, locale: str = "en") -> str:
        """The sentence in the reader's language."""
        return self.message_zh if locale.startswith("zh") else self.message_en


class DmnError(Exception):
    """A model cannot be read, or no such decision can be evaluated; `problems` says why."""

    def __init__(self, problems: tuple[DmnProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.file}: {p.message_en}" for p in problems))
        self.problems = problems

    def message(self, locale: str = "en") -> str:
        """The sentences in the reader's language."""
        return " ".join(each.message(locale) for each in self.problems)


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
    english, chinese = sentence(code, told, "en"), sentence(code, told, "zh")
    return DmnProblem(file, element, code, english, chinese, severity, line, decision, rules)


_LONGEST = 300


def _short(value: Any) -> Any:
    """A text that fits into a sentence; a value of any length may have caused the problem."""
    text = str(value)
    return value if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
