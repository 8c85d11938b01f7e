"""A session on the server: whose it is, what ends it, and that nothing ends anybody else's."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from tests.casework.world import World, build_world
from tests.clock import MovingClock
from workflows.people.models import User
from workflows.people.session_models import LoginSession
from workflows.people.sessions import (
    KEPT,
    begin_session,
    digest_of,
    end_session,
    end_sessions,
    forget_old_sessions,
    user_of_session,
)
from workflows.store import Store

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def world(store: Store) -> World:
    """The office, where nobody is signed in."""
    return build_world(store)


def begin(world: World, name: str) -> str:
    with world.store.write() as work:
        return begin_session(work, work.session.get_one(User, world.users[name]), address="10.0.0.1")


def owner(world: World, secret: str, *, lifetime: timedelta = timedelta(hours=12)) -> uuid.UUID | None:
    with world.store.read() as work:
        found = user_of_session(work, secret, opened_after=work.now - lifetime)
        assert (work.reference is None) == (found is None), "the number of what is held comes with it"
        return found


def row_of(world: World, secret: str) -> LoginSession | None:
    with world.store.read() as work:
        return work.session.get(LoginSession, digest_of(secret))


def test_a_session_is_its_owners_until_it_is_too_old(world: World, clock: MovingClock) -> None:
    secret, other = begin(world, "wen"), begin(world, "bao")
    assert (owner(world, secret), owner(world, other)) == (world.users["wen"], world.users["bao"])
    assert owner(world, f"{secret}x") is None
    clock.forward(hours=12)
    assert owner(world, secret) == world.users["wen"], "to the hour"
    clock.forward(seconds=1)
    assert owner(world, secret) is None


def test_a_session_of_an_old_key_or_a_closed_account_is_dead(world: World) -> None:
    secret = begin(world, "wen")
    with world.store.write() as work:
        user = work.session.get_one(User, world.users["wen"])
        kept, user.session_key = user.session_key, uuid.uuid4()
    assert owner(world, secret) is None
    with world.store.write() as work:
        work.session.get_one(User, world.users["wen"]).session_key = kept
    assert owner(world, secret) == world.users["wen"]
    with world.store.write() as work:
        work.session.get_one(User, world.users["wen"]).is_active = False
    assert owner(world, secret) is None


def test_ending_one_ends_no_other_and_keeps_the_first_end(world: World, clock: MovingClock) -> None:
    secret, second = begin(world, "wen"), begin(world, "wen")
    for _ in range(2):
        with world.store.write() as work:
            end_session(work, secret)
            end_session(work, "a secret that nobody has")
        clock.forward(minutes=5)
    ended = row_of(world, secret)
    assert ended is not None
    assert ended.ended_at == clock.now - timedelta(minutes=10)
    assert owner(world, secret) is None
    assert owner(world, second) == world.users["wen"]


def test_everywhere_ends_ones_own_open_sessions_and_nobody_elses(world: World, clock: MovingClock) -> None:
    earlier, here, there, other = begin(world, "wen"), begin(world, "wen"), begin(world, "wen"), begin(world, "bao")
    with world.store.write() as work:
        end_session(work, earlier)
        key = work.session.get_one(User, world.users["wen"]).session_key
    clock.forward(minutes=5)
    with world.store.write() as work:
        end_sessions(work, world.users["wen"])
        end_sessions(work, uuid.uuid4())  # of nobody
    ends = [row.ended_at for secret in (earlier, here, there, other) if (row := row_of(world, secret))]
    assert ends == [clock.now - timedelta(minutes=5), clock.now, clock.now, None]
    assert owner(world, other) == world.users["bao"]
    with world.store.read() as work:
        assert work.session.get_one(User, world.users["wen"]).session_key != key, "one begun meanwhile is dead too"
    assert owner(world, begin(world, "wen")) == world.users["wen"]


def test_old_rows_are_removed_and_young_ones_stay(world: World, clock: MovingClock) -> None:
    old = begin(world, "wen")
    clock.forward(hours=1)
    young = begin(world, "bao")
    clock.now += KEPT - timedelta(minutes=30)
    with world.store.write() as work:
        forget_old_sessions(work)
    assert row_of(world, old) is None
    assert row_of(world, young) is not None
