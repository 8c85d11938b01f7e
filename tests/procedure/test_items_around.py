"""Which item a decision inside a multi-instance body was about: named beside its grounds, as several look alike else."""

from __future__ import annotations

from pathlib import Path

from workflows.procedure import read_folder
from workflows.procedure.items_around import with_item

RECALL = read_folder(Path(__file__).parents[2] / "bpmn" / "recall_decision")


def test_a_decision_names_the_item_that_it_was_about() -> None:
    seen = {"judged": {"name": "陈小明"}, "other": 1}
    assert with_item({"name": "t"}, RECALL, "judge_grounds", seen) == {"name": "t", "item": "陈小明"}
    assert with_item({"name": "t"}, RECALL, "judge_grounds", {"judged": 7}) == {"name": "t"}
    once = next(each.id for each in RECALL.process.starts)
    assert with_item({"name": "t"}, RECALL, once, seen) == {"name": "t"}
