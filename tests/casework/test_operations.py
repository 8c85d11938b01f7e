"""Declared operations at run time: what they are given is checked by the house, and they do only what they declare."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, NotRequired, TypedDict, cast

import pytest

from workflows.casework.errors import WrongValue
from workflows.casework.operations import BpmnError, OperationCall, Source, declared
from workflows.procedure.model import Element, ElementType
from workflows.sentence import Sentence

SAID = Sentence("Register.", "登记。")
CALL = OperationCall(
    work=cast(Any, None),
    case=cast(Any, None),
    element=Element("register", ElementType.SERVICE_TASK, operation="test.register"),
    process_id="test",
    token_id=uuid.UUID(int=1),
    actor=None,
)
HEADERS = {"seat": "a", "unknown": "is not read"}


class Person(TypedDict):
    """A person in a list."""

    name: str
    number: NotRequired[str | None]


@dataclass(frozen=True, slots=True)
class Given:
    """One input of each sort."""

    seat: Annotated[Literal["a", "b"], Source.HEADER]
    people: list[Person]
    left_on: date
    due_at: datetime
    days: int
    note: str | None
    is_late: bool = False


class Written(TypedDict, total=False):
    """The results."""

    total: int


GOOD: Mapping[str, Any] = {
    "people": [{"name": "王伟", "number": None, "role": "kept as it is"}],
    "left_on": "2018-12-10",
    "due_at": "2018-12-17T23:59:59+08:00",
    "days": 3.0,
    "note": None,
}


def played(variables: Mapping[str, Any], headers: Mapping[str, str] = HEADERS) -> Given:
    """What the operation is given."""
    heard: list[Given] = []

    def register(call: OperationCall, given: Given) -> Written:
        heard.append(given)
        return {"total": len(given.people)}

    assert declared("test.register", SAID, register).perform(CALL, variables, headers) == {"total": 1}
    return heard[0]


def test_an_operation_is_given_typed_values() -> None:
    given = played(GOOD)
    assert (given.seat, given.days, given.note, given.is_late) == ("a", 3, None, False)
    assert given.left_on == date(2018, 12, 10)
    assert given.due_at == datetime(2018, 12, 17, 15, 59, 59, tzinfo=UTC)
    assert given.people == GOOD["people"]


def test_what_may_be_unanswered_may_be_missing() -> None:
    assert played({name: value for name, value in GOOD.items() if name != "note"}).note is None


@pytest.mark.parametrize(
    ("name", "value", "place", "expected"),
    [
        ("people", None, "people", "a list, each item a record with name"),
        ("people", "王伟", "people", "a list, each item a record with name"),
        ("people", [{"name": "王伟"}, {"number": "7"}], "people[2].name", "a text"),
        ("people", [{"name": "王伟", "number": 7}], "people[1].number", "a text"),
        ("left_on", "tomorrow", "left_on", "a date"),
        ("due_at", "2018-12-17T23:59:59", "due_at", "a date and time with its offset"),
        ("days", 2.5, "days", "a whole number"),
        ("days", True, "days", "a whole number"),
        ("is_late", "yes", "is_late", "yes or no"),
        ("note", 7, "note", "a text"),
    ],
)
def test_a_wrong_input_names_operation_input_and_type_but_no_value(
    name: str, value: object, place: str, expected: str
) -> None:
    with pytest.raises(WrongValue) as refused:
        played({**GOOD, name: value})
    said = refused.value.sentence
    assert said.en.startswith(f"Step register: the operation test.register reads {place}, {expected}, but it ")
    assert f"操作 test.register 读取的 {place} 应为" in said.zh
    assert refused.value.element_id == "register"
    assert "王伟" not in said.en + said.zh


@pytest.mark.parametrize("headers", [{}, {"seat": "c"}])
def test_a_header_is_checked_likewise(headers: Mapping[str, str]) -> None:
    with pytest.raises(WrongValue, match=r"reads seat, one of a, b, but it is"):
        played(GOOD, headers)


def test_an_operation_writes_and_throws_only_what_it_declares() -> None:
    def writes(call: OperationCall) -> Written:
        return cast(Written, {"totl": 1})

    with pytest.raises(ValueError, match=r"test.register writes totl, which it does not declare"):
        declared("test.register", SAID, writes).perform(CALL, {}, {})

    def throws(call: OperationCall) -> None:
        raise BpmnError("refused", "No.", {"problem": "No."})

    for said in ({}, {"other": ["problem"]}, {"refused": []}):
        with pytest.raises(ValueError, match=r"throws refused, which it does not declare"):
            declared("test.register", SAID, throws, throws=said).perform(CALL, {}, {})
    with pytest.raises(BpmnError):
        declared("test.register", SAID, throws, throws={"refused": ["problem"]}).perform(CALL, {}, {})


def test_an_operation_looks_up_only_the_steps_that_it_declares() -> None:
    def looks(call: OperationCall) -> None:
        call.step("decide")

    with pytest.raises(ValueError, match="does not declare the step decide"):
        declared("test.register", SAID, looks).perform(CALL, {}, {})
    assert declared("test.register", SAID, looks, steps=["decide"]).perform(CALL, {}, {}) is None


def test_the_signature_is_what_the_annotations_say() -> None:
    def register(call: OperationCall, given: Given) -> Written | None:
        return None

    signature = declared("test.register", SAID, register, throws={"refused": ["problem"]}).signature
    assert [(each.name, each.is_asked) for each in signature.inputs] == [
        ("people", True),
        ("left_on", True),
        ("due_at", True),
        ("days", True),
        ("note", True),
        ("is_late", False),
    ]
    assert [(each.name, each.is_required, each.allowed) for each in signature.headers] == [("seat", True, ("a", "b"))]
    assert (signature.writes, signature.errors) == (("total",), {"refused": ("problem",)})
