"""What is typed and not yet sent: kept for its writer alone, gone once sent, given back when the session had ended."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser, Page
from tests.webapp.test_task_page import answer
from workflows.casework.models import Decision
from workflows.jobs.pulse import tidy
from workflows.people.form_drafts import KEPT, MOST_CHARACTERS, MOST_DRAFTS, keep_draft, place_of_start
from workflows.people.session_models import FormDraft

BrowserOf = Callable[[str], Browser]
TaskOf = Callable[[str], uuid.UUID]
RESTORED = "您此前填写过但未提交，内容已恢复。"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def drafts(world: World) -> int:
    """How many drafts are kept."""
    with world.store.read() as work:
        return work.session.scalar(select(func.count()).select_from(FormDraft)) or 0


def keep(browser: Browser, button: str = "暂存", **values: object) -> Page:
    """Press the button that keeps a form for later."""
    return browser.press(button, **values)


def test_what_was_typed_stands_there_again_for_its_writer_alone(
    browser_of: BrowserOf, world: World, task_of: TaskOf
) -> None:
    wen, address = browser_of("wen"), f"/tasks/{task_of('check_a')}"
    wen.get(address)
    keep(wen, mark_a="十一", remark_a="第一次")
    page = keep(wen, mark_a="十一", remark_a="第二次", grounds=["G2"], outcome="agree")
    assert "已暂存" in page.words
    assert RESTORED in page.words
    # As it was typed, unchecked, and judged by nobody.
    assert (page.value("mark_a"), page.value("remark_a"), page.value("grounds")) == ("十一", "第二次", "G2")
    assert not page.all("//div[contains(@class, 'error-summary')]")
    with world.store.read() as work:
        kept = work.session.scalars(select(FormDraft)).one()
        assert kept.person_id == world.persons["wen"]
        assert {name for name, _ in kept.fields}.isdisjoint({"csrf_token", "outcome"})
        assert not work.session.scalar(select(func.count()).select_from(Decision).where(Decision.task_id.is_not(None)))
    # The other holder of the post may do the same step, and sees nothing of it.
    other = browser_of("bao").get(address)
    assert RESTORED not in other.words
    assert "第二次" not in other.text
    answer(wen)
    assert drafts(world) == 0


@on_sqlite
def test_a_script_keeps_it_and_a_stranger_is_refused(browser_of: BrowserOf, world: World, task_of: TaskOf) -> None:
    address = f"/tasks/{task_of('check_a')}/draft"
    wen, he, dai = browser_of("wen"), browser_of("he"), browser_of("dai")
    wen.get("/account/relatives")
    token, json = wen.token(), {"Accept": "application/json"}
    sent = wen.client.post(address, data={"csrf_token": token, "remark_a": "记"}, headers=json)
    assert sent.status_code == 200
    assert "已暂存" in sent.json["kept"]
    # The same page keeps again and again, and can still send its form.
    assert wen.client.post(address, data={"csrf_token": token, "remark_a": "记录"}, headers=json).status_code == 200
    long = {"csrf_token": token, "remark_a": "长" * MOST_CHARACTERS}
    assert wen.client.post(address, data=long, headers=json).status_code == 422
    for browser, status in ((he, 404), (dai, 403)):
        browser.get("/account/relatives")
        browser.post(address, {"csrf_token": browser.token(), "remark_a": "不该"}, status)
    assert drafts(world) == 1
    wen.get(f"/tasks/{task_of('check_a')}")
    page = wen.press("清除暂存内容")
    assert drafts(world) == 0
    assert page.value("remark_a") == ""
    assert RESTORED not in page.words


@on_sqlite
def test_a_start_that_was_begun_goes_when_the_case_has_started(browser_of: BrowserOf, world: World) -> None:
    hu = browser_of("hu")
    hu.get("/cases/new/review")
    assert keep(hu, subject="8号").value("subject") == "8号"
    # Enter in a field presses the first button: it starts nothing.
    guard = hu.page.all("//button[@class='enter-guard']")[0] if hu.page else None
    assert guard is not None
    page = hu.post(
        "/cases/new/review", {"csrf_token": hu.token(), "subject": "9号", guard.get("name"): guard.get("value")}
    )
    assert page.value("subject") == "9号"
    assert drafts(world) == 1
    hu.press("发起", subject="9号", unit="BUREAU")
    assert drafts(world) == 0
    wen = browser_of("wen")
    wen.get("/account/relatives")
    wen.post("/cases/new/review/draft", {"csrf_token": wen.token(), "subject": "1"}, 404)


@on_sqlite
def test_old_drafts_go_and_nobody_has_more_than_a_hundred(world: World, clock: MovingClock) -> None:
    with world.store.write() as work:
        for number in range(MOST_DRAFTS + 3):
            keep_draft(work, world.persons["wen"], place_of_start(f"p{number}"), [("subject", str(number))])
    with world.store.read() as work:
        places = set(work.session.scalars(select(FormDraft.place)))
    assert len(places) == MOST_DRAFTS
    assert "start p2" not in places
    assert "start p3" in places
    clock.move_to(clock.now + KEPT + timedelta(minutes=1))
    tidy(world.store)
    assert drafts(world) == 0


@on_sqlite
def test_words_of_an_ended_session_are_given_back(browser_of: BrowserOf, world: World, task_of: TaskOf) -> None:
    wen, task = browser_of("wen"), task_of("check_a")
    wen.get(f"/tasks/{task}")
    token = wen.token()
    words = {"csrf_token": token, "mark_a": "6", "remark_a": "在岗记录完整", "heard": "y", "outcome": "agree"}
    home = {"Referer": f"http://localhost/tasks/{task}", "Sec-Fetch-Site": "same-origin"}
    # Another tab of the browser signs out; and then in again, which gives this page a token of yesterday.
    wen.post("/sign-out", {"csrf_token": token})
    for is_in in (False, True):
        if is_in:
            wen.get("/sign-in")
            wen.post("/sign-in/demo", {"user": str(world.users["wen"]), "csrf_token": wen.token()})
        answered = Page(wen.client.post(f"/tasks/{task}/complete", data=words, headers=home))
        assert answered.status in (400, 401)
        assert "登录已失效" in answered.words
        assert "在岗记录完整" in answered.text
        assert answered.all(f"//a[@href='/tasks/{task}']")
        # From another site nothing is shown as somebody's own words.
        strange = wen.client.post(
            f"/tasks/{task}/complete", data=words, headers={"Sec-Fetch-Site": "cross-site", "Referer": "http://x.test/"}
        )
        assert "在岗记录完整" not in strange.text
    with world.store.read() as work:
        assert not work.session.scalar(select(func.count()).select_from(Decision).where(Decision.task_id == task))


@on_sqlite
def test_signing_in_leads_back_below_the_path_of_the_site(browser_of: BrowserOf) -> None:
    client, below = browser_of("wen").client, {"SCRIPT_NAME": "/gatepost"}
    for said in ("/tasks/x", "/gatepost/tasks/x"):
        answered = client.get(f"/sign-in?next={said}", environ_overrides=below)
        assert (answered.status_code, answered.headers["Location"]) == (302, "/gatepost/tasks/x")
