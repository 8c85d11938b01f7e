"""Both diagrams pass every check without so much as a warning."""

from __future__ import annotations

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.recall.office import procedures
from workflows.casework.publishing import check_all
from workflows.people.posts import shipped_posts


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
    assert (len(timers), len(attached)) == (6, 8)  # and 催办 and 督办 by hand
    assert not any(event.is_interrupting for event in attached)
    assert all("replacement_due_at" in str(timer.event and timer.event.timer) for timer in timers)
