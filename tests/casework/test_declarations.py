"""The department's lists of declarations: every row once, page after page, and one rule of when a relation has ended."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from tests.casework.world import World
from tests.clock import MovingClock
from workflows.calendar.zone import local_date
from workflows.casework import keys
from workflows.casework.declarations import declarations, waiting_declarations
from workflows.casework.keys import Key
from workflows.people import Relation
from workflows.people.relatives import (
    RelativeRefused,
    answer_declaration,
    confirm_relation,
    declare_relative,
    declared_about,
    end_relation,
)
from workflows.store import UnitOfWork

# Declared one after the other: declarer, named, is it confirmed, on which day from today it ends.
DECLARED = (
    ("wen", "bao", False, None),
    ("hu", "he", True, None),
    ("bao", "hu", False, 2),
    ("he", "wen", False, 0),
    ("dai", "he", False, None),
    ("hu", "bao", True, -1),
)


@pytest.fixture
def ids(world: World, clock: MovingClock) -> list[uuid.UUID]:
    """The declarations, in the order of DECLARED."""
    found = []
    for one, other, is_confirmed, days in DECLARED:
        clock.forward(minutes=1)
        with world.store.write() as work:
            row = Relation(
                person_id=world.persons[one],
                other_id=world.persons[other],
                kind="collateral",
                declared_at=work.now,
                open_since=None if is_confirmed else work.now,
                ended_on=None if days is None else local_date(work.now) + timedelta(days=days),
            )
            work.session.add(row)
            work.session.flush()
            found.append(row.id)
    return found


def _walked(work: UnitOfWork, per_page: int, *, waiting: bool, search: str = "") -> list[uuid.UUID]:
    found: list[uuid.UUID] = []
    following: Key | None = None
    for _ in range(4 * len(DECLARED)):
        page = declarations(work, waiting=waiting, search=search, after=following, per_page=per_page)
        found += [each.relation.id for each in page.rows]
        following = page.following
        if following is None:
            return found
    raise AssertionError("the pages come to no end")


def test_every_page_after_the_other_holds_every_declaration_once(
    world: World, ids: list[uuid.UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "WORDS_LIMIT", 2)
    waiting = [ids[0], ids[2], ids[4]]  # the longest waiting first; the fourth ended today, the third will in two days
    with world.store.read() as work:
        for per_page in (1, 2, 10):
            assert _walked(work, per_page, waiting=True) == waiting
            assert _walked(work, per_page, waiting=False) == ids[::-1]
            assert _walked(work, per_page, waiting=True, search="鲍") == [ids[0], ids[2]]
            assert _walked(work, per_page, waiting=False, search="何") == [ids[4], ids[3], ids[1]]
        assert waiting_declarations(work) == 3


def test_a_relation_holds_until_the_day_on_which_it_ends_everywhere(
    world: World, ids: list[uuid.UUID], clock: MovingClock
) -> None:
    """Until then it waits for a word, can be answered and ended, and is declared already; from that day on none of it."""
    declarer, named, coming = world.persons["bao"], world.persons["hu"], ids[2]

    def is_about(work: UnitOfWork) -> bool:
        return coming in [relation.id for relation, _ in declared_about(work, named)]

    with world.store.write() as work:
        assert answer_declaration(work, coming, named, is_so=False) is not None
        assert is_about(work)
        with pytest.raises(RelativeRefused, match="known"):
            declare_relative(work, declarer, named, "collateral", None)
    clock.forward(days=2)
    with world.store.write() as work:
        assert work.session.get_one(Relation, coming).ended_on == local_date(work.now)
        assert not is_about(work)
        assert answer_declaration(work, coming, named, is_so=True) is None
        assert confirm_relation(work, coming, by=world.persons["dai"], reason="经查阅档案") is None
        assert end_relation(work, coming, by=world.persons["dai"], reason="经查阅档案") is None
        assert waiting_declarations(work) == 2
        again = declare_relative(work, declarer, named, "collateral", None)
        assert (again.id, again.ended_on) == (coming, None)
        assert waiting_declarations(work) == 3


def test_a_relation_that_will_end_can_be_ended_today(world: World, ids: list[uuid.UUID]) -> None:
    with world.store.write() as work:
        ended = end_relation(work, ids[2], by=world.persons["dai"], reason="经查阅档案并非亲属")
        assert ended is not None
        assert ended.ended_on == local_date(work.now)
        assert waiting_declarations(work) == 2


@pytest.mark.parametrize(("ended_on", "holds"), [(None, True), (date(2026, 3, 3), True), (date(2026, 3, 2), False)])
def test_the_rule_says_the_same_of_a_row_and_in_sql(
    world: World, ids: list[uuid.UUID], ended_on: date | None, holds: bool
) -> None:
    day = date(2026, 3, 2)
    with world.store.write() as work:
        row = work.session.get_one(Relation, ids[0])
        row.ended_on = ended_on
        work.session.flush()
        assert row.holds_on(day) is holds
        found = work.session.query(Relation.id).filter(Relation.id == row.id, Relation.holding_on(day)).all()
        assert bool(found) is holds
