"""Whose rows they are: by the id exactly as text, or by nobody; a name only suggests."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.attendance.facts import Gathering, Seen
from workflows.attendance.results import FileLayout, Identity
from workflows.attendance.roster import Member, Roster


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for somebody of a file: the member, or the reason why nobody and whom the name suggests."""

    member: Member | None
    reason: str = ""
    suggestions: tuple[Member, ...] = ()


def match(identity: Identity, seen: Seen, found: Gathering) -> Match:
    """The member whose id this is. Without a roster everybody stands for themselves, by their id."""
    roster, settings = found.roster, found.settings
    is_usable = bool(identity.id) and not seen.read_id.is_lost
    if is_usable and not roster.members:
        return Match(Member(identity.id, seen.name))
    if is_usable and (member := roster.with_id(found.layout, identity.id)):
        return Match(member)
    suggested = roster.suggested(seen.name, settings.likeness, settings.suggestions)
    return Match(None, _reason(identity, seen, roster, found.layout), suggested)


def _reason(identity: Identity, seen: Seen, roster: Roster, layout: FileLayout) -> str:
    """Why nobody was found: a lost id, one that nobody or more than one has, or none and several or one of the name."""
    if seen.read_id.is_lost:
        return "id_precision_lost"
    if identity.id:
        return "id_of_several" if roster.has_id(layout, identity.id) else "unknown_person"
    if not roster.named(seen.name):
        return "unknown_person"
    return "ambiguous_name" if len(roster.named(seen.name)) > 1 else "id_missing"
