"""A sheet that has ended: what its decisions rest on stays readable to readers, and nobody is asked for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.casework.world import World
from tests.sheets.heard_office import answer, ask_on, build_heard_office, start_heard
from tests.sheets.sheet_office import open_task, row_named, save
from tests.sheets.test_heard import WAITS, notices
from workflows.casework.errors import NotAllowed
from workflows.casework.sheet_page import Asked, one_row, sheet_page
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.words import AskState
from workflows.people.relatives import declare_relative
from workflows.store import Store

WITHDRAWS = WAITS.replace('value="waits"', 'value="withdraws"')


def closed(world: World) -> tuple[Any, Any]:
    """A month in which the first member appealed before the office decided on both rows: the case and the task that has ended."""
    case_id = start_heard(world)
    answer(world, ask_on(world, case_id, "M1"), "hu", outcome="appeal", grounds="少计两天在村天数")
    task_id = open_task(world, case_id, "review")
    for key, outcome in (("M1", "change"), ("M2", "keep")):
        save(world, task_id, row_named(world, case_id, key), "wen", outcome=outcome)
    with transaction(world.store) as work:
        complete(work, task_id, world.actor("wen"), {})
    return case_id, task_id


def read_by(world: World, task_id: Any, username: str) -> dict[str, Mapping[str, Any]]:
    """The rows of the task as somebody reads them, by name."""
    with world.store.read() as work:
        view = visible_task(work, task_id, world.actor(username))
        page = sheet_page(work, view, Asked(), lambda field, row: "")
        return {row.key: row.values for row in page.rows}


def test_a_reader_sees_what_was_said_before_the_decision_and_its_writer_the_own_words_alone(store: Store) -> None:
    world = build_heard_office(store)
    case_id, task_id = closed(world)
    said = {"days": 21, "reply": "appeal", "grounds": "少计两天在村天数"}
    # The second member answers after the sheet has closed: the decision did not rest on that.
    answer(world, ask_on(world, case_id, "M2"), "he", outcome="appeal", grounds="迟到的说明")
    seen = read_by(world, task_id, "dai")
    assert seen["M1"] == {**said, "outcome": "change"}
    assert "grounds" not in seen["M2"]
    assert "reply" not in seen["M2"]
    assert read_by(world, task_id, "wen") == {"M1": {"outcome": "change"}, "M2": {"outcome": "keep"}}


def test_of_a_row_about_a_relative_only_how_it_stands_is_read(store: Store) -> None:
    """What ranking and person page take from a relative is not one click away (design 6a, rules 6 and 7)."""
    world = build_heard_office(store)
    case_id, task_id = closed(world)
    with store.write() as work:
        declare_relative(work, world.persons["dai"], world.persons["hu"], "affinity", None)
    seen = read_by(world, task_id, "dai")
    assert (seen["M1"], seen["M2"]["outcome"]) == ({}, "keep")
    row_id = row_named(world, case_id, "M1").id
    with store.read() as work:
        page = sheet_page(work, visible_task(work, task_id, world.actor("dai")), Asked(), lambda field, row: "")
        assert [(row.is_close, row.said is None) for row in page.rows] == [(True, True), (False, False)]
    with store.read() as work, pytest.raises(NotAllowed, match="about you or a relative"):
        one_row(work, visible_task(work, task_id, world.actor("dai")), row_id)


def test_a_sheet_that_withdraws_tells_whoever_has_not_answered(store: Store) -> None:
    world = build_heard_office(store, withdraws=WITHDRAWS)
    case_id, _ = closed(world)
    assert ask_on(world, case_id, "M1").state is AskState.ANSWERED
    assert ask_on(world, case_id, "M2").state is AskState.WITHDRAWN
    told = {who: any("无需再" in text for _, text in notices(world, who)) for who in ("he", "hu")}
    assert told == {"he": True, "hu": False}
