"""Columns that hold one word of a closed family: the members of an enum, in Python, in statements and in the database."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Word(TypeDecorator[Any]):
    """A member of `family`, kept as its value; an unknown word is refused before it reaches the database.

    A word that somebody wrote past the program (its CHECK taken away) is given back as the text it is, so that `verify`
    can name it. The column's constraint is `one_of`.
    """

    impl = String
    cache_ok = True

    def __init__(self, family: type[StrEnum], length: int, *, may_be_empty: bool = False) -> None:
        self.family = family
        self.may_be_empty = may_be_empty
        self._words: dict[str, StrEnum] = {member.value: member for member in family}
        super().__init__(length)

    @property
    def python_type(self) -> type[str]:
        """What the column gives: its members are texts."""
        return str

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Raises ValueError naming the family for a word that is none of its members."""
        if value is None or (self.may_be_empty and value == ""):
            return value  # type: ignore[no-any-return]
        try:
            return self._words[value].value
        except KeyError:
            raise ValueError(
                f"{value!r} is no {self.family.__name__}; it is one of {', '.join(self._words)}."
            ) from None

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The member, or the text of a word that is none."""
        return None if value is None else self._words.get(value, value)


def one_of(column: str, family: type[StrEnum], *, may_be_empty: bool = False) -> CheckConstraint:
    """The constraint of a column of this family: one of its members (or NULL, where the column may be)."""
    words = [member.value for member in family]
    return CheckConstraint(condition(column, ["", *words] if may_be_empty else words), name=column)


def condition(column: str, words: Any) -> str:
    """The SQL of that constraint; words are those of the program, never of a user."""
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"
