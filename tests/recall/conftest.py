"""The fixture of recall tests."""

from __future__ import annotations

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock
from tests.recall.office import Office, build_office
from workflows.store import Store


@pytest.fixture
def office(store: Store, clock: MovingClock) -> Office:
    """The office of the recall tests on Monday 2 March 2026, 09:00, with both procedures published."""
    return build_office(store, clock)
