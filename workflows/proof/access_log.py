"""The access log: who read personal data, signed in or failed to, exported, administered. Append-only, without a chain head of
its own, written after the answer was sent; the worker's seals cover it."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from workflows.proof.models import AccessEntry
from workflows.store import DATABASE_ERRORS, Store

logger = logging.getLogger("gatepost.access")

READ, EXPORT, ADMINISTRATION = "read", "export", "administration"
SIGN_IN, SIGN_IN_FAILED, SIGN_OUT = "sign_in", "sign_in_failed", "sign_out"


@dataclass(frozen=True, slots=True)
class Access:
    """One access. `what` is the page or act with the id it was about, never a name or a value."""

    kind: str
    what: str
    person_id: uuid.UUID | None = None
    case_id: uuid.UUID | None = None
    address: str = ""


def log_access(store: Store, accesses: Sequence[Access]) -> None:
    """Append to the log, in a transaction of its own; where the database is away or busy the program's log keeps the entry."""
    if not accesses:
        return
    try:
        with store.write() as work:
            work.session.add_all(AccessEntry(at=work.now, **asdict(access)) for access in accesses)
    except DATABASE_ERRORS as error:
        for access in accesses:
            logger.error("not in the access log (%s): %s", type(error).__name__, asdict(access))
