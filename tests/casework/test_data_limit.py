"""A case carries forms and references, never files: what is beyond 512 KB of data is refused, what is just within is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.casework.world import World
from workflows.casework.errors import IncidentRaised
from workflows.casework.models import Case
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case

KILOBYTE = 1024
FITTING, TOO_MUCH = 500 * KILOBYTE, 512 * KILOBYTE


def start(world: World, size: int) -> None:
    """Start a review with a text of so many bytes among its variables."""
    with transaction(world.store) as work:
        start_case(work, "review", {"subject": "1号", "unit": "BUREAU", "text": "x" * size}, actor=None)


def test_a_case_of_more_than_512_kilobytes_is_refused_and_nothing_of_it_is_kept(world: World) -> None:
    start(world, FITTING)
    with pytest.raises(IncidentRaised, match="the limit is 512 KB"):
        start(world, TOO_MUCH)
    with world.store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(Case)) == 1
        assert work.session.scalar(select(func.length(Case.state))) > FITTING
