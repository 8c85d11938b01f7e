"""What a decision in one case says of another, running or ended: its variables, and with them its titles and rows of ledgers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from workflows.casework.ledger_rows import tell_rows_again
from workflows.casework.locked_case import incidents, lock_case, open_case
from workflows.casework.saving import save
from workflows.casework.words import Attempt
from workflows.people import Actor
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork


def tell_case(
    work: UnitOfWork,
    case_id: uuid.UUID,
    name: str,
    variables: Mapping[str, Any],
    *,
    is_secret: bool = False,
    actor: Actor | None = None,
    note: str = "",
    element_id: str = "",
) -> None:
    """Put variables into a case as the message `name` would bring them; one that has ended takes them as well, and stays ended.

    `is_secret`: the lists of those who read no file must not show that something moved (design 6a). `note` is what the record of
    the case says of it, `actor` whose doing that is, `element_id` the element by whose name its readers find it. A case whose state
    was erased has nothing left to say. Raises NotFound, and IncidentRaised where its state is damaged.
    """
    case = lock_case(work, case_id)
    if not case.state:
        return
    moved_at = case.updated_at
    running = open_case(work, case, actor, is_peek=True)
    with incidents(case.id, {"kind": Attempt.MESSAGE}):
        running.run.set_variables(variables)
        tell_rows_again(running, running.run.variables)
        values = {**variables, "reason": note} if note else variables
        save(running, HistoryKind.MESSAGE_RECEIVED, {"name": name}, element_id=element_id, values=values)
    if is_secret:
        case.updated_at = moved_at


def values_of_case(work: UnitOfWork, case_id: uuid.UUID) -> Mapping[str, Any]:
    """The variables of a case, running or ended; empty where its state was erased. Raises NotFound, and IncidentRaised likewise."""
    case = lock_case(work, case_id)
    return open_case(work, case, None, is_peek=True).run.variables if case.state else {}
