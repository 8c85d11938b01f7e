"""Literal values that the engine reads of a task: due and follow-up times, and the priority; FEEL is known when it runs."""

from __future__ import annotations

from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.timers import is_instant
from workflows.procedure.model import PRIORITIES


def check_schedules(checking: Checking) -> None:
    """Refuse a literal due time that is no time and a literal priority that is no whole number from 0 to 100."""
    for element in checking.procedure.elements.values():
        for name, text in (("dueDate", element.due_date), ("followUpDate", element.follow_up_date)):
            if text and not text.strip().startswith("=") and not is_instant(text):
                checking.error("property_value", element, name=name, value=text, expected="2026-03-01T09:00:00+08:00")
        text = (element.priority or "").strip()
        if text and not text.startswith("="):
            is_whole = text.isascii() and text.isdigit() and len(text) <= 3
            if not is_whole or int(text) not in PRIORITIES:
                checking.error("property_value", element, name="priority", value=text, expected="0 – 100")
