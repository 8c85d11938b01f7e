"""What is to be written once everything is right: new rows, changes of rows that stand, and how many of each kind."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeVar

from workflows.people.models import Person, PostHolding, Unit, User
from workflows.people.roster import FormerVillage, Posting, Team, Village
from workflows.sentence import Sentence
from workflows.store import Base, UnitOfWork, insert_rows

B = TypeVar("B", bound=Base)
# The order in which they may refer to one another.
WRITTEN = (Unit, Village, FormerVillage, Person, User, PostHolding, Team, Posting)
COUNTED = ("units", "people", "accounts", "posts", "teams", "postings")


@dataclass(slots=True)
class Counts:
    """Of one kind of row: how many are new, changed, the same."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def count(self, *, is_changed: bool) -> None:
        """Count a row that stood already."""
        if is_changed:
            self.changed += 1
        else:
            self.same += 1

    def as_dict(self) -> dict[str, int]:
        """The counts as the record and `--json` write them."""
        return {"new": self.new, "changed": self.changed, "same": self.same}


@dataclass(slots=True)
class Intended:
    """Collected without touching the database, so that looking costs nobody a lock."""

    new: dict[type[Base], list[Base]] = field(default_factory=lambda: defaultdict(list))
    edits: list[tuple[Base, str, Any]] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=lambda: {name: Counts() for name in COUNTED})

    told: list[tuple[uuid.UUID, Sentence]] = field(default_factory=list)
    """Persons whom something concerns that they did not ask for, each with the sentence of their notice."""

    undated: set[uuid.UUID] = field(default_factory=set)
    """Holdings for which no day was written: they begin on the day of the taking."""

    counted_posts: set[tuple[uuid.UUID, str, uuid.UUID]] = field(default_factory=set)
    """Holdings that rows of people name: person, post, unit."""

    def add(self, row: B) -> B:
        """A new row."""
        self.new[type(row)].append(row)
        return row

    def edit(self, row: Base, name: str, value: Any) -> None:
        """A change of a row that stands."""
        self.edits.append((row, name, value))

    def is_anything(self) -> bool:
        """Whether anything would be written."""
        return bool(self.edits) or any(self.new.values())

    def write(self, work: UnitOfWork) -> None:
        """Write all of it in the caller's transaction."""
        # Whoever goes on elsewhere is posted once at every moment, so what ends does so first.
        for row, name, value in self.edits:
            if isinstance(row, Posting):
                setattr(row, name, value)
        work.session.flush()
        for model in WRITTEN:
            insert_rows(work, *self.new[model])
        for row, name, value in self.edits:
            setattr(row, name, value)
        work.session.flush()
