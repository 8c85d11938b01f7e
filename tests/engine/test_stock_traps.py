"""The other traps of the stock library: each shown there, then avoided by the engine; refusals belong to the checks."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from tests.engine import stock
from tests.engine.models import (
    catch,
    end,
    error,
    event_sub_process,
    message,
    procedure,
    script,
    service,
    signal,
    start,
    user,
)
from tests.engine.play import Play
from workflows.engine import CaseEngine, EngineError, TokenGone, compile_definition
from workflows.procedure.model import MultiInstance

LINE = procedure(start(), user("a"), user("b"), end(), paths="start a b end")


def test_a_restored_case_runs_python_of_its_diagram():
    elements = (
        stock.ENDS
        + stock.user("a")
        + '<scriptTask id="s"><script>made = __import__("os").getpid()</script></scriptTask>'
    )
    library = stock.restored(stock.begin(elements, "start a s end"))
    stock.complete(library, "a")
    assert isinstance(library.last_task.data["made"], int)
    for text in ('= __import__("os")', "= ().__class__", '= open("/etc/passwd")'):
        model = procedure(start(), script("s", text, "made"), user("a"), end(), paths="start s a end")
        with suppress(EngineError):
            assert Play(model).variables["made"] is None


def test_triggering_an_event_sub_process_changes_the_shared_spec():
    inside = '<startEvent id="es" isInterrupting="false"><messageEventDefinition messageRef="m"/></startEvent>'
    inside += '<userTask id="u"/><endEvent id="ee"/><sequenceFlow id="x1" sourceRef="es" targetRef="u"/>'
    inside += '<sequenceFlow id="x2" sourceRef="u" targetRef="ee"/>'
    elements = stock.ENDS + stock.user("a") + f'<subProcess id="sub" triggeredByEvent="true">{inside}</subProcess>'
    spec, others = stock.parse(elements, "start a end")
    before = {name: len(each_spec.start.outputs) for name, each_spec in others.items()} | {"p": len(spec.start.outputs)}
    library = BpmnWorkflow(spec, others)
    library.do_engine_steps()
    library.send_event(BpmnEvent(MessageEventDefinition("news"), payload={"number": 1}))
    library.do_engine_steps()
    after = {name: len(each_spec.start.outputs) for name, each_spec in others.items()} | {"p": len(spec.start.outputs)}
    assert before != after

    model = procedure(
        start(),
        user("a"),
        end(),
        event_sub_process("sub", message("news"), user("u"), end("ee"), paths="sub_start u ee", interrupting=False),
        paths="start a end",
    )
    case = Play(model)
    spec = case.definition.processes["case"]
    wired = {name: node._outputs[:] for name, node in spec.task_specs.items()}
    case.deliver("news")
    assert {name: node._outputs for name, node in spec.task_specs.items()} == wired
    again = CaseEngine.start(case.definition, {}, case.environment)
    assert [task.element.id for task in again.open_tasks] == ["a"]


def test_true_comes_back_as_one():
    library = stock.begin(stock.ENDS + stock.user("a", "b", "c"), "start a b c end")
    stock.complete(library, "a", ok=1)
    stock.complete(library, "b", ok=True)
    assert stock.open_task(stock.restored(library), "c").data["ok"] is not True
    case = Play(LINE, {"ok": 1})
    case.complete("a", ok=True)
    assert case.variables["ok"] is True


def test_a_later_script_rewrites_what_an_earlier_task_saw():
    elements = stock.ENDS + stock.user("a", "b") + "<scriptTask id='s'><script>d['x'].append(2)</script></scriptTask>"
    library = stock.begin(elements, "start a s b end")
    task = stock.open_task(library, "a")
    stock.complete(library, "a", d={"x": [1]})
    assert task.data["d"] == {"x": [1, 2]}
    model = procedure(
        start(),
        user("a"),
        script("s", "= append(d, 2)", "e"),
        script("t", "= d", "f"),
        user("b"),
        end(),
        paths="start a s t b end",
    )
    case = Play(model)
    case.complete("a", d=[1])
    assert case.variables == {"d": [1], "e": [1, 2], "f": [1]}


def test_a_signal_end_event_is_not_thrown():
    elements = (
        '<startEvent id="start"/><endEvent id="end"><signalEventDefinition signalRef="sg"/></endEvent>'
        + stock.user("a")
    )
    library = stock.begin(elements, "start a end")
    stock.complete(library, "a")
    assert library.get_events() == []
    case = Play(procedure(start(), user("a"), end(event=signal("sig")), paths="start a end"))
    case.complete("a")
    assert [(thrown.kind, thrown.name) for thrown in case.thrown] == [("signal", "sig")]


def test_an_error_event_sub_process_starts_without_an_error():
    inside = '<startEvent id="es"><errorEventDefinition errorRef="er"/></startEvent><userTask id="repair"/><endEvent id="ee"/>'
    inside += '<sequenceFlow id="x1" sourceRef="es" targetRef="repair"/><sequenceFlow id="x2" sourceRef="repair" targetRef="ee"/>'
    elements = stock.ENDS + stock.user("a") + f'<subProcess id="sub" triggeredByEvent="true">{inside}</subProcess>'
    library = stock.begin(elements, "start a end")
    assert stock.ready(library) == ["a", "repair"]
    case = Play(
        procedure(
            start(),
            user("a"),
            end(),
            event_sub_process("sub", error("E1"), user("repair"), end("ee"), paths="sub_start repair ee"),
            paths="start a end",
        )
    )
    assert case.open == ["a"]


def test_a_completed_task_can_be_completed_again():
    library = stock.begin(stock.ENDS + stock.user("a", "b"), "start a b end")
    task = stock.open_task(library, "a")
    task.run()
    task.run()
    assert task.state == TaskState.COMPLETED
    case = Play(LINE)
    [token] = case.ids("a")
    case.complete("a")
    with pytest.raises(TokenGone):
        case.act(lambda run: run.complete(token, {}))


def test_datetimes_stay_in_the_saved_dictionary():
    library = stock.begin(stock.ENDS + stock.user("a", "b"), "start a b end")
    stock.complete(library, "a", due=datetime(2026, 3, 2, tzinfo=UTC))
    with pytest.raises(TypeError):
        json.dumps(stock.SERIALIZER.to_dict(library))
    case = Play(LINE)
    case.complete("a", due=datetime(2026, 3, 2, tzinfo=UTC))
    assert datetime.fromisoformat(case.variables["due"]) == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_completion_condition_does_not_see_the_answers_so_far():
    loop = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>people</loopDataInputRef>"
        "<loopDataOutputRef>votes</loopDataOutputRef><inputDataItem id='person'/><outputDataItem id='vote'/>"
        "<completionCondition>len(votes) &gt;= 2</completionCondition></multiInstanceLoopCharacteristics>"
    )
    elements = stock.ENDS + stock.user("first") + f'<userTask id="sign">{loop}</userTask>'
    library = stock.begin(elements, "start first sign end")
    stock.complete(library, "first", people=[1, 2, 3], votes=[])
    for _ in range(2):
        name = next(task.task_spec.name for task in library.get_tasks(state=TaskState.READY, manual=True))
        stock.complete(library, name, vote="yes")
    assert not library.is_completed(), "two of three have signed, the third is still asked"
    model = procedure(
        start(),
        user(
            "sign",
            multi_instance=MultiInstance(
                is_sequential=False,
                input_collection="= people",
                output_collection="votes",
                output_element="= vote",
                completion_condition="= count(votes[item != null]) >= 2",
            ),
        ),
        end(),
        paths="start sign end",
    )
    case = Play(model, {"people": [1, 2, 3]})
    case.complete("sign", vote="yes")
    case.complete("sign", vote="yes")
    assert case.is_ended


def test_a_message_without_a_key_matches_anybody():
    elements = stock.ENDS + '<receiveTask id="wait" messageRef="m"/>'
    for number in (1, 2):
        library = stock.begin(elements, "start wait end")
        library.send_event(BpmnEvent(MessageEventDefinition("news"), payload={"number": number}))
        library.do_engine_steps()
        assert library.is_completed()
    model = procedure(start(), catch("wait", message("news", "= number")), end(), paths="start wait end")
    keys = [Play(model, {"number": number}).run.subscriptions[0].correlation_key for number in (1, 2)]
    assert keys == ["1", "2"]


def test_a_step_that_fails_leaves_the_object_half_advanced():
    elements = stock.ENDS + stock.user("a") + "<scriptTask id='s'><script>x = missing</script></scriptTask>"
    library = stock.begin(elements, "start a s end")
    task = stock.open_task(library, "a")
    task.run()
    with pytest.raises(Exception, match="missing"):
        library.do_engine_steps()
    assert stock.ready(library) == []
    assert "a" not in json.dumps(stock.ready(stock.restored(library))), "it saves the half advanced case without a word"
    case = Play(
        procedure(start(), user("a"), service("s"), end(), paths="start a s end"), perform=lambda call: {"x": object()}
    )
    run = case.run
    with pytest.raises(EngineError):
        run.complete(run.open_tasks[0].id, {})
    with pytest.raises(RuntimeError):
        run.dump()
    assert case.open == ["a"]


def test_a_long_diagram_cannot_be_parsed():
    names = [f"u{number}" for number in range(1_000)]
    path = "start " + " ".join(names) + " end"
    with pytest.raises(Exception, match="recursion"):
        stock.parse(stock.ENDS + stock.user(*names), path)
    case = Play(procedure(start(), *(user(name) for name in names), end(), paths=path))
    case.complete("u0")
    assert case.open == ["u1"]


def test_events_thrown_are_lost_once_read():
    elements = stock.ENDS + stock.user("a")
    elements += '<intermediateThrowEvent id="t"><messageEventDefinition messageRef="m"/></intermediateThrowEvent>'
    library = stock.begin(elements, "start t a end")
    first, second = library.get_events(), library.get_events()
    assert len(first) == 1
    assert second == []
    model = procedure(start(), end(event=message("news")), paths="start end")
    run = CaseEngine.start(compile_definition(model, {}), {}, Play(LINE).environment)
    assert len(run.outbox) == len(run.outbox) == 1
