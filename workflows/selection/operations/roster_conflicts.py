"""Where a unit says something else of its candidate than the roster does (S4)."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from workflows.people import Person


class RosterConflict(TypedDict):
    """What the unit says of somebody and what the roster says, as texts: a date for `born_on`, else true or false."""

    field: str
    said: str
    known: str


def roster_conflicts(person: Person, born_on: date, *, is_party_member: bool) -> list[RosterConflict]:
    """The values that differ: whoever decides by hand sees both. A date of birth that the roster lacks is none."""
    found: list[RosterConflict] = []
    if person.born_on not in (None, born_on):
        found.append({"field": "born_on", "said": born_on.isoformat(), "known": str(person.born_on)})
    known = person.is_party_member is True
    if is_party_member != known:
        found.append({"field": "is_party_member", "said": str(is_party_member).lower(), "known": str(known).lower()})
    return found
