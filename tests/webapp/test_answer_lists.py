"""Dynamic lists on the page: rows come and go without a script and without losing a word, errors stand at their row."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from tests.casework.world import World, form, publish_review, review_files, text
from tests.webapp.browser import Browser, Page
from webapp.answers.sent import sent_answers
from workflows.casework.models import Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.procedure import read_files

BrowserOf = Callable[[str], Browser]
LABELS = b"""
form:check_a:items: Allegations
form:check_a:items:description: One for each
form:check_a:items.ground: Ground
form:check_a:items.kind: Kind
form:check_a:items.kind:option:work: Work
form:check_a:items.kind:option:other: Other
form:check_a:items.why: Why
form:check_a:outcome:option:agree: Agree
"""
ITEMS = {
    "type": "dynamiclist",
    "path": "items",
    "label": "反映问题",
    "description": "逐项填写",
    "properties": {"min_rows": "1", "max_rows": "3"},
    "components": [
        {"type": "textfield", "key": "ground", "label": "事由", "validate": {"required": True}},
        {
            "type": "radio",
            "key": "kind",
            "label": "类别",
            "values": [{"value": "work", "label": "在岗"}, {"value": "other", "label": "其他"}],
        },
        {
            "type": "textfield",
            "key": "why",
            "label": "说明",
            "validate": {"required": True},
            "conditional": {"hide": '=this.kind != "other"'},
        },
    ],
}
OUTCOME = {
    "type": "radio",
    "key": "outcome",
    "label": "结论",
    "values": [{"value": "agree", "label": "同意"}],
    "properties": {"confirm": "agree"},
}


@pytest.fixture(autouse=True)
def case_with_list(world: World) -> uuid.UUID:
    """A review whose first task and whose start ask for a list."""
    begin = form("begin", text("subject"), text("unit"), {**ITEMS, "path": "causes", "properties": {}})
    files = {"forms/check_a.form": form("check_a", OUTCOME, ITEMS), "forms/begin.form": begin, "labels.en.yaml": LABELS}
    publish_review(world.store, review_files(**files))
    with transaction(world.store) as work:
        return start_case(work, "review", actor=world.actor("hu"), answers={"subject": "1号", "unit": "BUREAU"}).id


@pytest.fixture
def task_path(world: World, case_with_list: uuid.UUID) -> str:
    """The address of the task that asks for the list."""
    statement = select(Task.id).where(
        Task.case_id == case_with_list, Task.element_id == "check_a", Task.status == TaskStatus.OPEN.value
    )
    with world.store.read() as work:
        return f"/tasks/{work.session.scalars(statement).one()}"


def send(browser: Browser, path: str, status: int = 200, **values: object) -> Page:
    """Send the task's form with these values, names with __ for hyphens."""
    data = {name.replace("__", "-"): value for name, value in values.items()}
    return browser.post(f"{path}/complete", {"csrf_token": browser.token(), **data}, status)


def test_a_list_begins_with_one_empty_row_and_says_what_it_is(browser_of: BrowserOf, task_path: str) -> None:
    page = browser_of("wen").get(task_path)
    group = page.all("//fieldset[@id='answer-items']")[0]
    assert group.find("legend").text_content() == "反映问题"
    assert "逐项填写" in page.all(f"//*[@id='{group.get('aria-describedby')}']")[0].text_content()
    assert [row.find("legend").text_content() for row in page.all("//fieldset[@class='answer-row']")] == ["第 1 项"]
    assert page.all("//input[@name='items-0-ground'][@id='answer-items-0-ground']")


def test_rows_are_added_and_removed_without_losing_a_word(browser_of: BrowserOf, task_path: str) -> None:
    browser = browser_of("wen")
    browser.get(task_path)
    page = browser.press("添加一项 · 反映问题", items__0__ground="脱岗", items__0__kind="work")
    assert (page.value("items-0-ground"), page.value("items-0-kind")) == ("脱岗", "work")
    assert page.all("//fieldset[@autofocus]//input[@name='items-1-ground']")
    page = browser.press("添加一项 · 反映问题", items__rows=["0", "1"], items__1__ground="酒驾")
    assert not [button for button in page.all("//button") if "添加一项" in button.text_content()], "three are the most"
    page = browser.press("删除第 1 项", items__rows=["0", "1", "2"])
    assert page.value("items-1-ground") == "酒驾"
    assert not page.all("//input[@name='items-0-ground']")
    assert [row.find("legend").text_content() for row in page.all("//fieldset[@class='answer-row']")] == [
        "第 1 项",
        "第 2 项",
    ]


