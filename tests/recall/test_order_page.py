"""The order to recall goes out once the director has signed it over the very letter; until then it is no letter."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from tests.recall import steps
from tests.recall.office import Office
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.models import Task
from workflows.documents.models import Document


def orders(office: Office) -> list[str]:
    """The texts of the orders that went out."""
    with office.store.read() as work:
        return list(work.session.scalars(select(Document.text).where(Document.kind == "recall_order")))


def signed_in(app: Flask, office: Office, username: str, element_id: str) -> Browser:
    """Somebody's browser with the open task of a step before them."""
    with office.store.read() as work:
        open_now = (Task.element_id == element_id, Task.ended_at.is_(None))
        task_id = work.session.scalars(select(Task.id).where(*open_now)).one()
    browser = Browser(app)
    browser.get("/sign-in")
    browser.post("/sign-in/demo", {"user": str(office.users[username]), "csrf_token": browser.token()})
    browser.get(f"/tasks/{task_id}")
    return browser


def test_the_order_goes_out_only_once_the_director_signed_over_its_letter(office: Office) -> None:
    office.start("W01", "W02")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    office.wait_until("2026-03-02T15:00:00+08:00")
    app = create_app(office.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))
    answers: dict[str, object] = {
        "order_facts": "虽按要求打卡考勤，但长期消极怠工、帮扶不力，群众不满意。",
        "order_basis": "驻村工作队管理考核办法第十二条",
        "contact": "综合组 0745-2710000",
        "slot_people": [str(office.postings["W01"])],
    }
    drafting = signed_in(app, office, "wen", "prepare_order")
    drafting.press("报请签发", **answers)
    assert orders(office) == []
    browser = signed_in(app, office, "dai", "sign_order")
    page = browser.press("签发")
    assert "不能撤回" in page.words
    (shown,) = page.all("//div[@class='letter-text']")
    assert shown.text.startswith("市水务局：")
    assert (
        "决定责令你单位召回驻清溪村工作队队员陈小明、驻石桥村工作队队员魏大海，共2名。请于送达后7日内另行选派1名"
        in shown.text
    )
    assert orders(office) == []
    browser.press("返回修改")
    reason = "事实概述与联合调查报告不一致，请核对。"
    browser.press("退回", order_return_reason=reason)
    assert (orders(office), office.open_tasks()) == ([], ["prepare_order"])
    drafting = signed_in(app, office, "wen", "prepare_order")
    assert reason in drafting.page.words
    assert drafting.page.value("contact") == "综合组 0745-2710000"
    drafting.press("报请签发", **answers)
    browser = signed_in(app, office, "dai", "sign_order")
    browser.press("签发")
    browser.press("签发")
    (text,) = orders(office)
    assert text.endswith(shown.text)
    with office.store.read() as work:
        lead = work.session.scalars(select(Document.text).where(Document.kind == "lead_form")).one()
    assert "触发情形：暗访督查发现" in lead
    assert "acknowledge" in office.open_tasks()
