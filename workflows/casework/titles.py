"""The titles of cases in the two languages of the office: as statements and rows give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, type_coerce
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from workflows.sentence import Sentence

BETWEEN = "\n"
"""Between the Chinese and the English of a title in a statement: no title holds a line break (live_rows.py)."""


def in_both(zh: str, en: str) -> Sentence:
    """A title of two columns; the Chinese stands for an English that is not there."""
    return Sentence(en or zh, zh)


class TitleText(TypeDecorator[Sentence]):
    """What a statement gives for a pair of title columns: the title in both languages. No column is of this type."""

    impl = String
    cache_ok = True

    @property
    def python_type(self) -> type[Sentence]:
        """What a statement gives."""
        return Sentence

    def process_result_value(self, value: Any, dialect: Dialect) -> Sentence | None:
        """The title; a case from before its English was kept has the Chinese in both."""
        if value is None:
            return None
        zh, _, en = str(value).partition(BETWEEN)
        return in_both(zh, en)


class Titles(NamedTuple):
    """The titles of a procedure that a case called, as its columns are named."""

    title: str
    title_public: str
    title_en: str = ""
    title_public_en: str = ""

    @classmethod
    def kept(cls, texts: Sequence[str]) -> Titles:
        """Those that the row of a case lists; one last saved before the English was kept lists the Chinese alone."""
        return cls(*texts)

    @property
    def full(self) -> Sentence:
        """The title for readers of the procedure's file."""
        return in_both(self.title, self.title_en)

    @property
    def public(self) -> Sentence:
        """The title for everybody else who may know of the step."""
        return in_both(self.title_public, self.title_public_en)


def both(column: Any, column_en: Any) -> Any:
    """SQL: the text of a title in both languages, as TitleText reads it; a search in it finds either."""
    return column + BETWEEN + column_en


def as_title(text: Any) -> ColumnElement[Sentence]:
    """SQL: the same text, given as a Sentence."""
    return type_coerce(text, TitleText())
