"""Words of the vocabulary that a later issue builds: refused until then, because accepted means acting."""

from __future__ import annotations

from workflows.procedure.checks.context import Checking
from workflows.procedure.vocabulary import LATER_EXTENSIONS, LATER_PROPERTIES


def check_later(checking: Checking) -> None:
    """Refuse what would be stored and never acted on, with what is missing."""
    for name, _ in checking.procedure.properties:
        _refuse(checking, "process", name, checking.procedure.process_id)
    for element in checking.procedure.elements.values():
        for name, _ in element.properties:
            _refuse(checking, element.type.value, name, element.id)
        if element.follow_up_date is not None:
            missing, missing_zh = LATER_EXTENSIONS["taskSchedule", "followUpDate"]
            checking.error("word_later", element, name="followUpDate", missing=missing, missing_zh=missing_zh)


def _refuse(checking: Checking, tag: str, name: str, at: str) -> None:
    if (tag, name) in LATER_PROPERTIES:
        missing, missing_zh = LATER_PROPERTIES[tag, name]
        checking.error("word_later", at, name=name, missing=missing, missing_zh=missing_zh)
