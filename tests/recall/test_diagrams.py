"""Both diagrams pass every check without so much as a warning."""

from __future__ import annotations

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.recall.office import procedures
from workflows.casework.operations import registered_operations
from workflows.casework.publishing import check_all
from workflows.people.posts import shipped_posts
from workflows.procedure import read_files
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.operation_use import check_operation_use


def test_the_diagrams_of_recall_and_selection_have_no_problem() -> None:
    found = check_all({procedure.process_id: procedure for procedure in procedures()}, shipped_posts())
    assert [f"{problem.element}: {problem.sentence.en}" for problem in found] == []


def test_replacement_arrival_handover_and_appeal_have_a_clock_each() -> None:
    drawn = {procedure.process_id: procedure for procedure in procedures()}
    clocks = {
        (name, element.id): element.property("deadline_name")
        for name in ("recall", "recall_arrival", "recall_appeal", "selection_arrival", "selection_handover")
        for element in drawn[name].elements.values()
        if element.property("deadline")
    }
    assert clocks == {
        ("recall", "replacement"): "replacement",
        ("recall_arrival", "each_arrival"): "arrival",
        ("recall", "hand_over_post"): "handover",
        ("recall_appeal", "review_appeal"): "recall_appeal",
    }


def test_reminders_never_interrupt_the_replacement() -> None:
    *_, recall = procedures()
    attached = [e for e in recall.elements.values() if e.attached_to == "replacement"]
    timers = [e for e in attached if e.event is not None and e.event.timer is not None]
    assert (len(timers), len(attached)) == (6, 9)  # and 催办 and 督办 by hand, and that nobody is sent
    assert [event.id for event in attached if event.is_interrupting] == ["given_up"]
    assert all("replacement_due_at" in str(timer.event and timer.event.timer) for timer in timers)


@pytest.mark.parametrize(("name", "measured_by"), [("replacement", 4), ("handover", 1)])
def test_a_clock_that_operations_measure_is_missed_under_another_name(name: str, measured_by: int) -> None:
    house = {procedure.process_id: procedure for procedure in procedures()}
    said = f'name="deadline_name" value="{name}"'.encode()
    drawn = house["recall"].files["recall.bpmn"]
    assert drawn.count(said) == 1
    renamed = {**house["recall"].files, "recall.bpmn": drawn.replace(said, said.replace(name.encode(), b"another"))}
    checking = Checking(read_files("recall", renamed), None, registered_operations(), house)
    check_operation_use(checking)
    told = [each.sentence.en for each in checking.problems if each.code == "operation_clock_unknown"]
    assert [f"measures the clock {name}, but" in sentence for sentence in told] == [True] * measured_by
