"""Codes of units that a diagram writes as they are: there must be such units, where the tool knows the units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.assignments import written_names
from workflows.procedure.checks.context import Checking
from workflows.procedure.lists import names_of
from workflows.procedure.model import Element, Lane, Procedure
from workflows.procedure.raised import RAISED_BY
from workflows.sentence import Sentence

Place = Element | Lane | str
_GROUP = re.compile(r"[A-Za-z_]\w*(@[\w.\-]+)?")  # a header may hold any text; this is how one names posts
_OF_PROCESS = ("readers", "owner", "cancel_by", "cancel_tells", "recuse_by", "appoint_by")


def check_units(checking: Checking, made_up: Mapping[str, int]) -> None:
    """Refuse the code of a unit that there is not. Where nobody knows the units, warn of a code that looks like another one here;
    `made_up` are those of the scenarios, each with how often it is named."""
    named = list(written_units(checking.procedure))
    if checking.units is not None:
        for at, code in named:
            if code not in checking.units:
                advice = advice_of(suggest(code, checking.units))
                checking.error("unit_unknown", at, **_what(at), name=code, **advice)
        return
    for at, code in dict.fromkeys(named):
        near = slip_of(code, made_up) if code not in made_up else None
        if near is not None:
            checking.warn("unit_near", at, **_what(at), name=code, near=near)


def slip_of(code: str, known: Mapping[str, int]) -> str | None:
    """The code that was probably meant by one: a letter more, less or swapped; `UNIT_A` and `UNIT_B` are two units."""
    near = suggest(code, (each for each in known if each != code))
    is_slip = near is not None and (len(near) != len(code) or sorted(near) == sorted(code))
    return near if is_slip else None


def written_units(procedure: Procedure) -> Iterator[tuple[Place, str]]:
    """Every code of a unit that a procedure writes as it is, with its place; what expressions work out is known when they run."""
    for at, text in _of_posts(procedure):
        for group in written_names(text):
            _, sign, code = group.partition("@")
            if sign and code.strip():
                yield at, code.strip()
    for lane in procedure.lanes:
        yield from ((lane, code) for code in written_names(lane.unit) if "@" not in code)
    yield from ((procedure.process_id, code) for code in written_names(procedure.property("unit")))


def _of_posts(procedure: Procedure) -> Iterator[tuple[Place, str | None]]:
    for name in _OF_PROCESS:
        yield procedure.process_id, procedure.property(name)
    for element in procedure.elements.values():
        yield element, element.assignment.candidate_groups
        yield element, element.property("deadline_extension_by")
        yield element, element.property(RAISED_BY)
        yield from ((element, value) for _, value in element.headers if all(map(_GROUP.fullmatch, names_of(value))))


def _what(at: Place) -> dict[str, str]:
    name = at if isinstance(at, str) else at.id
    sentence = Sentence(name, f"{name} ")
    return {"what": sentence.en, "what_zh": sentence.zh}
