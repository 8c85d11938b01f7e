"""An input mapping that nothing reads is told: its variable is seen in its element only, so a misspelt one would be lost."""

from __future__ import annotations

import pytest

from tests.procedure.diagrams import between, diagram, extended, form, sample
from tests.procedure.parts import OPERATIONS, POSTS
from workflows.procedure import check, read_files

FORM = {"forms/f.form": form("f", {"type": "textfield", "key": "subject", "label": "对象", "description": "{{unit}}"})}
CALLED = read_files(
    "called",
    {
        "called.bpmn": diagram(
            between(extended("scriptTask", '<zeebe:script expression="=slot + 1" resultVariable="n" />')),
            process="called",
        )
    },
)


def given(*targets: str) -> str:
    return (
        "<zeebe:ioMapping>"
        + "".join(f'<zeebe:input source="=1" target="{each}" />' for each in targets)
        + "</zeebe:ioMapping>"
    )


def told(tag: str, inner: str, attributes: str = "") -> list[str]:
    """What is said of unread inputs of the element `work`."""
    procedure = sample(between(extended(tag, inner, attributes)), **FORM)
    found = check(procedure, posts=POSTS, operations=OPERATIONS, called={"called": CALLED})
    return [each.sentence.en for each in found if each.code == "input_unread"]


TASK = '<zeebe:formDefinition formId="f" /><zeebe:taskSchedule dueDate="=due.at" />'
CALL = '<zeebe:calledElement processId="called" propagateAllParentVariables="false" />'
SCRIPT = '<zeebe:script expression="=sum(list)" resultVariable="total" />'


@pytest.mark.parametrize(
    ("tag", "inner"),
    [
        ("userTask", TASK + given("subject", "unit", "due.at")),
        ("callActivity", CALL + given("slot")),
        ("scriptTask", SCRIPT + given("list")),
        (
            "scriptTask",
            SCRIPT + given("part").replace("</zeebe", '<zeebe:input source="=[part]" target="list" /></zeebe'),
        ),
        ("scriptTask", SCRIPT + given("x").replace("</zeebe", '<zeebe:output source="=x" target="y" /></zeebe')),
    ],
)
def test_an_input_that_is_read_is_said_nothing_of(tag: str, inner: str) -> None:
    assert told(tag, inner) == []


@pytest.mark.parametrize(
    ("tag", "inner", "meant"),
    [
        ("userTask", TASK + given("subjct"), "subject"),
        ("callActivity", CALL + given("slto"), "slot"),
        ("scriptTask", SCRIPT + given("lists"), "list"),
    ],
)
def test_one_that_nothing_reads_is_warned_of_with_the_name_that_was_meant(tag: str, inner: str, meant: str) -> None:
    (sentence,) = told(tag, inner)
    assert sentence.startswith("Nothing at work reads the input ")
    assert sentence.endswith(f"Did you mean {meant}?")
