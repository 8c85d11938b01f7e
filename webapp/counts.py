"""The numbers beside the navigation, asked once for each request."""

from __future__ import annotations

from flask import g

from workflows.casework.counts import Counts, counts
from workflows.people import Actor
from workflows.store import UnitOfWork


def counts_of(work: UnitOfWork, actor: Actor) -> Counts:
    """The numbers of the person of this request. A page that shows some of them beside its lists asks here too."""
    known: tuple[UnitOfWork, Counts] | None = g.get("counts")
    if known is None or known[0] is not work:
        g.counts = known = (work, counts(work, actor))
    return known[1]
