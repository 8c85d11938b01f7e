"""Small models of multi-instance activities, each with the outcome that Camunda 8 documents for the same file.

Facts from its manual: multi-instance ("Collecting the output", "Input/output variable mappings", "Completion condition").
"""

from typing import Any

import pytest

from tests.engine.models import call, each, end, line, script, service, start, sub_process, user
from tests.engine.play import Play
from workflows.engine import EngineError


def items(**given: Any) -> Any:
    return each("= [1, 2]", "n", **given)


# Multi-instance: what an output mapping makes stays in the item, and the output element reads it.

KINDS = {
    "user task": (user, {}),
    "script task": (lambda name, **given: script(name, "= n", "v", **given), {}),
    "service task": (service, {"perform": lambda call: {"v": call.variables["n"]}}),
    "sub-process": (
        lambda name, **given: sub_process(
            name, start("s"), script("inner", "= n", "v"), end("e"), paths="s inner e", inputs={"v": "= 0"}, **given
        ),
        {},
    ),
    "call activity": (
        lambda name, **given: call(name, "called", **given),
        {"called": (line(script("inner", "= n", "v"), process_id="called"),)},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_sequential", [False, True])
def test_an_output_mapping_of_an_item_is_what_the_output_element_reads(kind: str, is_sequential: bool):
    make, given = KINDS[kind]
    loop = items(sequential=is_sequential, output_collection="res", output_element="= w")
    worked = make("work", multi_instance=loop, outputs={"w": "= v + 1"})
    case = Play(line(worked, user("after")), **given)
    for answer in (1, 2):
        if kind == "user task":
            case.complete("work", v=answer)
    assert case.variables == {"res": [2, 3]}
    assert case.open == ["after"]


def test_the_same_name_on_both_sides_of_an_items_mapping_is_the_items_own():
    loop = items(output_collection="res", output_element="= v")
    case = Play(line(user("work", multi_instance=loop, outputs={"v": "= v * 10"})), {"v": 0})
    case.complete("work", v=1)
    case.complete("work", v=2)
    assert case.variables == {"v": 0, "res": [10, 20]}


def test_a_completion_condition_reads_what_an_items_mapping_made():
    loop = each("= [1, 2, 3]", "n", output_collection="res", output_element="= w", completion_condition="= w > 3")
    case = Play(line(user("work", multi_instance=loop, outputs={"w": "= v * 2"}), user("after")))
    case.complete("work", v=1)
    assert case.open == ["work", "work"]
    case.complete("work", v=2)
    assert case.open == ["after"]
    assert case.variables == {"res": [2, 4, None]}


def test_a_mapping_to_another_name_goes_outward_from_the_item():
    loop = items(output_collection="res", output_element="= w")
    case = Play(line(user("work", multi_instance=loop, outputs={"w": "= v", "last": "= v"})))
    case.complete("work", v=1)
    case.complete("work", v=2)
    assert case.variables == {"res": [1, 2], "last": 2}


def test_what_an_item_writes_to_the_output_collection_counts():
    loop = items(output_collection="res", output_element="= x")
    case = Play(line(user("work", multi_instance=loop, outputs={"x": "= v", "res": "= [9, 9]"})))
    case.complete("work", v=1)
    case.complete("work", v=2)
    assert case.variables == {"res": [9, 2]}


def test_an_item_that_makes_the_output_collection_no_list_is_an_error_at_the_activity():
    loop = items(output_collection="res", output_element="= x")
    case = Play(line(user("work", multi_instance=loop, outputs={"x": "= v", "res": "= 5"})))
    with pytest.raises(EngineError, match="output collection res") as raised:
        case.complete("work", v=1)
    assert raised.value.element_id == "work"


def test_an_output_element_with_the_name_of_the_input_element_starts_as_the_item():
    loop = each("= [1, 2]", "n", output_collection="res", output_element="= n")
    case = Play(line(user("work", multi_instance=loop)))
    case.complete("work")
    case.complete("work", n=7)
    assert case.variables == {"res": [1, 7]}


def test_items_that_hand_back_everything_hand_back_their_copy_of_the_outputs_too():
    loop = items(output_collection="res", output_element="= v")
    called = line(user("inner"), process_id="called")
    case = Play(line(call("work", "called", multi_instance=loop)), called=(called,))
    case.complete("inner", v=1)
    case.complete("inner", v=2)
    assert case.variables["res"] == [None, 2]
