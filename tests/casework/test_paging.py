"""No list hides a row: page after page, also where a filter has no index of its own and looks through few rows at a time."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import text

from tests.casework.world import World
from workflows.casework import keys
from workflows.casework.board import deadline_board
from workflows.casework.board_filter import BoardFilter
from workflows.casework.case_list import list_cases
from workflows.casework.inbox import inbox
from workflows.casework.keys import Key
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.extend import extendable
from workflows.casework.verbs.start import start_case
from workflows.casework.waiting import offered_to
from workflows.people import Actor
from workflows.store import UnitOfWork

CASES = 7
Rows = tuple[Sequence[uuid.UUID], Key | None]


def _board(work: UnitOfWork, actor: Actor, after: Key | None, per_page: int, **filters: object) -> Rows:
    page = deadline_board(work, actor, BoardFilter(**filters), after=after, per_page=per_page)  # type: ignore[arg-type]
    return [row.deadline.id for row in page.rows], page.following


def _cases(work: UnitOfWork, actor: Actor, after: Key | None, per_page: int, **filters: object) -> Rows:
    page = list_cases(work, actor, after=after, per_page=per_page, **filters)  # type: ignore[arg-type]
    return [case.id for case in page.cases], page.following


def _inbox(work: UnitOfWork, actor: Actor, after: Key | None, per_page: int, **filters: object) -> Rows:
    page = inbox(work, actor, "posts", after=after, per_page=per_page, **filters)  # type: ignore[arg-type]
    return [row.task.id for row in page.rows], page.following


@pytest.fixture
def world(world: World) -> World:
    """Seven cases; the two begun first and last are cancelled, so that those stand at both ends of what is looked through."""
    begun = []
    for number in range(CASES):
        with transaction(world.store) as work:
            given = {"subject": f"{number}号", "unit": "BUREAU"}
            begun.append(start_case(work, "review", actor=world.actor("hu"), answers=given).id)
    for case_id in (begun[0], begun[-1]):
        with transaction(world.store) as work:
            cancel_case(work, case_id, world.actor("dai"), "登记有误，予以撤销。")
    return world


LISTS: tuple[tuple[Callable[..., Rows], dict[str, str], int], ...] = (
    (_board, {}, CASES - 2),
    (_board, {"name": "review"}, CASES - 2),
    (_board, {"name": "other"}, 0),
    (_board, {"status": "cancelled"}, 2),
    (_cases, {}, CASES),
    (_cases, {"status": "active"}, CASES - 2),
    (_cases, {"status": "cancelled"}, 2),
    (_cases, {"status": "completed"}, 0),
    (_cases, {"search": "6号"}, 1),
    (_cases, {"search": "0号"}, 1),
    (_inbox, {}, 2 * (CASES - 2)),
    (_inbox, {"search": "审核甲"}, CASES - 2),
    (_inbox, {"search": "5号"}, 2),
)


def test_pages_one_after_the_other_hold_every_row_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.store.read() as work:
        for of, filters, expected in LISTS:
            actor = world.actor("dai" if of is _board else "wen")
            whole, rest = of(work, actor, None, 100, **filters)
            assert (len(whole), rest) == (expected, None), (of, filters)
            for looked_through, per_page in ((2, 1), (3, 2), (3, 10)):
                with monkeypatch.context() as few:
                    for limit in ("SCAN_LIMIT", "WORDS_LIMIT"):
                        few.setattr(keys, limit, looked_through)
                    found = _walked(of, work, actor, per_page, filters)
                assert found == list(whole), (of, filters, looked_through, per_page)


def _walked(
    of: Callable[..., Rows], work: UnitOfWork, actor: Actor, per_page: int, filters: dict[str, str]
) -> list[uuid.UUID]:
    found: list[uuid.UUID] = []
    following: Key | None = None
    for _ in range(3 * CASES):
        rows, following = of(work, actor, following, per_page, **filters)
        found += rows
        if following is None:
            return found
    raise AssertionError("the pages come to no end")


def test_the_clock_on_the_last_page_can_be_extended_like_the_first(world: World) -> None:
    director = world.actor("dai")
    with world.store.read() as work:
        following, last = None, None
        while True:
            page = deadline_board(work, director, after=following, per_page=1)
            last, following = page.rows[-1].deadline, page.following
            if following is None:
                break
        assert extendable(work, [last], director) == {last.id}


def test_what_is_offered_is_walked_in_the_order_of_its_index(world: World) -> None:
    """A page of it must not cost more because more waits: the rows come in order from the index, and are never sorted all."""
    with world.store.read() as work:
        statement = str(
            offered_to(work, world.actor("hu"), limit=3).compile(
                world.store.engine, compile_kwargs={"literal_binds": True}
            )
        ).replace(":", "\\:")
        if not world.store.is_postgresql:
            plan = [row[3] for row in work.session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
            walks = [line for line in plan if "task_candidate" in line]
            assert walks
            assert all("COVERING INDEX" in line and "queue" in line for line in walks)
            return
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
            work.session.execute(text(f"SET LOCAL enable_{way} = off"))
        (plan,) = work.session.scalars(text(f"EXPLAIN (FORMAT JSON) {statement}")).one()
    walks = [path for path in _paths(plan["Plan"]) if path[-1].startswith("task_candidate")]
    assert walks
    for path in walks:
        # Below the innermost limit, which ends the walk, nothing may be sorted.
        last_limit = max(place for place, step in enumerate(path) if step == "Limit")
        assert "Sort" not in path[last_limit:], path


def _paths(node: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The ways from the whole plan down to each table that it reads."""
    here = (*above, node["Node Type"])
    if "Relation Name" in node:
        yield (*here, node["Relation Name"])
    for below in node.get("Plans", ()):
        yield from _paths(below, here)


def test_postgresql_does_not_compile_the_plans_of_pages(world: World) -> None:
    """Compiling took ten seconds for the counts of the navigation at 100,000 cases, of which running took fifty milliseconds."""
    if world.store.is_postgresql:
        with world.store.read() as work:
            assert work.session.scalar(text("SHOW jit")) == "off"
            assert work.session.scalar(text("SHOW max_parallel_workers_per_gather")) == "0"
