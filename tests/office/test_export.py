"""What somebody exports of the registers without every right, taken again: what is left empty changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.office.small_office import given, take
from workflows.casework.errors import NotAllowed
from workflows.office.registers.columns import Register
from workflows.office.registers.read import GivenFile
from workflows.office.registers.written import register_open_to, registers_as_they_stand
from workflows.people import PostHolding, User, actor_for
from workflows.store import Store


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_units_exported_without_where_villages_lie_change_nothing(store: Store) -> None:
    take(store, given())
    with store.read() as work:
        held = select(User.id).join(PostHolding, PostHolding.person_id == User.person_id)
        keeper = work.session.scalars(held.where(PostHolding.post_key == "administrator")).first()
        actor = actor_for(work, keeper) if keeper is not None else None
        assert actor is not None
        bare = register_open_to(work, actor, Register.UNITS, "zh_CN")
        assert bare != registers_as_they_stand(work, "zh_CN")[Register.UNITS]
        with pytest.raises(NotAllowed):
            register_open_to(work, actor, Register.PEOPLE, "zh_CN")
    assert not take(store, [GivenFile("bare.xlsx", bare)]).is_anything
