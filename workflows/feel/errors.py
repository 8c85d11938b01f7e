"""Errors and diagnoses of the expression language, each with its place in the source; their wording is in messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.feel.messages import sentence
from workflows.sentence import Sentence


def position(source: str, offset: int) -> tuple[int, int]:
    """Return the line and column (both from 1) of a character offset in `source`."""
    before = source[: max(offset, 0)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


class FeelError(Exception):
    """An expression cannot be read, or a value cannot enter or leave the language.

    `code` and `params` identify the sentence for translation; `line` and `column` count from 1 and are 0 where
    there is no source text.
    """

    def __init__(self, code: str, *, source: str = "", offset: int = -1, **params: Any) -> None:
        self.code = code
        self.params: dict[str, Any] = params
        self.source = source
        self.line, self.column = position(source, offset) if offset >= 0 else (0, 0)
        super().__init__(self.sentence.en)

    @property
    def sentence(self) -> Sentence:
        """What is wrong, without the place."""
        return sentence(self.code, self.params)

    def __str__(self) -> str:
        if not self.line:
            return self.sentence.en
        return f"Line {self.line}, column {self.column}: {self.sentence.en}"


class FeelSyntaxError(FeelError):
    """The text is not an expression of the language; `suggestion` may hold the name that was probably meant."""

    suggestion: str | None = None


class FeelLimitError(FeelError):
    """A bound on length, depth, steps, time or size is exceeded; the evaluation is refused, not answered with null."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why an evaluation gave null somewhere: code and params for translation, line and column from 1."""

    code: str
    line: int
    column: int
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> Sentence:
        """Why."""
        return sentence(self.code, self.params)
