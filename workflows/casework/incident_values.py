"""The values that an incident met: read and corrected by the post that owns the process (`owner`), by nobody else (6a, rule 6)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows import feel
from workflows.casework import catalogue, duties
from workflows.casework.errors import (
    CaseClosed,
    IncidentRaised,
    InvalidAnswers,
    InvalidRequest,
    NotAllowed,
    NotFound,
    no_such_case,
)
from workflows.casework.material import open_to
from workflows.casework.models import Case, Incident
from workflows.casework.named_posts import holding_named
from workflows.casework.typed_numbers import NoNumber, NumberTooLarge, plain_number, typed_number
from workflows.engine import is_writable
from workflows.people import Actor, Holding
from workflows.procedure.lists import names_of
from workflows.procedure.model import Procedure
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

TEXT, NUMBER, YES, NO, NOTHING, STRUCTURE = "string", "number", "true", "false", "null", "structure"
KINDS = (TEXT, NUMBER, YES, NO, NOTHING, STRUCTURE)
LONGEST = 20_000  # characters of one value


@dataclass(frozen=True, slots=True)
class Value:
    """A variable of the case as it stands: its name, which of KINDS it is typed as, and how."""

    name: str
    kind: str
    written: str


@dataclass(frozen=True, slots=True)
class IncidentValues:
    """An open incident for the owner: what failed, at which step by its name, and the variables that it reads."""

    incident: Incident
    case: Case
    step: Sentence
    sentence: Sentence
    values: tuple[Value, ...]


def owner_holding(work: UnitOfWork, case: Case, actor: Actor) -> Holding | None:
    """The post in which the actor owns the case's process, None where they do not."""
    procedure = catalogue.procedure_of(work, case.procedure_version_id)
    return holding_named(work, names_of(procedure.property("owner")), case, actor)


def require_owner(work: UnitOfWork, case: Case, actor: Actor) -> Holding:
    """The post in which the actor owns the case's process. Raises NotAllowed where they do not."""
    holding = owner_holding(work, case, actor)
    if holding is None:
        raise NotAllowed(
            "The values of a case are for the post that owns its procedure; ask its holder.",
            "案件数据由流程负责岗位查看和更正，请联系该岗位人员。",
        )
    return holding


def incident_values(work: UnitOfWork, case_id: uuid.UUID, incident_id: uuid.UUID, actor: Actor) -> IncidentValues:
    """What the owner sees of an open incident: the variables that its expression reads, else all of the case.

    Raises NotFound, NotAllowed (no owner, or kept away from the case), CaseClosed, InvalidRequest where the state is damaged.
    """
    opened = open_to(work, actor, case_id)
    if opened is None:
        raise no_such_case()
    case = opened.case
    holding = require_owner(work, case, opened.grants.actor)
    duties.require_for_both(work, actor, case, None, [holding])
    if not case.is_open:
        raise CaseClosed("This case has ended; nothing in it can be changed.", "该案件已办结，不能再改动。")
    incident = work.session.get(Incident, incident_id)
    if incident is None or incident.case_id != case_id or incident.resolved_at is not None:
        raise NotFound("This incident is not open.", "该异常不存在或已处理。")
    if case.process_id not in opened.grants.reads:
        raise NotAllowed(
            "You read the file of this case no longer; leave it to somebody else of the post.",
            "您已不再查阅本案案卷，请由本岗位其他人员办理。",
        )
    try:
        variables = opened.run.variables
    except IncidentRaised as damaged:
        raise InvalidRequest(*damaged.sentence) from damaged
    names = [name for name, _ in incident.variables] or sorted(variables)
    sentence = Sentence(incident.message, incident.message_zh or incident.message)
    values = tuple(_value(name, variables.get(name)) for name in names)
    return IncidentValues(incident, case, _step(opened.grants.procedures, incident.element_id), sentence, values)


def _step(procedures: Mapping[str, Procedure], element_id: str) -> Sentence:
    """An element by the name that it has in the diagram; one without a name, or of no diagram, by its id."""
    for procedure in procedures.values():
        if element_id in procedure.elements:
            name = procedure.elements[element_id].name or element_id
            return Sentence(procedure.label(f"element:{element_id}", name, "en"), name)
    return Sentence(element_id or "—", element_id or "—")


def _value(name: str, value: Any) -> Value:
    if value is None:
        return Value(name, NOTHING, "")
    if isinstance(value, bool):
        return Value(name, YES if value else NO, "")
    if isinstance(value, str):
        return Value(name, TEXT, value)
    if isinstance(value, int | float):
        return Value(name, NUMBER, str(value))
    return Value(name, STRUCTURE, json.dumps(value, ensure_ascii=False, indent=1))


def corrections(shown: IncidentValues, typed: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """What the owner changed: name to value, from the kind and the text that were typed for each variable shown.

    Raises InvalidAnswers with a sentence for each that cannot be read.
    """
    found: dict[str, Any] = {}
    wrong: dict[str, Sentence] = {}
    for value in shown.values:
        chosen, text = typed.get(value.name, (value.kind, value.written))
        text = text.replace("\r\n", "\n")
        if (chosen, text) == (value.kind, value.written) or (chosen == value.kind and chosen in (YES, NO, NOTHING)):
            continue
        try:
            found[value.name] = _read(chosen, text)
        except _Unreadable as refused:
            wrong[value.name] = refused.sentence
    if wrong:
        raise InvalidAnswers(wrong)
    return found


class _Unreadable(Exception):
    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.sentence = Sentence(english, chinese)


def _read(chosen: str, text: str) -> Any:
    if len(text) > LONGEST or not is_writable(text):
        raise _Unreadable(
            f"Write at most {LONGEST} characters, none of them a control character.",
            f"最多填写 {LONGEST} 个字符，不能含控制字符。",
        )
    if chosen in (YES, NO, NOTHING):
        return {YES: True, NO: False, NOTHING: None}[chosen]
    if chosen == TEXT:
        return text
    if chosen == NUMBER:
        try:
            return plain_number(typed_number(text))
        except (NoNumber, NumberTooLarge):
            raise _Unreadable("Write a number such as 7 or 2.5.", "请填写数字，例如 7 或 2.5。") from None
    return _structure(text)


def _structure(text: str) -> Any:
    """A list or a context, written as JSON; its numbers are bounded before they are converted."""

    def number(written: str) -> int | float:
        return plain_number(typed_number(written))

    try:
        value = json.loads(text, parse_int=number, parse_float=number, parse_constant=number)
        feel.from_json(value)
    except (ValueError, RecursionError, feel.FeelError):
        value = None
    if not isinstance(value, list | dict):
        raise _Unreadable(
            'Write a list such as ["a", 1] or a context such as {"name": "a"}, as it was shown.',
            '请按原样填写列表（如 ["甲", 1]）或数据组（如 {"name": "甲"}）。',
        )
    return value
