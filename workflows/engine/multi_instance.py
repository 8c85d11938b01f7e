"""The bookkeeping of a multi-instance body: which items are left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class ItemState:
    """Items of one running body; `pending` holds those of a sequential body that have not started yet.

    An item ends by completing or with its whole body, so that none is ever terminated while the condition is asked.
    """

    total: int
    completed: int = 0
    pending: list[Any] = field(default_factory=list)

    def counters(self) -> dict[str, Any]:
        """The numbers that a completion condition may read."""
        return {
            "numberOfInstances": self.total,
            "numberOfActiveInstances": self.total - self.completed - len(self.pending),
            "numberOfCompletedInstances": self.completed,
            "numberOfTerminatedInstances": 0,
        }
