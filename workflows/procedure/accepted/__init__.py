"""Accepted means acting: every word that `check` lets pass, with what it does and the test that proves it.

The readers' own lists are vocabulary.py, form_vocabulary.py, letter_vocabulary.py, notice_vocabulary.py and
ledger_vocabulary.py; `accepted()` must name
exactly what they hold (a test compares). What a later issue builds stands in `vocabulary.LATER` and is refused until then.
"""

from __future__ import annotations

from workflows.procedure.accepted.diagram import ATTRIBUTES, ELEMENTS, NAMES
from workflows.procedure.accepted.entry import Kind, Word
from workflows.procedure.accepted.extensions import EXTENSION_ATTRIBUTES, EXTENSIONS, PROPERTIES
from workflows.procedure.accepted.forms import COMPONENT_ATTRIBUTES, COMPONENTS, FORM, FORM_PROPERTIES, PARTS, RULES
from workflows.procedure.accepted.functions import FUNCTIONS
from workflows.procedure.accepted.ledgers import LEDGER
from workflows.procedure.accepted.letters import LETTER
from workflows.procedure.accepted.notices import NOTICE

__all__ = ["Kind", "Word", "accepted"]


def accepted() -> tuple[Word, ...]:
    """The table, in the order of the manual."""
    diagram = (*ELEMENTS, *ATTRIBUTES, *NAMES, *EXTENSIONS, *EXTENSION_ATTRIBUTES, *PROPERTIES)
    forms = (*FORM, *COMPONENTS, *COMPONENT_ATTRIBUTES, *RULES, *PARTS, *FORM_PROPERTIES)
    return (*diagram, *forms, *FUNCTIONS, *LETTER, *NOTICE, *LEDGER)
