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
        for name in (
            "recall",
            "recall_replacement",
            "recall_arrival",
            "recall_appeal",
            "selection_arrival",
            "selection_handover",
        )
        for element in drawn[name].elements.values()
        if element.property("deadline")
    }
    assert clocks == {
        ("recall_replacement", "replacement"): "replacement",
        ("recall_arrival", "each_arrival"): "arrival",
        ("recall", "hand_over_post"): "handover",
        ("recall_appeal", "review_appeal"): "recall_appeal",
        ("selection_handover", "settle_dispute"): "dispute",
    }


def test_reminders_never_interrupt_the_replacement() -> None:
    (drawn,) = [each for each in procedures() if each.process_id == "recall_replacement"]
    attached = [e for e in drawn.elements.values() if e.attached_to == "replacement"]
    timers = [e for e in attached if e.event is not None and e.event.timer is not None]
    assert (len(timers), len(attached)) == (6, 10)  # and 催办 and 督办 by hand, an extension, and that nobody is sent
    assert [event.id for event in attached if event.is_interrupting] == ["given_up"]
    assert all("replacement_due_at" in str(timer.event and timer.event.timer) for timer in timers)


@pytest.mark.parametrize(
    ("name", "owner", "measured_by"), [("replacement", "recall_replacement", 4), ("handover", "recall", 1)]
)
def test_a_clock_that_operations_measure_is_missed_under_another_name(name: str, owner: str, measured_by: int) -> None:
    house = {procedure.process_id: procedure for procedure in procedures()}
    said, file = f'name="deadline_name" value="{name}"'.encode(), f"{owner}.bpmn"
    drawn = house[owner].files[file]
    assert drawn.count(said) == 1
    renamed = {**house[owner].files, file: drawn.replace(said, said.replace(name.encode(), b"another"))}
    house[owner] = read_files(owner, renamed)
    told = []
    for process_id in ("recall", "recall_accountability"):  # the second looks for the clock in the case of its caller
        checking = Checking(house[process_id], None, registered_operations(), house)
        check_operation_use(checking)
        told += [each.sentence.en for each in checking.problems if each.code == "operation_clock_unknown"]
    assert [f"measures the clock {name}, but" in sentence for sentence in told] == [True] * measured_by
