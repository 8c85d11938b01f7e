"""A village whose team nobody leads, and a leader who asks as a member: the township decides and confirms instead."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.clock import MovingClock
from tests.leave.test_leave_request import Office, fill
from workflows.people import PostHolding, Unit, User
from workflows.store import Store


def leads(office: Office, name: str | None) -> None:
    """Somebody leads the team of V1, and nobody else, or nobody at all."""
    with office.store.write() as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "V1")).one()
        leading = select(PostHolding).where(PostHolding.post_key == "team_leader", PostHolding.unit_id == unit_id)
        work.session.delete(work.session.scalars(leading).one())
        work.session.flush()
        if name is not None:
            person_id = work.session.get_one(User, office.users[name]).person_id
            held = PostHolding(person_id=person_id, post_key="team_leader", unit_id=unit_id, from_on=date(2018, 1, 1))
            work.session.add(held)


@pytest.mark.parametrize("leader", [None, "member"])
def test_a_request_goes_to_the_township_where_nobody_else_leads_the_team(
    store: Store, clock: MovingClock, leader: str | None
) -> None:
    office = fill(store)
    leads(office, leader)
    office.start("member")
    assert office.steps() == ["approve_township"]
    office.do("approve_township", "township")
    clock.move_to("2026-03-11 18:00")
    office.do("report_back", "member")
    office.do("confirm_return", "township")
    assert office.steps() == []