def test_adding_a_row_completes_nothing(browser_of: BrowserOf, task_path: str) -> None:
    browser = browser_of("wen")
    browser.get(task_path)
    send(browser, task_path, outcome="agree", items__rows="0", edit__rows="add items")
    assert "同意" in browser.get(task_path).words


def test_an_error_stands_at_its_row_and_the_summary_leads_there(browser_of: BrowserOf, task_path: str) -> None:
    browser = browser_of("wen")
    browser.get(task_path)
    rows = {"items__rows": ["4", "7"], "items__4__ground": "脱岗", "items__7__kind": "other"}
    page = send(browser, task_path, 422, outcome="agree", **rows)
    links = {a.get("href"): a.text_content() for a in page.all("//div[contains(@class, 'error-summary')]//a")}
    assert links == {
        "#answer-items-7-ground": "反映问题第 2 项 · 事由：请填写此项。",
        "#answer-items-7-why": "反映问题第 2 项 · 说明：请填写此项。",
    }
    assert page.all("//*[@id='answer-items-7-ground'][@aria-invalid='true']")
    assert page.value("items-4-ground") == "脱岗"


def test_too_few_rows_are_an_error_of_the_list(browser_of: BrowserOf, task_path: str) -> None:
    browser = browser_of("wen")
    browser.get(task_path)
    page = send(browser, task_path, 422, outcome="agree", items__rows="0")
    assert "至少填写 1 项，现有 0 项。" in page.all("//fieldset[@id='answer-items']")[0].text_content()
    assert page.all("//div[contains(@class, 'error-summary')]//a[@href='#answer-items']")


def test_the_confirmation_and_the_case_file_show_every_row(
    browser_of: BrowserOf, task_path: str, case_with_list: uuid.UUID
) -> None:
    browser = browser_of("wen")
    browser.get(task_path)
    rows = {
        "items__rows": ["0", "1"],
        "items__0__ground": "脱岗",
        "items__0__kind": "work",
        "items__1__ground": "其他事",
        "items__1__kind": "other",
        "items__1__why": "村民反映",
    }
    page = send(browser, task_path, outcome="agree", **rows)
    shown = [item.text_content().split() for item in page.all("//dd[@class='answer-rows']/ol/li")]
    assert shown == [["事由", "脱岗", "类别", "在岗"], ["事由", "其他事", "类别", "其他", "说明", "村民反映"]]
    page = browser.press("返回修改", items__rows=["0", "1"])
    assert page.value("items-1-why") == "村民反映"
    send(browser, task_path, outcome="agree", confirmed="agree", **rows)
    browser.get("/")
    browser.press("English")
    page = browser.get(f"/cases/{case_with_list}")
    shown = [item.text_content().split() for item in page.all("//*[@id='file-record']//dd[@class='answer-rows']/ol/li")]
    assert shown == [
        ["Ground", "脱岗", "Kind", "Work"],
        ["Ground", "其他事", "Kind", "Other", "Why", "村民反映"],
    ]


def test_what_does_not_count_in_a_row_is_told_to_the_script(browser_of: BrowserOf, task_path: str) -> None:
    browser = browser_of("wen")
    browser.get(task_path)
    sent = {"items-rows": ["0", "3"], "items-0-kind": "other", "items-3-kind": "work"}
    answer = browser.client.post(f"{task_path}/visibility", data={"csrf_token": browser.token(), **sent})
    assert answer.json == {"hidden": ["items-3-why"]}


def test_a_start_form_may_ask_for_a_list(browser_of: BrowserOf) -> None:
    browser = browser_of("hu")
    browser.get("/cases/new/review")
    page = browser.press("添加一项 · 反映问题", subject="2号", unit="BUREAU", causes__0__ground="脱岗")
    assert (page.value("subject"), page.value("causes-0-ground")) == ("2号", "脱岗")
    page = browser.press("发起", causes__rows=["0", "1"])
    assert "脱岗" in browser.get(page.path).words


def test_only_rows_that_the_page_names_are_read() -> None:
    files = review_files(**{"forms/check_a.form": form("check_a", OUTCOME, ITEMS)})
    definition = read_files("review", files).forms["check_a"]
    sent = MultiDict([("items-rows", "2"), ("items-2-ground", "甲"), ("items-9-ground", "乙"), ("items-rows", "2")])
    assert sent_answers(definition, sent)["items"] == [{"ground": "甲", "kind": None, "why": None}]


def test_a_list_begins_with_as_many_rows_as_it_says(browser_of: BrowserOf, world: World) -> None:
    begin = form("begin", text("subject"), text("unit"), {**ITEMS, "defaultRepetitions": 3})
    publish_review(world.store, review_files(**{"forms/begin.form": begin}))
    page = browser_of("hu").get("/cases/new/review")
    assert len(page.all("//fieldset[@class='answer-row']")) == 3
