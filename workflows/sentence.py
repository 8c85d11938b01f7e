"""A sentence for a user in the two languages of the office: the one type for it, in every room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

K = TypeVar("K")


class Sentence(NamedTuple):
    """What a user reads, in English and in Chinese: what is the matter and what to do next."""

    en: str
    zh: str

    def filled(self, values: Mapping[str, Any]) -> Sentence:
        """The sentence with the values in its places, written `{name}`. Raises KeyError for a place without a value."""
        return Sentence(self.en.format_map(values), self.zh.format_map(values))

    def in_language(self, locale: str) -> str:
        """The text for a reader whose language is `zh…`, or English for any other."""
        return self.zh if locale.startswith("zh") else self.en


def sentences(pairs: Mapping[K, tuple[str, str]]) -> dict[K, Sentence]:
    """A catalogue of sentences, or of parts of them, by code; written down as pairs of English and Chinese."""
    return {code: Sentence(*pair) for code, pair in pairs.items()}
