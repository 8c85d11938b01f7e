"""What somebody holds stands on their page, for whom the file is open; they give it back, and whoever can take it over is told."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.webapp.browser import Browser
from workflows.casework.models import Notice, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.proof.models import HistoryEntry
from workflows.proof.words import HistoryKind

BrowserOf = Callable[[str], Browser]


@pytest.mark.usefixtures("case_id")
def test_whoever_leaves_a_task_hands_it_to_their_post(
    browser_of: BrowserOf, world: World, task_of: Callable[[str], uuid.UUID]
) -> None:
    task_id = task_of("check_a")
    with transaction(world.store) as work:
        claim(work, task_id, world.actor("wen"))
    address = f"/people/{world.persons['wen']}"
    # Who reads the file sees who holds its step, and who could take it over; who administers knows the post, never the person.
    reader = browser_of("dai")
    assert "在办任务与交接" in reader.get(address).words
    assert "鲍杰" in reader.get(f"{address}/tasks").words
    assert reader.page.all("//button[contains(., '交回岗位')]") == []
    keeper = browser_of("adm")
    assert "没有在办任务" in keeper.get(f"{address}/tasks").words
    assert browser_of("he").client.get(f"{address}/tasks").status_code == 404
    case = reader.get(f"/tasks/{task_id}")
    assert [link.text_content() for link in case.all(f"//a[@href='{address}']")][:1] == ["文静"]
    own = browser_of("wen")
    assert "登记不在岗" in own.get("/people/me").words
    own.get(f"{address}/tasks")
    assert "已交接 1 项任务" in own.press("交回岗位", task=[str(task_id)]).words
    with world.store.read() as work:
        assert work.session.get_one(Task, task_id).assignee_id is None
        told = work.session.scalars(select(Notice).where(Notice.text.contains("交接"))).one()
        assert told.post_key == "general_group"
        by = select(HistoryEntry.actor_id).where(HistoryEntry.kind == HistoryKind.TASK_RELEASED)
        assert work.session.scalars(by).all() == [world.persons["wen"]]
    # What somebody else holds, nobody hands over for them.
    with transaction(world.store) as work:
        claim(work, task_id, world.actor("bao"))
    own.get("/")
    sent = {"csrf_token": own.token(), "task": [str(task_id)]}
    assert "只有领取人本人可以放回岗位" in own.post("/tasks/hand-over", sent).words
    with world.store.read() as work:
        assert work.session.get_one(Task, task_id).assignee_id == world.persons["bao"]
