"""The shipped procedures that belong together: one, and whatever it calls."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from workflows.procedure import Procedure, read_folder

BPMN = Path(__file__).parents[1] / "bpmn"


@lru_cache
def with_called(name: str) -> tuple[Procedure, ...]:
    """A shipped procedure and all that it calls, each once and after whatever it calls itself: as they can be published."""
    found: dict[str, Procedure] = {}

    def read(folder: str) -> None:
        procedure = read_folder(BPMN / folder)
        for element in procedure.elements.values():
            called = element.called_process_id
            if called is not None and called not in found and called != folder:
                read(called)
        found[folder] = procedure

    read(name)
    return tuple(found.values())
