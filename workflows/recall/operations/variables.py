"""What the variables of a recall hold that several operations read: its people, its slots, who was sent for them."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from workflows.people.words import Role, Sending, TeamRole


class RecalledPerson(TypedDict):
    """One line of `people`: an active posting, as `recall.register_lead` found it."""

    posting_id: str
    person_id: str
    name: str
    employee_no: NotRequired[str | None]
    role: TeamRole | Role  # the roster's word in cases that began earlier
    team_id: str
    village_unit: str
    village_name: str


class VacantSlot(TypedDict):
    """One line of `slots`: a post to refill."""

    name: str
    replaces_posting_id: str
    role: TeamRole | Role  # the roster's word in cases that began earlier
    team_id: str
    village_unit: str
    village_name: str


class SentPerson(TypedDict):
    """One line of `dispatches`, `arriving` and `sent_people`: what became of a slot, and who was sent for it."""

    status: Sending
    slot: NotRequired[Any]
    posting_id: NotRequired[str]
