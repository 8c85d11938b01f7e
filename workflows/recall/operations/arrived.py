"""Whoever never came to the village is not recalled from it."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.casework.errors import InvalidRequest
from workflows.people.arrivals import names_of_unarrived
from workflows.recall.operations.variables import RecalledPerson
from workflows.store import UnitOfWork


def require_arrived(work: UnitOfWork, people: Sequence[RecalledPerson]) -> None:
    """Raise InvalidRequest for a posting that ended because nobody came: the selection fills its place, an order would twice.

    So a request to withdraw after the order, which is a lead here, meets an arrival that was given up meanwhile (rules.md 3.14).
    The forms of decision and order refuse it first (`never_arrived`); what comes past them stops here.
    """
    names = names_of_unarrived(work, [one["posting_id"] for one in people])
    if names:
        raise InvalidRequest(
            f"{', '.join(names)} never reported in the village: the posting has ended, and the selection fills the place again."
            " No order of recall goes out; cancel this case with that reason.",
            f"{'、'.join(names)}未到村报到，派驻已经终止，名额由选派批次另行选派，不能再发召回通知；请以此为由撤销本案。",
        )
