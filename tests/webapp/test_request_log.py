"""One line of JSON for every request: who by id, what came of it; no names, no answers, and no line that a text could begin."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable

import pytest

from tests.casework.world import World, publish_review, review_files
from tests.webapp.browser import Browser
from webapp.request_log import JsonLines


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """The lines written so far, as they go to the log."""
    caplog.set_level(logging.INFO)
    return lambda: [JsonLines().format(record) for record in caplog.records]


def test_a_request_is_one_line_without_names_or_answers(
    browser_of: Callable[[str], Browser],
    task_of: Callable[[str], uuid.UUID],
    world: World,
    lines: Callable[[], list[str]],
) -> None:
    wen, task = browser_of("wen"), task_of("check_a")
    wen.get(f"/tasks/{task}")
    data = {"csrf_token": wen.token(), "outcome": "agree", "mark_a": "7", "remark_a": "密密麻麻的意见"}
    wen.post(f"/tasks/{task}/complete", data)
    text = "\n".join(lines())
    found = [json.loads(line) for line in lines() if '"gatepost.request"' in line]
    (done,) = [line for line in found if line["route"] == "inbox.complete_task"]
    assert done["status"] == 302
    assert done["person"] == str(world.persons["wen"])
    assert isinstance(done["ms"], int)
    assert len(done["request"]) == 16
    for secret in ("文静", "密密麻麻", "1号", str(data["csrf_token"])):
        assert secret not in text


def test_a_failed_sign_in_is_told_by_address_and_never_by_name(
    browser_of: Callable[[str], Browser], lines: Callable[[], list[str]]
) -> None:
    browser = Browser(browser_of("wen").client.application)
    browser.get("/sign-in")
    browser.press("登录", 422, username="my password by mistake", password="x")
    (line,) = [json.loads(each) for each in lines() if "sign-in failed" in each]
    assert line["address"] == "127.0.0.1"
    assert "my password by mistake" not in "\n".join(lines())


def test_a_line_break_in_a_text_begins_no_line(lines: Callable[[], list[str]]) -> None:
    logging.getLogger("gatepost.worker").warning("case of %s stopped", '王\n{"level": "error", "message": "forged"}')
    (line,) = [each for each in lines() if "stopped" in each]
    assert "\n" not in line
    assert json.loads(line)["level"] == "warning"


def test_a_case_that_cannot_begin_leaves_its_cause_without_values(
    browser_of: Callable[[str], Browser], world: World, lines: Callable[[], list[str]]
) -> None:
    """Nothing of it is kept, so no incident can tell the administrators; the page sends them to the log."""
    files = review_files()
    files["review.bpmn"] = files["review.bpmn"].replace(b"duration(&quot;P7D&quot;)", b"duration(subject)")
    publish_review(world.store, files)
    hu = browser_of("hu")
    hu.get("/cases/new/review")
    answer = {"csrf_token": hu.token(), "subject": "岳闻笛一案", "unit": "BUREAU"}
    assert hu.client.post("/cases/new/review", data=answer).status_code == 500
    (told,) = [line for line in lines() if "could not begin" in line]
    assert "review, element reminder" in told
    assert "date and time(due_at)" in told
    assert "岳闻笛" not in told


def test_a_starter_reads_whose_step_is_unclear_in_words(
    browser_of: Callable[[str], Browser], world: World, lines: Callable[[], list[str]]
) -> None:
    """The technical sentence is for the post that owns the process, and what the diagram says for the log."""
    files = review_files()
    lane = b'<zeebe:formDefinition formId="check_a" />'
    assert lane in files["review.bpmn"]
    files["review.bpmn"] = files["review.bpmn"].replace(
        lane,
        lane + b'<zeebe:assignmentDefinition candidateGroups="=if subject = &quot;&quot; then [subject] else null" />',
    )
    publish_review(world.store, files)
    hu = browser_of("hu")
    hu.get("/cases/new/review")
    answer = {"csrf_token": hu.token(), "subject": "岳闻笛一案", "unit": "BUREAU"}
    said = hu.client.post("/cases/new/review", data=answer).text
    assert "“审核甲”由谁办理无法确定，案件未发起。请告知流程负责岗位。" in said
    assert "candidateGroups" not in said
    (told,) = [line for line in lines() if "could not begin" in line]
    assert "review, element check_a" in told
    assert "then [subject] else null" in told
    assert "岳闻笛" not in told
