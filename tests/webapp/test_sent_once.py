"""A form counts once, a session ends for good, and failures lock out nobody but who failed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask, request
from sqlalchemy import event, func, select, update
from wtforms import Form, PasswordField

from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser
from webapp.account import forms as account_forms
from webapp.sent_again import SECRETS, content_of_form
from workflows.casework.models import Case
from workflows.jobs.pulse import tidy
from workflows.people.session_models import LoginSession, SentForm
from workflows.store import Store

BEGIN = {"subject": "8号", "unit": "BUREAU"}


def count(store: Store, model: type) -> int:
    """How many rows there are."""
    with store.read() as work:
        return work.session.scalar(select(func.count()).select_from(model)) or 0


def begin(browser: Browser, token: str) -> str:
    """Send the start form with this token; where it leads."""
    answer = browser.client.post("/cases/new/review", data={**BEGIN, "csrf_token": token})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_the_same_form_again_is_answered_with_its_first_result(
    browser_of: Callable[[str], Browser], world: World
) -> None:
    hu = browser_of("hu")
    hu.get("/cases/new/review")
    token = hu.token()
    assert count(world.store, SentForm) == 0  # no page stores anything
    first = begin(hu, token)
    assert "已发起" in hu.get(first).words
    assert begin(hu, token) == first
    assert "已发起" in hu.get(first).words
    assert count(world.store, Case) == 1
    hu.get("/cases/new/review")
    assert begin(hu, hu.token()) != first
    assert count(world.store, Case) == 2


def test_other_words_from_the_same_page_are_not_lost_silently(
    browser_of: Callable[[str], Browser], world: World, clock: MovingClock
) -> None:
    hu = browser_of("hu")
    hu.get("/cases/new/review")
    token = hu.token()
    first = begin(hu, token)
    other = {**BEGIN, "subject": "9号，补充材料\n<b>第二行</b>", "csrf_token": token}
    page = hu.post("/cases/new/review", other, 409)
    assert "此页面之前已提交过" in page.words
    assert "未保存" in page.words
    assert "已发起" in page.words, "what came of the first words"
    assert [field.text.strip() for field in page.all("//textarea[@readonly]")] == [other["subject"], "BUREAU"]
    assert next(link.get("href") for link in page.all("//main//a")) == first
    assert count(world.store, Case) == 1
    assert begin(hu, token) == first, "the first words again are still the same form again"
    clock.forward(days=3)
    tidy(world.store)
    assert count(world.store, SentForm) == 0


def test_another_file_is_another_form() -> None:
    def content(data: bytes) -> list[tuple[str, str]]:
        sent = {"csrf_token": "t", "year": "2026", "plan": (BytesIO(data), "plan.xlsx")}
        with Flask("sent").test_request_context("/", method="POST", data=sent):
            found = list(content_of_form())
            assert request.files["plan"].read() == data, "the view reads the file from its beginning"
        return found

    assert content(b"a") == content(b"a") != content(b"b")
    assert content(b"a")[0] == ("year", "2026")


def test_no_password_is_shown_again() -> None:
    forms = [each for each in vars(account_forms).values() if isinstance(each, type) and issubclass(each, Form)]
    fields = {
        name
        for form in forms
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert fields == SECRETS


def test_what_was_sent_before_its_words_were_kept_is_the_same_again(
    browser_of: Callable[[str], Browser], world: World
) -> None:
    hu = browser_of("hu")
    hu.get("/cases/new/review")
    token = hu.token()
    first = begin(hu, token)
    with world.store.write() as work:
        work.session.execute(update(SentForm).values(content=""))
    answer = hu.client.post("/cases/new/review", data={**BEGIN, "subject": "9号", "csrf_token": token})
    assert answer.headers["Location"] == first


def test_a_refused_form_may_be_sent_again(browser_of: Callable[[str], Browser], world: World) -> None:
    hu = browser_of("hu")
    hu.get("/cases/new/review")
    token = hu.token()
    hu.post("/cases/new/review", {"csrf_token": token, "unit": "BUREAU"}, 422)
    assert count(world.store, SentForm) == 0
    begin(hu, token)
    assert count(world.store, Case) == 1


def test_a_form_belongs_to_its_person_and_its_address(
    browser_of: Callable[[str], Browser], task_of: Callable[[str], uuid.UUID]
) -> None:
    task = task_of("check_a")
    wen = browser_of("wen")
    wen.get(f"/tasks/{task}")
    token = wen.token()
    wen.post(f"/tasks/{task}/claim", {"csrf_token": token})
    assert "任务已放回岗位" in wen.post(f"/tasks/{task}/release", {"csrf_token": token}).words


@pytest.mark.parametrize("where", ["/sign-out", "/sign-out/everywhere"])
def test_a_copied_cookie_is_dead_after_signing_out(
    browser_of: Callable[[str], Browser], app: Flask, world: World, where: str
) -> None:
    wen = browser_of("wen")
    wen.get("/")
    cookie = wen.client.get_cookie("gatepost")
    assert cookie is not None
    thief = Browser(app)
    thief.client.set_cookie("gatepost", cookie.value)
    assert thief.get("/").path == "/"
    wen.post(where, {"csrf_token": wen.token()})
    with wen.client.session_transaction() as left:
        assert not {"secret", "seen"} & set(left), "the browser keeps nothing of it"
    assert thief.get("/").path == "/sign-in"
    with thief.client.session_transaction() as left:
        assert "secret" not in left
    with world.store.read() as work:
        assert all(row.ended_at for row in work.session.scalars(select(LoginSession)))


def test_signing_out_ends_one_session_and_everywhere_ends_all(
    browser_of: Callable[[str], Browser], app: Flask, world: World
) -> None:
    here, there = browser_of("wen"), Browser(app)

    def sign_in_there() -> None:
        there.get("/sign-in")
        there.post("/sign-in/demo", {"user": str(world.users["wen"]), "csrf_token": there.token()})

    sign_in_there()
    there.get("/")
    there.post("/sign-out", {"csrf_token": there.token()})
    assert here.get("/").path == "/"
    sign_in_there()
    here.post("/sign-out/everywhere", {"csrf_token": here.token()})
    assert there.get("/").path == "/sign-in"


def test_a_session_is_written_at_signing_in_only(browser_of: Callable[[str], Browser], world: World) -> None:
    wen = browser_of("wen")
    writes: list[str] = []

    @event.listens_for(world.store.engine, "before_cursor_execute")
    def _note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            writes.append(statement)

    for path in ("/", "/cases", "/deadlines", "/notices"):
        wen.get(path)
    assert writes == []


def test_a_session_ends_twelve_hours_after_signing_in_however_busy(
    browser_of: Callable[[str], Browser], clock: MovingClock
) -> None:
    wen = browser_of("wen")
    for _ in range(3):
        clock.forward(hours=3, minutes=50)
        assert wen.get("/").path == "/"
    clock.forward(minutes=40)
    assert wen.get("/").path == "/sign-in"


def test_signing_in_again_ends_the_session_before_and_keeps_nothing_of_it(
    browser_of: Callable[[str], Browser], app: Flask, world: World
) -> None:
    browser = browser_of("wen")
    browser.get("/")
    old = browser.client.get_cookie("gatepost")
    token = browser.token()
    with browser.client.session_transaction() as kept:
        kept["left_over"] = "of wen"
    browser.post("/sign-in/demo", {"user": str(world.users["hu"]), "csrf_token": token})
    with browser.client.session_transaction() as kept:
        assert "left_over" not in kept
        assert "csrf_token" not in kept or kept["csrf_token"] != token
    assert old is not None
    other = Browser(app)
    other.client.set_cookie("gatepost", old.value)
    assert other.get("/").path == "/sign-in"
