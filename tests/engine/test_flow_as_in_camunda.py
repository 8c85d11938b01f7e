"""Small models of gateways, events and scopes, each with the outcome that Camunda 8 documents for the same file.

Facts from its manual: exclusive and inclusive gateways, variables ("Variable propagation"), error, escalation and terminate
events, event sub-processes, messages ("Message correlation") and multi-instance ("Collecting the output").
"""

import pytest

from tests.engine.models import (
    boundary,
    call,
    catch,
    each,
    end,
    error,
    escalation,
    event_sub_process,
    exclusive,
    inclusive,
    line,
    message,
    parallel,
    procedure,
    script,
    service,
    start,
    sub_process,
    throw,
    user,
)
from tests.engine.play import Play
from workflows.engine import BpmnError
from workflows.procedure.model import EventDefinition, EventType

WAYS = "start choose a end; choose b end; choose c end"
CONDITIONS = {"choose-a": "= n > 1", "choose-b": "= n > 2"}


def test_of_two_conditions_that_hold_the_first_flow_is_taken():
    parts = (start(), exclusive("choose", default="choose-c"), user("a"), user("b"), user("c"), end())
    case = Play(procedure(*parts, paths=WAYS, conditions=CONDITIONS), {"n": 3})
    assert case.open == ["a"]


@pytest.mark.parametrize(("n", "taken"), [(3, ["a", "b"]), (2, ["a"]), (1, ["c"])])
def test_an_inclusive_gateway_takes_every_flow_that_holds_and_the_default_only_alone(n: int, taken: list[str]):
    parts = (start(), inclusive("choose", default="choose-c"), user("a"), user("b"), user("c"), end())
    assert Play(procedure(*parts, paths=WAYS, conditions=CONDITIONS), {"n": n}).open == taken


def test_a_result_under_the_name_of_an_input_stays_in_the_task():
    case = Play(line(script("work", "= v + 1", "v", inputs={"v": "= 10"}), user("after")), {"v": 1})
    assert case.variables == {"v": 1}


def test_a_result_without_a_scope_of_its_own_reaches_the_case_from_every_depth():
    inner = sub_process("inner", start("s2"), user("work"), end("e2"), paths="s2 work e2")
    outer = sub_process("outer", start("s1"), inner, end("e1"), paths="s1 inner e1")
    case = Play(line(outer, user("after")))
    case.complete("work", found=1)
    assert case.variables == {"found": 1}


def test_the_variables_of_an_error_reach_the_scope_of_its_catcher():
    def fail(given):
        raise BpmnError("gone", variables={"why": "moved"})

    parts = (start(), service("work"), boundary("caught", "work", error("gone")), user("mend"), end(), end("other"))
    case = Play(procedure(*parts, paths="start work end; caught mend other"), perform=fail)
    assert case.open == ["mend"]
    assert case.variables == {"why": "moved"}


def test_an_error_leaves_a_called_process_to_the_boundary_of_the_call():
    called = procedure(start(), end("broken", event=error("gone")), paths="start broken", process_id="called")
    parts = (start(), call("sub", "called"), boundary("caught", "sub", error("gone")), user("mend"), user("on"), end())
    case = Play(procedure(*parts, paths="start sub on end; caught mend end"), called=(called,))
    assert case.open == ["mend"]


def test_an_escalation_that_does_not_interrupt_goes_both_ways():
    inner = sub_process(
        "sub", start("s"), throw("call_out", escalation("late")), user("work"), end("e"), paths="s call_out work e"
    )
    told = boundary("told", "sub", escalation("late"), interrupting=False)
    case = Play(procedure(start(), inner, told, user("look"), end(), end("f"), paths="start sub end; told look f"))
    assert case.open == ["look", "work"]


def test_an_escalation_that_nobody_catches_stops_nothing():
    case = Play(line(throw("call_out", escalation("late")), user("work")))
    assert case.open == ["work"]


def test_a_terminate_end_ends_the_other_branches_of_its_scope_and_the_case_goes_on():
    stop = end("stop", event=EventDefinition(EventType.TERMINATE))
    inner = sub_process(
        "sub", start("s"), parallel("split"), user("a"), user("b"), stop, end("e"), paths="s split a e; split b stop"
    )
    case = Play(line(inner, user("after")))
    case.complete("b")
    assert case.open == ["after"]


def test_an_interrupting_event_sub_process_ends_what_is_open_and_then_its_scope():
    stop = event_sub_process("stop", message("stop", "= key"), user("tidy"), end("f"), paths="stop_start tidy f")
    inner = sub_process("sub", start("s"), user("work"), end("e"), stop, paths="s work e")
    case = Play(line(inner, user("after")), {"key": "k"})
    case.deliver("stop")
    assert case.open == ["tidy"]
    case.complete("tidy")
    assert case.open == ["after"]


def test_a_correlation_key_is_that_of_the_moment_when_the_case_came_to_the_event():
    parts = (start(), parallel("split"), catch("wait", message("news", "= key")), user("other"), end())
    case = Play(procedure(*parts, paths="start split wait end; split other end"), {"key": "old"})
    case.complete("other", key="new")
    assert [subscription.correlation_key for subscription in case.run.subscriptions] == ["old"]


def test_outputs_stand_at_the_place_of_their_item_and_are_null_for_items_that_were_ended():
    loop = each(
        "= [1, 2, 3]",
        "n",
        output_collection="res",
        output_element="= v",
        completion_condition="= numberOfCompletedInstances >= 2",
    )
    case = Play(line(user("work", multi_instance=loop), user("after")))
    case.complete("work", item=2, v="third")
    case.complete("work", item=0, v="first")
    assert case.open == ["after"]
    assert case.variables["res"] == ["first", None, "third"]
