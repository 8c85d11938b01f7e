"""Small models of mappings, events and calls, each with the outcome that Camunda 8 documents for the same file.

Facts from its manual: variables ("Input/output variable mappings", "Variable propagation"), call activities ("Variable
mappings") and events.
"""

from typing import Any

import pytest

from tests.engine.models import (
    boundary,
    call,
    catch,
    end,
    error,
    escalation,
    event_sub_process,
    line,
    message,
    parallel,
    procedure,
    script,
    service,
    signal,
    start,
    sub_process,
    throw,
    user,
)
from tests.engine.play import Play
from workflows.engine import BpmnError
from workflows.procedure.model import Element

# Output mappings in order.

CHAIN = {"v": "= v + 1", "o": "= v"}


def test_a_later_output_mapping_of_a_task_sees_what_an_earlier_one_made():
    case = Play(line(user("work", outputs=CHAIN)), {"v": 0})
    case.complete("work", v=1)
    assert case.variables == {"v": 2, "o": 2}


def test_a_later_output_mapping_hides_an_input_of_the_same_name():
    case = Play(line(user("work", inputs={"v": "= 10"}, outputs=CHAIN)), {"v": 0})
    case.complete("work")
    assert case.variables == {"v": 11, "o": 11}


def test_output_mappings_of_a_script_are_made_in_order():
    case = Play(line(script("work", "= 1", "v", outputs=CHAIN)), {"v": 0})
    assert case.variables == {"v": 2, "o": 2}


def test_output_mappings_of_a_call_are_made_in_order():
    called = line(script("inner", "= 1", "v"), process_id="called")
    case = Play(line(call("work", "called", outputs=CHAIN)), {"v": 0}, called=(called,))
    assert case.variables == {"v": 2, "o": 2}


def test_output_mappings_of_the_start_of_an_event_sub_process_are_made_in_order():
    aside = event_sub_process(
        "aside", message("news"), user("look"), end("e"), paths="aside_start look e", mapped=CHAIN
    )
    case = Play(procedure(start(), user("work"), end(), aside, paths="start work end"), {"v": 0})
    case.deliver("news", v=1)
    assert case.variables == {"v": 2, "o": 2}


def test_output_mappings_to_parts_of_one_variable_join_what_it_holds():
    case = Play(line(user("work", outputs={"a.x": "= v", "a.y": "= a.x + 1"})), {"a": {"x": 0, "z": 9}})
    case.complete("work", v=1)
    assert case.variables == {"a": {"x": 1, "z": 9, "y": 2}}


def test_input_mappings_are_made_in_order_and_stay_inside():
    case = Play(line(user("work", inputs={"v": "= v + 1", "o": "= v"})), {"v": 1})
    [token] = case.ids("work")
    assert (case.run.visible(token)["v"], case.run.visible(token)["o"]) == (2, 2)
    case.complete("work")
    assert case.variables == {"v": 1}


# Event sub-processes: what the event brings reaches the scope around.


def with_aside(event: Any, work: Element, *, interrupting: bool = False, **variables: Any) -> Play:
    aside = event_sub_process(
        "aside", event, user("look"), end("e"), paths="aside_start look e", interrupting=interrupting
    )
    return Play(procedure(start(), work, end(), aside, paths=f"start {work.id} end"), variables)


@pytest.mark.parametrize("interrupting", [False, True])
def test_variables_of_a_message_into_an_event_sub_process_reach_the_case(interrupting: bool):
    case = with_aside(message("news"), user("work"), interrupting=interrupting, told="no")
    case.deliver("news", told="yes")
    assert case.variables == {"told": "yes"}
    assert case.open == (["look"] if interrupting else ["look", "work"])


def test_variables_of_a_signal_into_an_event_sub_process_reach_the_case():
    case = with_aside(signal("bell"), user("work"))
    case.signal("bell", told="yes")
    assert case.variables == {"told": "yes"}


def test_variables_of_an_error_into_an_event_sub_process_reach_the_case():
    def fails(call):
        raise BpmnError("BAD", "no", {"told": "yes"})

    aside = event_sub_process("aside", error("BAD"), user("look"), end("e"), paths="aside_start look e")
    case = Play(procedure(start(), service("work"), end(), aside, paths="start work end"), perform=fails)
    assert case.variables == {"told": "yes"}
    assert case.open == ["look"]


def test_variables_of_an_escalation_into_an_event_sub_process_reach_the_case():
    aside = event_sub_process(
        "aside", escalation("UP"), user("look"), end("e"), paths="aside_start look e", interrupting=False
    )
    told = throw("tell", escalation("UP"), inputs={"told": '= "yes"'})
    case = Play(procedure(start(), told, user("work"), end(), aside, paths="start tell work end"))
    assert case.variables == {"told": "yes"}
    assert case.open == ["look", "work"]


