"""Help for fields that ask for a number nobody knows by heart: a field's property `lookup` names a search of some room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workflows.people import Actor
from workflows.people.directory import find_staff, find_villages
from workflows.people.records import RecordScope, records_open_to
from workflows.procedure.form_vocabulary import LookupName
from workflows.recall.queries import find_postings
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Match:
    """One thing found: what is written into the field, and what the person reads."""

    value: str
    label: str


Lookup = Callable[[UnitOfWork, Actor, str], Sequence[Match]]


def postings(work: UnitOfWork, actor: Actor, words: str) -> list[Match]:
    """Active postings by name or staff number, of the units and villages whose roster the actor's posts may read."""
    return [
        Match(
            posting.person.employee_no or posting.person.name,
            f"{posting.person.name} · {posting.team.village.unit.name} · {posting.team.dispatching_unit.name}",
        )
        for posting in find_postings(work, words, records_open_to(actor, "roster"))
    ]


def staff(work: UnitOfWork, actor: Actor, words: str) -> list[Match]:
    """Persons of the actor's own units, for naming a candidate; somebody else's staff is found by nobody."""
    found = find_staff(work, words, records_open_to(actor, "roster"))
    return [Match(person.employee_no or "", f"{person.name} · {person.unit.name}") for person in found if person.unit]


def villages(work: UnitOfWork, actor: Actor, words: str) -> list[Match]:
    """Villages below the units in which the actor holds a post, for naming one by its code."""
    below = RecordScope(paths=frozenset(holding.unit_path for holding in actor.holdings))
    return [Match(village.code, f"{village.name} · {village.code}") for village in find_villages(work, words, below)]


LOOKUPS: dict[str, Lookup] = {
    LookupName.POSTINGS: postings,
    LookupName.STAFF: staff,
    LookupName.VILLAGES: villages,
}
