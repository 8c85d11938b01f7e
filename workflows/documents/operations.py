"""Operations with which a diagram issues a letter of its own folder and records that it was served; no program is needed for it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.casework.models import CasePart
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.documents.addressing import Addressee
from workflows.documents.issue import serve, write_letter
from workflows.documents.letters import letter_of
from workflows.documents.masking import masks_for
from workflows.documents.models import Document
from workflows.documents.words import ServiceMode
from workflows.people import Person, Unit
from workflows.procedure.letter_model import Letter
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class LetterGiven:
    """Which letter of the folder, over what the task sees; the unit and the persons it goes to, and the places of its copies."""

    letter: Annotated[str, Source.HEADER, Names.LETTER]
    seen: Annotated[Mapping[str, Any], Source.EVERYTHING]
    to_unit: Annotated[str, Source.HEADER_OR_INPUT] = ""
    to_persons: list[str] | None = None
    copies_at: list[str] | None = None


class LetterIssued(TypedDict):
    """The number of the letter."""

    letter_number: str


@operation(
    "letter.issue",
    Sentence(
        "Issue the letter of the folder that header `letter` names, over what the task sees: to the posts that the letter names in "
        "the unit `to_unit`, to the persons `to_persons`, with copies to posts at and above the units `copies_at`.",
        "印发表头 `letter` 所指的文书，内容取自此步可见的变量：送 `to_unit` 单位中文书写明的岗位和 `to_persons` 本人，"
        "抄送 `copies_at` 单位及其上级的岗位。",
    ),
)
def issue_letter(call: OperationCall, given: LetterGiven) -> LetterIssued:
    """Operation `letter.issue`. Raises InvalidRequest for a unit or a person that does not exist, and for a letter to nobody."""
    letter = letter_of(call.work, call.case, call.process_id, given.letter)
    unit = _unit(call, given.to_unit) if given.to_unit else None
    persons = _persons(call, given.to_persons or ())
    if letter.to and unit is None and not persons:
        raise InvalidRequest(
            f"The letter {letter.id} goes to posts of a unit; give the task the input to_unit, or to_persons.",
            f"文书 {letter.id} 须送单位岗位；请为此步设置输入 to_unit 或 to_persons。",
        )
    places = tuple(_unit(call, code) for code in given.copies_at or ()) or ((unit,) if unit is not None else ())
    masks = masks_for([person.name for person in persons], [unit.name] if unit is not None else [])
    to = Addressee(unit.id if unit is not None else None, masks, tuple(person.id for person in persons), places)
    scope = {**given.seen}
    issuer = call.actor.person_id if call.actor else None
    document = write_letter(call, letter, scope, _fields(letter, scope), to=to, issued_by_id=issuer)
    return {"letter_number": document.number}


def _unit(call: OperationCall, code: str) -> Unit:
    unit = call.work.session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        raise InvalidRequest(f"There is no unit {code}; correct the code.", f"没有单位 {code}；请更正代码。")
    return unit


def _persons(call: OperationCall, ids: Sequence[str]) -> list[Person]:
    found = []
    for each in ids:
        try:
            person = call.work.session.get(
                Person, uuid.UUID(each.removeprefix("person:"))
            )  # as who functions name people
        except ValueError:
            person = None
        if person is None:
            raise InvalidRequest("A person in to_persons does not exist.", "to_persons 中有人员不存在。")
        found.append(person)
    return found


def _fields(letter: Letter, scope: Mapping[str, Any]) -> dict[str, Any]:
    """What the letter reads of the case, which is kept with it."""
    return {name: scope[name] for name in sorted(letter.names_read()) if name in scope}


@dataclass(frozen=True, slots=True)
class ServiceGiven:
    """Which letter was served, whether somebody signed for it, and who."""

    letter: Annotated[str, Source.HEADER, Names.LETTER]
    is_received: bool | None
    received_by: str | None = None


class LetterServed(TypedDict):
    """How the letter was served."""

    service_mode: ServiceMode


@operation(
    "letter.serve",
    Sentence(
        "Record that the last letter of header `letter` was served: signed for where `is_received` is true, else deemed served.",
        "登记表头 `letter` 所指文书的送达：`is_received` 为真的为签收，否则视为送达。",
    ),
)
def serve_letter(call: OperationCall, given: ServiceGiven) -> LetterServed:
    """Operation `letter.serve`. Raises InvalidRequest where no such letter waits for its receipt."""
    waiting = (
        Document.case_id == call.case.id,
        Document.process_id == call.process_id,
        Document.kind == given.letter,
        Document.has_receipt,
        Document.served_at.is_(None),
    )
    latest = select(Document).where(*waiting).order_by(Document.issued_at.desc(), Document.number.desc()).limit(1)
    document = call.work.session.scalar(latest)
    if document is None:
        raise InvalidRequest(
            f"No letter {given.letter} of this case waits for its receipt; issue it first.",
            f"本案没有待签收的文书 {given.letter}；请先印发。",
        )
    is_received = given.is_received is True
    mode = ServiceMode.READ if is_received else ServiceMode.DEEMED
    by = given.received_by or (call.actor.signs if call.actor is not None else "")
    serve(call.work, document, at=call.work.now, mode=mode, received_by=by[:80] if is_received else "")
    return {"service_mode": mode}


@dataclass(frozen=True, slots=True)
class EndedLetters:
    """Which letters are ended, by their numbers, the number of the letter that ends them, empty where a return does, and the other
    case whose they are."""

    numbers: list[str]
    letter_number: str
    of_case: str | None = None


@operation(
    "letter.end",
    Sentence(
        "Note that the letters of `numbers`, of this case, its round or the case `of_case`, are void from now on: letter "
        "`letter_number` ends them, or none does where it is empty.",
        "注明 `numbers` 所列文书（本案、其所属批次或者案件 `of_case` 的）自即日起作废，由文书 `letter_number` 终止；"
        "其为空的，没有终止文书。",
    ),
)
def end_letters(call: OperationCall, given: EndedLetters) -> None:
    """Operation `letter.end`. Raises InvalidRequest for a number that no letter of the case or its rounds has."""
    family = _family(call)
    if given.of_case:
        family.add(uuid.UUID(given.of_case))
    for number in given.numbers:
        document = call.work.session.scalar(select(Document).where(Document.number == number))
        if document is None or document.case_id not in family:
            raise InvalidRequest(
                f"This case has no letter {number}; correct the number.", f"本案没有文书 {number}；请更正编号。"
            )
        if document.ended_at is None:
            document.ended_at, document.ended_by = call.work.now, given.letter_number
    call.work.session.flush()


def _family(call: OperationCall) -> set[uuid.UUID]:
    """The case, and the rounds of which it is a part."""
    found, case_id = {call.case.id}, call.case.id
    while (above := call.work.session.scalar(select(CasePart.round_id).where(CasePart.part_id == case_id))) is not None:
        found.add(case_id := above)
    return found
