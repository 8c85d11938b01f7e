"""Small texts of procedures and tables in HTML: a few marks of Markdown, and plain values in words; everything is escaped."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext
from markupsafe import Markup, escape

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_HEADING = re.compile(r"#{1,6}\s+(.*)")
_ITEM = re.compile(r"[-*]\s+(.*)")


def plain_markdown(text: str) -> Markup:
    """Paragraphs, headings, lists and bold words of a form's static text; any other mark or tag is shown as it is written."""
    blocks: list[Markup] = []
    items: list[Markup] = []

    def close_list() -> None:
        if items:
            blocks.append(Markup("<ul>{}</ul>").format(Markup("").join(items)))
            items.clear()

    for line in text.replace("\r\n", "\n").split("\n"):
        item, heading = _ITEM.fullmatch(line.strip()), _HEADING.fullmatch(line.strip())
        if item:
            items.append(Markup("<li>{}</li>").format(_bold(item.group(1))))
            continue
        close_list()
        if heading:
            blocks.append(Markup('<p class="heading">{}</p>').format(_bold(heading.group(1))))
        elif line.strip():
            blocks.append(Markup("<p>{}</p>").format(_bold(line.strip())))
    close_list()
    return Markup("\n").join(blocks)


def _bold(text: str) -> Markup:
    # re.split gives the text between the marks at even places, what the marks enclose at odd ones.
    pieces = [
        Markup("<strong>{}</strong>").format(part) if at % 2 else escape(part)
        for at, part in enumerate(_BOLD.split(text))
    ]
    return Markup("").join(pieces)


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
