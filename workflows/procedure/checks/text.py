"""One text of a procedure that may be an expression, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.procedure.form_model import FormField
from workflows.procedure.model import Element, SequenceFlow


@dataclass(frozen=True)
class Text:
    """One text: where it stands, what it is called, and whether it must be FEEL or may be literal."""

    source: str
    what: str
    what_zh: str
    at: Element | SequenceFlow | str
    must_be_feel: bool = False
    file: str | None = None  # None is the diagram
    own_names: frozenset[str] = frozenset()  # names that this place provides by itself
    field: FormField | None = None  # forms: the field that holds the text
    line: int | None = None  # in a file other than the diagram, where that is known

    @property
    def is_feel(self) -> bool:
        """Whether the text is written as an expression."""
        return self.source.strip().startswith("=")
