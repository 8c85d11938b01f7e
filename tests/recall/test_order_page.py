"""The order to recall is asked about once more, with the very letter, before it goes out."""

from __future__ import annotations

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


def test_the_order_goes_out_only_once_its_letter_was_looked_at(office: Office) -> None:
    office.start("W01", "W02")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    office.wait_until("2026-03-02T15:00:00+08:00")
    with office.store.read() as work:
        task_id = work.session.scalars(select(Task.id).where(Task.element_id == "prepare_order")).one()
    app = create_app(office.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))
    browser = Browser(app)
    browser.get("/sign-in")
    browser.post("/sign-in/demo", {"user": str(office.users["wen"]), "csrf_token": browser.token()})
    browser.get(f"/tasks/{task_id}")
    answers: dict[str, object] = {
        "order_facts": "虽按要求打卡考勤，但长期消极怠工、帮扶不力，群众不满意。",
        "order_basis": "驻村工作队管理考核办法第十二条",
        "contact": "综合组 0745-2710000",
        "slot_people": [str(office.postings["W01"])],
    }
    page = browser.press("发出召回通知", **answers)
    assert "不能撤回" in page.words
    (shown,) = page.all("//div[@class='letter-text']")
    assert shown.text.startswith("市水务局：")
    assert (
        "决定责令你单位召回驻清溪村工作队队员陈小明、驻石桥村工作队队员魏大海，共2名。请于送达后7日内另行选派1名"
        in shown.text
    )
    assert orders(office) == []
    page = browser.press("返回修改")
    assert page.value("contact") == "综合组 0745-2710000"
    browser.press("发出召回通知", **answers)
    browser.press("发出召回通知")
    (text,) = orders(office)
    assert text.endswith(shown.text)
    with office.store.read() as work:
        lead = work.session.scalars(select(Document.text).where(Document.kind == "lead_form")).one()
    assert "触发情形：暗访督查发现" in lead
    assert "acknowledge" in office.open_tasks()