def test_variables_of_an_event_go_to_the_nearest_scope_that_has_them():
    aside = event_sub_process("aside", message("news"), user("look"), end("f"), paths="aside_start look f")
    inner = sub_process("sub", start("s"), user("work"), end("e"), aside, paths="s work e", inputs={"told": "= 1"})
    case = Play(line(inner))
    case.deliver("news", told=2, other=3)
    assert case.variables == {"other": 3}
    assert case.run.visible(case.ids("look")[0])["told"] == 2


def test_an_answer_inside_an_event_sub_process_reaches_the_case():
    case = with_aside(message("news"), user("work"))
    case.deliver("news")
    case.complete("look", seen=True)
    assert case.variables == {"seen": True}


# Other events.


def test_variables_of_a_message_reach_the_case_from_a_catch_event():
    case = Play(line(catch("wait", message("news"))))
    case.deliver("news", told=1)
    assert case.variables == {"told": 1}


def test_output_mappings_of_a_catch_event_let_nothing_else_out():
    case = Play(line(catch("wait", message("news"), outputs={"heard": "= told"})))
    case.deliver("news", told=1)
    assert case.variables == {"heard": 1}


def test_output_mappings_of_a_boundary_event_let_nothing_else_out():
    parts = (user("work"), boundary("edge", "work", message("news"), outputs={"heard": "= told"}), user("look"))
    case = Play(procedure(start(), *parts, end(), paths="start work end; edge look end"))
    case.deliver("news", told=1)
    assert case.variables == {"heard": 1}
    assert case.open == ["look"]


def test_the_inputs_of_an_error_end_event_stay_inside():
    failed = end("e", event=error("BAD"), inputs={"told": "= 1"})
    inner = sub_process("sub", start("s"), failed, paths="s e")
    edge = boundary("edge", "sub", error("BAD"))
    case = Play(procedure(start(), inner, edge, user("look"), end(), paths="start sub end; edge look end"))
    assert case.open == ["look"]
    assert case.variables == {}


def test_a_signal_carries_the_inputs_of_its_throw_event():
    told = throw("tell", signal("bell"), inputs={"told": "= 1"})
    parts = procedure(
        start(),
        parallel("split"),
        catch("wait", signal("bell")),
        user("ready"),
        told,
        end(),
        end("f"),
        paths="start split wait end; split ready tell f",
    )
    case = Play(parts)
    case.complete("ready")
    assert case.variables == {"told": 1}
    assert case.is_ended


# Call activities: a copy goes in, what the file says comes back.

CHILD = procedure(
    start(), user("wait"), script("see", "= n", "seen"), end(), paths="start wait see end", process_id="called"
)


def called_beside(**given: Any) -> Play:
    """A call beside a task that changes n from 1 to 5 while the called process waits."""
    parts = procedure(
        start(),
        parallel("split"),
        parallel("join"),
        user("other"),
        call("call", "called", **given),
        user("after"),
        end(),
        paths="start split other join after end; split call join",
    )
    case = Play(parts, {"n": 1}, called=(CHILD,))
    case.complete("other", n=5)
    case.complete("wait")
    assert case.open == ["after"]
    return case


def test_a_called_process_has_a_copy_and_hands_back_all_of_it():
    assert called_beside().variables == {"n": 1, "seen": 1}


def test_a_called_process_hands_back_only_what_its_outputs_say():
    assert called_beside(outputs={"result": "= seen"}).variables == {"n": 5, "result": 1}


def test_a_called_process_hands_back_nothing_where_nothing_is_asked():
    assert called_beside(propagate_all_child_variables=False).variables == {"n": 5}


def test_a_called_process_that_is_shut_off_gets_its_inputs_alone():
    given = {"propagate_all_parent_variables": False, "inputs": {"m": "= n"}}
    case = called_beside(**given)
    assert case.variables == {"n": 5, "seen": None}


def test_an_input_of_a_call_takes_what_comes_back_under_its_name():
    called = line(script("inner", "= v + 1", "v"), process_id="called")
    case = Play(line(call("work", "called", inputs={"v": "= 10"})), {"v": 1}, called=(called,))
    assert case.variables == {"v": 1}


def test_a_called_process_sees_the_local_variables_around_its_call():
    called = line(script("inner", "= v + 1", "w"), process_id="called")
    inner = sub_process("sub", start("s"), call("work", "called"), end("e"), paths="s work e", inputs={"v": "= 10"})
    case = Play(line(inner), {"v": 1}, called=(called,))
    assert case.variables == {"v": 1, "w": 11}


def test_what_a_called_process_writes_is_not_seen_outside_before_it_ends():
    parts = procedure(
        start(),
        parallel("split"),
        user("other"),
        call("call", "called"),
        end(),
        end("f"),
        paths="start split other end; split call f",
    )
    called = procedure(
        start(), script("set", "= 2", "n"), user("wait"), end(), paths="start set wait end", process_id="called"
    )
    case = Play(parts, {"n": 1}, called=(called,))
    assert case.variables == {"n": 1}
    case.complete("wait")
    assert case.variables == {"n": 2}
