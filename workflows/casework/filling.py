"""The places of a text of a procedure filled with values, as officials write them. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows import feel
from workflows.calendar.day_ends import due_text, official_date, official_time
from workflows.calendar.zone import OFFICE_ZONE
from workflows.feel.dates import FarDate
from workflows.feel.times import DateTime
from workflows.procedure.templates import pieces_of


class Unwritable(Exception):
    """A place gave something that cannot be written; its kind is told, never the value."""

    def __init__(self, value: Any) -> None:
        super().__init__(feel.kind(value))
        self.kind = feel.kind(value)


def filled(text: str, scope: Mapping[str, Any], environment: feel.Environment, locale: str = "zh") -> str:
    """The text with every value in its place. Raises Unwritable for a place without a value that can be written."""
    found = []
    for piece in pieces_of(text):
        if not piece.is_feel:
            found.append(piece.text)
            continue
        value = value_of(piece.text, scope, environment)
        written = as_written(value) if locale == "zh" else as_written_in_english(value)
        if written is None:
            raise Unwritable(value)
        found.append(written)
    return "".join(found)


def filled_as_example(text: str, scope: Mapping[str, Any], environment: feel.Environment, locale: str = "zh") -> str:
    """The same for people who write the text: a place for which there is no value shows what it would read, as 〔days〕."""
    found = []
    for piece in pieces_of(text):
        try:
            found.append(filled(f"={piece.text}", scope, environment, locale) if piece.is_feel else piece.text)
        except Unwritable:
            found.append(f"〔{_reads(piece.text)}〕")
    return "".join(found)


def _reads(source: str) -> str:
    try:
        return "、".join(sorted(feel.parse_expression(source.strip()).names)) or source
    except feel.FeelError:
        return source


def value_of(source: str, scope: Mapping[str, Any], environment: feel.Environment) -> Any:
    """What an expression gives. Raises Unwritable where it fails."""
    try:
        return feel.parse_expression(source.strip()).evaluate(scope, environment)
    except feel.FeelError:
        raise Unwritable(None) from None


def as_written(value: Any) -> str | None:
    """A value as papers write it: dates as 2026年11月25日, yes and no as 是 and 否, lists joined by 、; else None."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, DateTime):
        return official_time(value.to_datetime(OFFICE_ZONE))
    if isinstance(value, list):
        written = [as_written(each) for each in value]
        return None if None in written else "、".join(each for each in written if each)
    if value is None or isinstance(value, (dict, FarDate)):
        return None
    if isinstance(value, str):
        return value
    if hasattr(value, "toordinal"):
        return official_date(value)
    plain = feel.to_json(value)
    return str(plain)


def as_written_in_english(value: Any) -> str | None:
    """The same in English: dates and times as 2026-11-25 17:00, lists joined by commas; else None."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, DateTime):
        return due_text(value.to_datetime(OFFICE_ZONE))
    if isinstance(value, list):
        written = [as_written_in_english(each) for each in value]
        return None if None in written else ", ".join(each for each in written if each)
    if isinstance(value, (dict, FarDate)) or not hasattr(value, "toordinal"):
        return as_written(value)
    return str(feel.to_json(value))
