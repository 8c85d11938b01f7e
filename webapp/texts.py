"""Plain values in words: yes and no, lists, the parts of a context, which of several a task is about."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from workflows.casework.keys import COUNT_LIMIT


def item_name(item: str) -> str:
    """Which of several a task is about: its own name, or its number in words where it has no name."""
    number, _, name = item.partition(" · ")
    if number.isdigit():
        return name or gettext("item %(number)s", number=number)
    return item


def readable(value: Any) -> str:
    """A plain value in words: yes and no, lists joined, the parts of a context named, a dash for nothing."""
    if value is None or value == "" or value == [] or value == {}:
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list | tuple):
        return gettext(", ").join(readable(item) for item in value)
    if isinstance(value, dict):
        return gettext("; ").join(f"{key}: {readable(item)}" for key, item in value.items())
    return str(value)


def counted(number: int) -> str:
    """A number that was counted up to a limit: beyond it nobody knows how many there are."""
    return f"{COUNT_LIMIT}+" if number >= COUNT_LIMIT else str(number)
