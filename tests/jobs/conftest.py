"""Fixtures of the worker's tests: the small office with its review procedure, whose reminder falls due after six days."""

from __future__ import annotations

import uuid

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.world import World, build_reviewing_world
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.store import Store


@pytest.fixture
def world(store: Store) -> World:
    """The office, with the review procedure published."""
    return build_reviewing_world(store)


def start_reviews(world: World, count: int) -> list[uuid.UUID]:
    """Start some reviews of BUREAU now; each reminds its personnel section six days later."""
    actor = world.actor("hu")
    started = []
    for number in range(count):
        with transaction(world.store) as work:
            answers = {"subject": f"{number}号", "unit": "BUREAU"}
            started.append(start_case(work, "review", actor=actor, answers=answers).id)
    return started
