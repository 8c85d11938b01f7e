"""What the checks say of loops, joins and ways out."""

from __future__ import annotations

import pytest

from tests.procedure.diagrams import diagram, flow, line, sample
from tests.procedure.parts import MANUAL, boundary, codes, timer
from workflows.procedure import Procedure, Severity, read_files


def test_a_parallel_block_with_a_loop_around_it_is_let_through() -> None:
    body = (
        '<bpmn:startEvent id="start" /><bpmn:exclusiveGateway id="again" /><bpmn:parallelGateway id="fork" />'
        '<bpmn:manualTask id="work" name="甲" /><bpmn:manualTask id="other" name="乙" /><bpmn:parallelGateway id="join" />'
        '<bpmn:exclusiveGateway id="agreed" default="back" /><bpmn:endEvent id="end" />'
        + line("start", "again", "fork", "work", "join", "agreed")
        + line("fork", "other", "join")
        + flow("yes", "agreed", "end", "= agreed")
        + flow("back", "agreed", "again")
    )
    procedure = read_files("sample", {"sample.bpmn": diagram(body, lane=("start", "work", "other"))})
    assert codes(procedure) == []


def test_a_loop_that_only_a_boundary_timer_ends_has_a_way_out_if_the_timer_interrupts() -> None:
    loop = '<bpmn:startEvent id="start" />' + MANUAL + line("start", "work") + flow("round", "work", "work")
    assert codes(sample(loop + boundary(timer()))) == []
    assert codes(sample(loop + boundary(timer(), attributes=' cancelActivity="false"'))) == ["no_way_out"]


def split_and_join(split: str, join: str, *, default: str = "") -> Procedure:
    """Two tasks between a gateway that splits and one that joins."""
    body = (
        f'<bpmn:startEvent id="start" /><bpmn:{split} id="split"{default} /><bpmn:manualTask id="work" name="甲" />'
        f'<bpmn:manualTask id="other" name="乙" /><bpmn:{join} id="join" name="汇合" /><bpmn:endEvent id="end" />'
        + line("start", "split")
        + flow("one", "split", "work", "= a" if default else "")
        + flow("two", "split", "other")
        + line("work", "join", "end")
        + line("other", "join")
    )
    return read_files("sample", {"sample.bpmn": diagram(body, lane=("start", "work", "other"))})


@pytest.mark.parametrize(
    ("split", "join", "waits"),
    [
        ("exclusiveGateway", "parallelGateway", True),
        ("inclusiveGateway", "parallelGateway", True),
        ("exclusiveGateway", "exclusiveGateway", False),
        ("parallelGateway", "parallelGateway", False),
        ("inclusiveGateway", "inclusiveGateway", False),
    ],
)
def test_a_parallel_join_that_may_wait_for_ever_is_warned_of(split: str, join: str, waits: bool) -> None:
    default = "" if split == "parallelGateway" else ' default="two"'
    found = codes(split_and_join(split, join, default=default), Severity.WARNING)
    assert ("join_waits" in found) is waits


def test_a_join_beside_a_boundary_event_that_interrupts_one_branch_is_warned_of() -> None:
    procedure = split_and_join("parallelGateway", "parallelGateway")
    assert "join_waits" not in codes(procedure, Severity.WARNING)
    data = procedure.files["sample.bpmn"].decode().replace("</bpmn:process>", boundary(timer()) + "</bpmn:process>")
    assert "join_waits" in codes(read_files("sample", {"sample.bpmn": data.encode()}), Severity.WARNING)
