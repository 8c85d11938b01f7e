"""Files that rooms above hold in rows of their own: each makes known its table, and who may open a file of it.

What names a file keeps its content: the tidying, the backup and `verify` ask every table that is known here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from workflows.people import Actor
from workflows.store import UnitOfWork

MayOpen = Callable[[UnitOfWork, Actor, Any], bool]
"""Whether the actor may open the file of this row."""


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """A table of files: rows with `id`, `name`, `type`, `size` and `sha256`, the last empty once it was erased."""

    model: Any
    may_open: MayOpen


_held: list[HeldFiles] = []


def register_held_files(model: Any, may_open: MayOpen) -> None:
    """Make a table of files known."""
    _held.append(HeldFiles(model, may_open))


def held_models() -> Iterator[Any]:
    """The tables that hold files beside those of cases."""
    return (each.model for each in _held)


def held_file(work: UnitOfWork, actor: Actor, file_id: uuid.UUID) -> Any | None:
    """The row of a file that some room holds and the actor may open; None where there is none."""
    for each in _held:
        row = work.session.get(each.model, file_id)
        if row is not None and each.may_open(work, actor, row):
            return row
    return None
