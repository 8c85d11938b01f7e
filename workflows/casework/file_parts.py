"""The parts of a case file: what its rows hold (Material), and what of it is left for one reader; disclosure.py decides."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from workflows.casework.errors import IncidentRaised
from workflows.casework.models import Deadline, Decision, EvaluationRecord, Incident, MessageSubscription, Notice, Task
from workflows.casework.sources import Letter
from workflows.engine import Piecemeal
from workflows.procedure.form_model import Form, FormField
from workflows.procedure.model import Procedure
from workflows.proof.models import HistoryEntry


@dataclass(frozen=True, slots=True)
class Words:
    """The answers of one step as far as the reader may read them: who wrote them, when, and each open field with its value."""

    process_id: str
    element_id: str
    form: Form
    fields: tuple[tuple[FormField, Any], ...]
    labels: Mapping[str, Any]  # of these fields, what was chosen as it was called then (answer_labels.py)
    hidden: int
    outcome: str
    author_id: uuid.UUID | None
    signature: str
    signature_en: str
    written_at: datetime
    item: str = ""
    post_key: str = ""
    unit_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class MovedTime:
    """A due time that moved with the holidays: of which step, from when to when."""

    kind: str
    element_id: str
    was: datetime
    becomes: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record (办理记录): who did what, when; with words only where they are open."""

    kind: str
    happened_at: datetime
    process_id: str
    element_id: str
    actor_id: uuid.UUID | None
    signature: str
    words: Words | None = None
    is_sealed: bool = False
    opened: tuple[str, ...] = ()  # steps that wait for people because of it
    reason: str = ""
    notices: tuple[str, ...] = ()  # by which notices the holidays changed
    moves: tuple[MovedTime, ...] = ()  # what that moved
    is_last_kept: bool = False  # of the refused attempts at the same act by this person on that day


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that waits for somebody. What the reader may not know of it is empty; `task` only where its page is theirs."""

    process_id: str
    element_id: str
    name: str
    name_en: str
    since: datetime
    task_id: uuid.UUID | None = None
    item: str = ""
    post_key: str | None = None
    unit_id: uuid.UUID | None = None
    unit_name: str = ""
    unit_name_en: str = ""
    holder: str = ""
    holder_id: uuid.UUID | None = None
    holder_for: str = ""  # for whom, absent, the holder has taken it
    telephone: str = ""  # of the office, where who holds it, or the post, is reached; only on the board

    def as_own_word(self) -> OpenStep:
        """The step as one that asks somebody for their own word: theirs, and not that of the post in whose lane it is drawn."""
        return replace(self, post_key=None, unit_id=None, unit_name="", unit_name_en="")

    def label(self, locale: str) -> str:
        """The step's name in the reader's language."""
        return self.name if locale.startswith("zh") or not self.name_en else self.name_en

    def unit_label(self, locale: str) -> str:
        """The unit of the post that holds it, in the reader's language."""
        return self.unit_name if locale.startswith("zh") or not self.unit_name_en else self.unit_name_en


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """A letter that the reader may open, in full or masked."""

    letter: Letter
    version: str  # full masked


@dataclass(slots=True)
class Material:
    """Everything that a case has, read from its rows; it leaves this room only through the functions below."""

    procedures: Mapping[str, Procedure]
    process_id: str
    started_by_id: uuid.UUID | None
    variables: Mapping[str, Any] = field(default_factory=dict)
    damage: IncidentRaised | None = None
    history: Sequence[HistoryEntry] = ()
    told: Mapping[int, Mapping[str, Any]] = field(
        default_factory=dict
    )  # entry id -> words and values, as far as not erased
    decisions: Sequence[Decision] = ()
    open_tasks: Sequence[Task] = ()
    evaluations: Sequence[EvaluationRecord] = ()
    notices: Sequence[Notice] = ()
    letters: Sequence[Letter] = ()
    incidents: Sequence[Incident] = ()
    deadlines: Sequence[Deadline] = ()
    unfinished: Sequence[Piecemeal] = ()  # operations that the worker does in pieces
    waits: Sequence[MessageSubscription] = ()
