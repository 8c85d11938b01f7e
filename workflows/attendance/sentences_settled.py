"""Sentences for what a day comes to by its sources; `workflows/attendance/sentences.py` holds the others."""

from __future__ import annotations

from typing import Final

SETTLED_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "source_punch": ("punches", "打卡"),
    "source_diary": ("diary", "日记"),
    "source_village": ("the village's list", "村级名册"),
    "source_inspection": ("an inspection", "暗访"),
    "source_leave": ("leave", "请假"),
    "source_business": ("approved business", "公务外出"),
    "day_present": ("Present, by {sources}.", "在村，依据：{sources}。"),
    "day_business": ("Counts as present, by {sources}.", "视同在村，依据：{sources}。"),
    "day_leave": ("On leave, by {sources}.", "请假，依据：{sources}。"),
    "day_absent": ("Not in the village, by {sources}.", "不在村，依据：{sources}。"),
    "day_nothing": ("No source says anything of this day; it does not count.", "当天没有任何依据，不计入。"),
    "day_one_source": (
        "Only one source speaks ({sources}), which neither earns nor costs anything. Decide by what else is known.",
        "仅有一项依据（{sources}），不足以认定。请结合其他情况确认。",
    ),
    "day_in_doubt": (
        "The {sources} count for nothing by themselves and nothing else speaks. Ask, then decide.",
        "{sources}本身不能认定，且没有其他依据。请核实后确认。",
    ),
    "day_overdue": (
        "The {sources} had ended, no return was reported and nothing else speaks. Ask, then decide.",
        "{sources}期满未销假，且没有其他依据。请核实后确认。",
    ),
    "day_contradiction": (
        "The sources contradict each other: {sources}. Ask, then decide.",
        "各项依据互相矛盾：{sources}。请核实后确认。",
    ),
}
