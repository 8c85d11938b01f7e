"""What rooms above casework add to a case file; they register it here, and disclosure alone decides who reads it."""

from __future__ import annotations

from collections.abc import Iterable

_letters: set[str] = set()


def register_letters(kinds: Iterable[str]) -> None:
    """Make kinds of letters known, so that `shows` of a task may name them as `letter:<kind>`."""
    _letters.update(kinds)


def registered_letters() -> tuple[str, ...]:
    """The kinds of all letters, sorted; the checks of diagrams ask it."""
    return tuple(sorted(_letters))
