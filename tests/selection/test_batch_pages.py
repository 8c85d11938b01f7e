"""A batch on its pages, as each of those concerned sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.clock import MovingClock
from tests.selection.batch_office import Batch, build_batch
from tests.webapp.browser import Browser, Page
from tests.webapp.test_one_way import asked_of
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.models import Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.jobs.duties import work_off
from workflows.selection.batch_models import SelectionBatch
from workflows.store import Store

BrowserOf = Callable[[str], Browser]


@pytest.fixture
def batch(store: Store, clock: MovingClock) -> Batch:
    return build_batch(store, clock)


@pytest.fixture
def browser_of(batch: Batch) -> BrowserOf:
    app: Flask = create_app(batch.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))

    def find(username: str) -> Browser:
        browser = Browser(app)
        browser.get("/sign-in")
        browser.post("/sign-in/demo", {"user": str(batch.office.users[username]), "csrf_token": browser.token()})
        return browser

    return find


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_name_that_is_taken_is_refused_with_every_word_kept(batch: Batch, browser_of: BrowserOf) -> None:
    batch.begin()
    department = browser_of("zu")
    path = "/cases/new/selection_batch"
    department.get(path)
    with batch.store.read() as work:
        name = work.session.scalars(select(SelectionBatch.name)).one()
    typed = {
        "batch_name": name,
        "answer_by": "2026-03-25",
        "requirements": "政治素质好、有农村工作经历，身体健康，能够全脱产驻村。",
        "contact": "组织部祖部长 8000001",
        "csrf_token": department.token(),
    }
    page = department.post(path, typed, status=422)
    assert f"已有批次“{name}”" in page.words
    assert page.all(f"//input[@name='batch_name'][@value='{name}']")


def test_a_batch_goes_through_its_pages(batch: Batch, browser_of: BrowserOf) -> None:
    batch.begin()
    department = browser_of("zu")
    path = f"/tasks/{batch.task('shares')}"
    with asked_of(batch.store) as statements:
        page = department.get(path)
    assert len(statements) <= 10, "\n".join(statement for statement, _ in statements)
    assert "八坪村（第2名额）" in page.words
    rows = [str(box.get("value")) for box in page.all("//input[@name='row']")]
    department.press("保存所选各行", row=rows, share_unit="WATER", share_role="member")
    department.get(path)
    department.press("办结此表")
    page = department.get(f"/tasks/{batch.task('issue')}")
    assert "名额 3 个，暂不选派 0 个" in page.words
    department.press("签发")
    department.press("签发")
    work_off(batch.store)
    work_off(batch.store)

    unit = browser_of("hu")
    page = unit.get(f"/tasks/{batch.task('reply', 'WATER')}")
    assert "关于选派驻村干部的通知" in page.words
    assert "承担的名额" in page.words
    unit.press("接受任务，开始推荐")
    unit.get(f"/cases/{batch.case()}", 404)
    for _ in range(2):
        unit.get(f"/tasks/{batch.task('nominate', 'WATER')}")
        unit.press("提交", has_nobody="true")
    batch.do("nominate", "hu", "WATER", **batch.nomination("W11"))
    secretary, path = browser_of("shu"), f"/tasks/{batch.task('meeting', 'WATER')}"
    with asked_of(batch.store) as statements:
        page = secretary.get(path)
    assert len(statements) <= 10, "\n".join(statement for statement, _ in statements)
    assert "江一帆" in page.words
    assert "主动请缨" in page.words, "the party group reads what was said for the nominee"
    batch.do("meeting", "shu", "WATER", **batch.meeting(W11=3))
    office = browser_of("wen")
    page = office.get(f"/tasks/{batch.task('review_unit')}")
    assert "拟定人选1名，未落实名额 2 个" in page.words
    office.press("通过")
    work_off(batch.store)
    assert "整轮与各部分" in office.get(f"/cases/{batch.case()}").words
    path = f"/tasks/{batch.task('settle_list')}"
    with asked_of(batch.store) as statements:
        page = department.get(path)
    assert len(statements) <= 10, "\n".join(statement for statement, _ in statements)
    assert "有拟定人选的名额 1 个，已撤销的名额 2 个" in page.words
    assert "江一帆" in page.words
    release = "办结：本批次后续步骤在线下办理，释放名额和人选"
    department.press(release, settle_remark="后续考察和派遣由组织部在线下办理。")
    department.press(release)
    work_off(batch.store)
    assert batch.open() == []
    assert "江一帆（" in unit.get("/notices").words, "the unit is told who of theirs is free again"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_objection_is_registered_on_an_empty_form(batch: Batch, browser_of: BrowserOf) -> None:
    person_id = str(batch.office.persons["W11"])
    line = {
        "place": "V8-1",
        "village": "八坪村",
        "post": "队员",
        "unit": "市水务局",
        "name": "江一帆",
        "unit_code": "WATER",
    }
    other = {"place": "V8-2", "name": "江二帆", "person_id": str(batch.office.persons["W12"])}
    matched = [{**line, "person_id": person_id}, {**line, **other}]
    matched = [{**each, "candidate_id": each["person_id"]} for each in matched]
    given = {"batch_name": "第一批", "matched_list": matched, "matched_count": 2, "objections": []}
    given |= {"left_list": [], "left_now": [], "upheld_count": 0, "notice_key": "第一批", "set_out": matched}
    with transaction(batch.store) as work:
        case_id = start_case(work, "selection_notice", given, actor=batch.office.actor("zu")).id
    batch.do("draw_up", "zu", case_id=case_id)
    batch.do("register_objection", "zu", case_id=case_id, objector="来访群众甲", objection_text="甲反映的事情，" * 5)

    def page(step: str, by: str) -> Page:
        with batch.store.read() as work:
            of_step = (Task.case_id == case_id, Task.element_id == step, Task.status == TaskStatus.OPEN)
            task_id = work.session.scalars(select(Task.id).where(*of_step)).one()
        return browser_of(by).get(f"/tasks/{task_id}")

    def written(page: Page, key: str) -> str:
        return (page.all(f"//textarea[@name='{key}']")[0].text or "").strip()

    registering = page("register_objection", "zu")
    assert registering.all("//input[@name='objector']")[0].get("value") in (None, "")
    assert registering.all("//input[@name='received_on']")[0].get("value") in (None, "")
    assert written(registering, "objection_text") == ""
    batch.do("hear_person", "W11", case_id=case_id, statement="所反映的甲的事不属实。")
    batch.do(
        "verify_objection", "bao", case_id=case_id, objection_finding="unfounded", objection_facts="甲的事不实。" * 5
    )
    batch.do("decide_objection", "dai", case_id=case_id, outcome="dismiss", objection_reason="反映的甲的事不成立。")
    batch.do("answer_objector", "zu", case_id=case_id)
    batch.do("register_objection", "zu", case_id=case_id, objected_place="V8-2", objection_text="乙反映的事情，" * 5)
    hearing = page("hear_person", "W12").words
    assert "乙反映的事情" in hearing
    assert "群众" not in hearing, "never who objected, nor how"
    batch.do("hear_person", "W12", case_id=case_id, statement="所反映的乙的事不属实。")
    verifying = page("verify_objection", "bao")
    assert "对江二帆" in verifying.words
    assert written(verifying, "objection_facts") == "", "another objection is another matter"
    batch.do(
        "verify_objection",
        "bao",
        case_id=case_id,
        objection_finding="substantiated",
        objection_facts="乙的事属实。" * 5,
    )
    deciding = page("decide_objection", "dai")
    assert written(deciding, "objection_reason") == ""
    assert all(
        said in deciding.words
        for said in ("对江二帆（拟派八坪村）的异议：乙反映", "核实结论：属实。核实情况：乙的事属实")
    )
    assert "异议所涉人选 八坪村队员：江二帆" in browser_of("zu").get(f"/cases/{case_id}").words
