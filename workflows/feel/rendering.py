"""The text of a value as `string()` writes it; the JSON form of a value is in json_values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from workflows.feel.errors import FeelLimitError
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.functions import Function
from workflows.feel.names import RUN
from workflows.feel.numbers import number_text
from workflows.feel.ranges import Range

_PLAIN_KEY = re.compile(rf"{RUN.pattern}(?: {RUN.pattern})*")


def text_of(run: Evaluation, value: Any) -> str | None:
    """Return the text of a value; null for null. Raises FeelLimitError where it would be too long."""
    value = adopt(value)
    if value is None or isinstance(value, str):
        return value
    pieces: list[str] = []
    length = 0
    for piece in _pieces(run, value, 0):
        length += len(piece)
        if length > run.limits.characters:
            run.check_text(length)
        pieces.append(piece)
    run.check_text(length)
    return "".join(pieces)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _pieces(run: Evaluation, value: Any, depth: int) -> Iterator[str]:
    run.charge(1)
    if depth > run.limits.calls:
        raise FeelLimitError("limit.depth", source=run.source, limit=run.limits.calls)
    value = adopt(value)
    if value is None:
        yield "null"
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, (int, Decimal)):
        yield number_text(value)
    elif isinstance(value, str):
        yield _quoted(value)
    elif isinstance(value, list):
        yield "["
        for index, element in enumerate(value):
            yield ", " if index else ""
            yield from _pieces(run, element, depth + 1)
        yield "]"
    elif isinstance(value, Mapping):
        yield "{"
        for index, (key, entry) in enumerate(value.items()):
            yield ", " if index else ""
            yield f"{key if _PLAIN_KEY.fullmatch(key) else _quoted(key)}: "
            yield from _pieces(run, entry, depth + 1)
        yield "}"
    elif isinstance(value, Range):
        yield from _range_pieces(run, value, depth)
    elif isinstance(value, Function):
        yield f"function({', '.join(each.name for each in value.parameters)})"
    else:
        yield str(value)


def _range_pieces(run: Evaluation, value: Range, depth: int) -> Iterator[str]:
    if value.operator:
        yield f"{value.operator} "
        yield from _pieces(run, value.endpoint, depth + 1)
        return
    yield "[" if value.start_included else "("
    yield from _pieces(run, value.start, depth + 1)
    yield ".."
    yield from _pieces(run, value.end, depth + 1)
    yield "]" if value.end_included else ")"
