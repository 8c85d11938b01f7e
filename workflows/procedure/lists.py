"""Lists of names as designers write them in one text, separated by commas."""

from __future__ import annotations


def names_of(text: str | None) -> tuple[str, ...]:
    """The names of a comma-separated list, in order; empty where there is no text."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())
