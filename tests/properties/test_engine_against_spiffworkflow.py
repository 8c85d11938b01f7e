"""What SpiffWorkflow as it comes does rightly, the engine does alike: same tasks, same path, same variables.

An upgrade of the library that changes anything of it is noticed here; what it does wrongly is shown in tests/engine/test_stock_*.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from tests.engine.play import Play
from tests.engine.stock import quiet, ready
from tests.properties.second_opinion import Twin, twins

ACTS = 40


def begun(twin: Twin, variables: dict[str, int]) -> BpmnWorkflow:
    """The model in the library's own workflow, with the case's variables in its first task."""
    xml = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
        f'<process id="p" isExecutable="true">{twin.xml}</process></definitions>'
    )
    parser = SpiffBpmnParser()
    parser.add_bpmn_str(xml.encode())
    workflow = BpmnWorkflow(parser.get_spec("p"), parser.get_subprocess_specs("p"))
    for task in workflow.get_tasks(state=TaskState.READY):
        task.data.update(variables)
    with quiet():
        workflow.do_engine_steps()
    return workflow


def path_of(workflow: BpmnWorkflow, twin: Twin) -> Counter[str]:
    """How often each element was completed."""
    done = workflow.get_tasks(state=TaskState.COMPLETED)
    return Counter(task.task_spec.name for task in done if task.task_spec.name in twin.procedure.elements)


def play_both(twin: Twin, data: st.DataObject) -> None:
    variables = {name: data.draw(st.integers(0, ways - 1)) for name, ways in twin.choices.items()}
    stock = begun(twin, variables)
    play = Play(twin.procedure, variables)
    for number in range(ACTS):
        assert play.open == ready(stock)
        if play.is_ended:
            break
        name = data.draw(st.sampled_from(play.open)) if number < ACTS // 2 else play.open[0]
        answer: dict[str, Any] = {f"by_{name}": number, **_leaving(twin, name)}
        play.complete(name, **answer)
        _complete(stock, name, answer)
    assert play.is_ended == stock.is_completed()
    assert play.is_ended
    completed = Counter(play.happened("completed"))
    assert {name: completed[name] for name in twin.procedure.elements if completed[name]} == dict(path_of(stock, twin))
    assert play.variables == dict(stock.last_task.data)


def _leaving(twin: Twin, name: str) -> dict[str, Any]:
    """A loop is gone round once: its way back says that it is over."""
    return {choice: 0 for choice in twin.choices if name.startswith("redo") and choice.startswith("again")}


def _complete(stock: BpmnWorkflow, name: str, answer: dict[str, Any]) -> None:
    task = next(t for t in stock.get_tasks(state=TaskState.READY, manual=True) if t.task_spec.name == name)
    task.data.update(answer)
    with quiet():
        task.run()
        stock.do_engine_steps()


def test_the_engine_does_what_the_library_does(request: pytest.FixtureRequest) -> None:
    @settings(
        max_examples=request.config.getoption("--seeds"),
        derandomize=True,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(twins(), st.data())
    def compare(twin: Twin, data: st.DataObject) -> None:
        play_both(twin, data)

    compare()
