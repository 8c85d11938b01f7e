"""Who may agree to registers: never who handed them in, and never who gains by them, as long as anybody else could.

The order is a ladder; the first step on which somebody stands decides alone:

1. whoever decides on settings for all units, has an account, did not hand the files in and gains nothing by them;
2. where nobody holds such a post: an administrator who gains nothing, the one who handed them in included (the first set-up);
   only where every administrator gains, any of them;
3. where all who decide handed in or gain: an administrator who neither handed in nor gains.

On no step: nobody, and the page says what to do.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from workflows.people.deciding import people_deciding
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Agreeing:
    """The people who may agree, by id, with their names; `is_by_post`: they hold a post that decides."""

    names: dict[uuid.UUID, str]
    is_by_post: bool


def who_agrees(work: UnitOfWork, prepared_by: uuid.UUID, gaining: Collection[uuid.UUID]) -> Agreeing:
    """Who may agree to what somebody handed in, today."""
    found = people_deciding(work)
    deciders, administrators = found.deciders, found.administrators
    if not deciders:
        return Agreeing(_without(administrators, gaining) or dict(administrators), is_by_post=False)
    barred = {prepared_by, *gaining}
    if able := _without(deciders, barred):
        return Agreeing(able, is_by_post=True)
    return Agreeing(_without(administrators, barred), is_by_post=False)


def _without(people: Mapping[uuid.UUID, str], barred: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {person_id: name for person_id, name in people.items() if person_id not in barred}
