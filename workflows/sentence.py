"""A sentence for a user in the two languages of the office: the one type for it, in every room."""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    """What a user reads, in English and in Chinese: what is the matter and what to do next."""

    en: str
    zh: str

    def in_language(self, locale: str) -> str:
        """The text for a reader whose language is `zh…`, or English for any other."""
        return self.zh if locale.startswith("zh") else self.en
