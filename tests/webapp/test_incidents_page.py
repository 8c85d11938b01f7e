"""The incidents page: what stopped, and trying again."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tests.casework.test_incident_values import OWNED, stopped
from tests.casework.world import World
from tests.webapp.browser import Browser
from workflows.casework.errors import IncidentRaised
from workflows.casework.incidents import record_incident
from workflows.casework.models import Case, Incident
from workflows.sentence import Sentence


def test_an_administrator_sees_what_stopped_and_tries_again(
    browser_of: Callable[[str], Browser], world: World, case_id: uuid.UUID
) -> None:
    raised = IncidentRaised(case_id, "remind", Sentence("The post is unknown.", "没有这个岗位。"), {"kind": "timer"})
    with world.store.write() as work:
        record_incident(work, raised)
    browser = browser_of("adm")
    page = browser.get("/admin/incidents")
    assert "没有这个岗位。" not in page.words, "it may hold values of the case"
    assert "步骤无法执行。" in page.words
    assert "异常中止" in browser.get(f"/cases/{case_id}").words
    browser.get("/admin/incidents")
    page = browser.press("重试")
    assert "“审核 1号”已继续。" in page.words
    assert "目前没有异常" in page.words


def test_the_owner_corrects_a_value_on_the_case_s_page_and_it_goes_on(
    browser_of: Callable[[str], Browser], world: World
) -> None:
    case_id, incident_id = stopped(world, OWNED)
    page = f"/cases/{case_id}/incidents/{incident_id}"
    assert page not in browser_of("wen").get(f"/cases/{case_id}").text, "reads the file, and corrects nothing"
    browser_of("wen").get(page, 403)
    browser_of("he").get(page, 404)
    assert "bonus" not in browser_of("adm").get("/cases").text
    browser_of("adm").get(page, 403)
    owner = browser_of("dai")
    assert page in owner.get(f"/cases/{case_id}").text
    shown = owner.get(page)
    assert "mark_a" in shown.words
    assert "Look at the values" not in shown.words
    assert "Values of an incident" in owner.press("English").words
    owner.press("中文")
    refused = owner.press("让案件继续", 422, **{"kind-bonus": "number", "value-bonus": "五"})
    assert "请填写数字" in refused.words
    assert "五" in refused.text
    owner.press("让案件继续", **{"kind-bonus": "number", "value-bonus": "5"})
    with world.store.read() as work:
        assert work.session.get_one(Case, case_id).status == "active"
        assert work.session.get_one(Incident, incident_id).resolved_by_id == world.persons["dai"]
