"""A case whose stored state or mirror is damaged: its page shows what is readable, administrators are told, it can be cancelled."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.webapp.browser import Browser
from workflows.casework.models import Case, CaseStatus, Deadline, Incident, Task, Timer
from workflows.jobs.duties import cases_with_due_timers
from workflows.proof.verify import verify

DAMAGE = [
    {"state": b"\x00\xff not a state"},
    {"state": b'{"format": 1}'},
    {"mirror": "{not json"},
    {"mirror": '{"odd": 1}'},
]


@pytest.mark.parametrize("damage", DAMAGE, ids=["bytes", "half a state", "mirror", "odd mirror"])
def test_a_damaged_case_is_shown_told_and_cancelled(
    browser_of: Callable[[str], Browser],
    task_of: Callable[[str], uuid.UUID],
    case_id: uuid.UUID,
    world: World,
    damage: dict[str, object],
) -> None:
    task = task_of("check_a")
    with world.store.write() as work:
        case = work.session.get_one(Case, case_id)
        for column, value in damage.items():
            setattr(case, column, value)
    dai = browser_of("dai")
    page = dai.get(f"/cases/{case_id}")
    assert "该案件保存的状态无法读取" in page.words
    assert "1号" in page.words
    dai.get(f"/cases/{case_id}")
    with world.store.read() as work:
        assert len(work.session.scalars(select(Incident)).all()) == 1
        assert work.session.get_one(Case, case_id).status == CaseStatus.INCIDENT.value
    assert cases_with_due_timers(world.store) == []
    wen = browser_of("wen")
    wen.get("/")
    refused = wen.client.post(f"/tasks/{task}/claim", data={"csrf_token": wen.token()})
    assert refused.status_code in (302, 500)
    dai.get(f"/cases/{case_id}")
    dai.press("终止案件", reason="状态损坏无法恢复，另行登记办理")
    with world.store.read() as work:
        assert work.session.get_one(Case, case_id).status == CaseStatus.CANCELLED.value
        assert {row.status for row in work.session.scalars(select(Task))} == {"cancelled"}
        assert {row.status for row in work.session.scalars(select(Deadline))} == {"cancelled"}
        assert work.session.scalars(select(Timer)).all() == []
        assert work.session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all() == []
        assert verify(work).is_intact
