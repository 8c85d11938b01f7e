"""Cells that are good FEEL and surely not meant: what looks like a range, a day or a grouped number and is arithmetic or a list.

Texts with invisible characters at their ends are told as well: nobody sees why such a cell never matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.dmn.errors import DmnProblem, Severity, problem
from workflows.dmn.model import DecisionTable
from workflows.dmn.unit import Unit

_NUMBER = r"-?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"{_NUMBER}\s*[-–—~～至]\s*{_NUMBER}")
_DAY = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}")
_GROUPED = re.compile(r"-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
# White space and characters of no width: spaces of every script, joiners, marks of direction, the byte order mark.
_SPACES = "\\s\u115f\u1160\u3164\uffa0"
_WIDTHLESS = "\u00ad\u034f\u061c\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_INVISIBLE = _SPACES + _WIDTHLESS
_ENDS = re.compile(rf"\A[{_INVISIBLE}]|[{_INVISIBLE}]\Z")


def has_invisible_end(text: str) -> bool:
    """True for a text that begins or ends with white space or with a character that nobody sees."""
    return bool(text) and _ENDS.search(text) is not None


def check_meant(unit: Unit, decision: str, table: DecisionTable) -> Iterator[DmnProblem]:
    """Warnings about cells of conditions and results."""
    for rule in table.rules:
        for text in (*rule.tests, *rule.outputs):
            for code in _doubts(text.strip()):
                yield problem(
                    code,
                    unit.model.file,
                    rule.id,
                    line=rule.line,
                    decision=decision,
                    rules=(rule.number,),
                    severity=Severity.WARNING,
                    rule=rule.number,
                    text=text.strip(),
                )


def _doubts(text: str) -> Iterator[str]:
    if _DAY.fullmatch(text):
        yield "check.looks_like_day"
    elif _RANGE.fullmatch(text):
        yield "check.looks_like_range"
    elif _GROUPED.fullmatch(text):
        yield "check.looks_like_number"
    if any(has_invisible_end(found) for found in _TEXT.findall(text)):
        yield "check.invisible"
