"""Which clocks of the board somebody asks for, and in which order: what an address, a saved view or a day of the calendar says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement

from workflows.casework import access
from workflows.casework.board_conditions import about_unit, held_by
from workflows.casework.keys import checked
from workflows.casework.models import Case, Deadline, DeadlineStatus
from workflows.people import Actor
from workflows.store import UnitOfWork

URGENT, LATEST, NEWEST = "urgent", "latest", "newest"
"""Cases by their most urgent clock, the same from the other end, cases begun last first."""


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Clocks of one status.

    `name` narrows to one kind, such as `replacement`, `words` to cases whose title, as the reader may read it, holds them, `below`
    to cases about the unit with this code or name, or below it, and items of such a unit, `process_id` to cases of this procedure.
    Of running clocks only: `due_from` and `due_before` to those due from and before a moment, `held` to cases with an open step
    that lies with a person, post or unit of these words, as far as the reader may know with whom it lies.
    """

    status: str = DeadlineStatus.RUNNING.value
    name: str | None = None
    words: str = ""
    below: str = ""
    process_id: str | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    held: str = ""
    order: str = URGENT

    @property
    def is_running(self) -> bool:
        """True where clocks that run are asked for."""
        return self.status == DeadlineStatus.RUNNING.value

    @property
    def is_falling(self) -> bool:
        """True where the walk goes backwards: also to what is due on one day, the last of all that is due before it ends."""
        return self.order != URGENT or self.due_from is not None

    def of_case(self, work: UnitOfWork, actor: Actor) -> list[ColumnElement[bool]]:
        """SQL: conditions of the Case row."""
        found = [access.title_matches(actor, self.words)] if self.words else []
        found += [checked(Case.process_id == self.process_id)] if self.process_id else []
        return found + ([held_by(work, actor, self.held)] if self.held and self.is_running else [])

    def of_clock(self) -> list[ColumnElement[bool]]:
        """SQL: conditions of the running Deadline row, beside the Case row."""
        found = [checked(Deadline.name == self.name)] if self.name else []
        found += [about_unit(self.below)] if self.below else []
        return found + ([Deadline.due_at >= self.due_from] if self.due_from is not None else [])
