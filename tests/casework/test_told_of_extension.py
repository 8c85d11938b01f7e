"""An extension is told to whoever holds a step of the case: from when to when, never why."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from tests.casework.test_clocks import REASON, the_deadline
from tests.casework.world import World
from tests.clock import at
from workflows.casework.models import Notice
from workflows.casework.transaction import transaction
from workflows.casework.verbs.extend import extend_deadline


def test_an_extension_is_told_without_its_grounds(world: World, case_id: uuid.UUID) -> None:
    with transaction(world.store) as work:
        extend_deadline(work, the_deadline(world).id, world.actor("dai"), at("2026-03-12 09:00"), "road", REASON)
    with world.store.read() as work:
        (told,) = work.session.scalars(select(Notice).where(Notice.kind == "extended")).all()
        assert told.post_key == "general_group"
        assert "2026-03-09 09:00 延至 2026-03-12 09:00" in told.text
        assert REASON not in told.text
