"""Signing in and out, lock-out, sessions that end, languages."""

from __future__ import annotations

import re
import uuid

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows.people import PostHolding, User
from workflows.people.accounts import HASH_OF_NOBODY, set_password
from workflows.people.sessions import end_sessions

PASSWORD = "正确的口令 42"


@pytest.fixture
def browser(app: Flask, world: World) -> Browser:
    """A signed-out browser; wen has a password."""
    with world.store.write() as work:
        set_password(work.session.get_one(User, world.users["wen"]), PASSWORD)
    return Browser(app)


def sign_in(browser: Browser, password: str = PASSWORD, status: int = 200, username: str = "wen") -> str:
    """Fill in the form; the words of the page that follows."""
    return browser.press("登录", status, username=username, password=password).words


def test_name_and_password_open_the_page_asked_for(browser: Browser) -> None:
    page = browser.get("/deadlines?status=met")
    assert page.path == "/sign-in"
    sign_in(browser)
    assert browser.page is not None
    assert browser.page.path == "/deadlines"


def test_a_wrong_password_does_not_tell_which_names_exist(browser: Browser) -> None:
    browser.get("/sign-in")
    assert "用户名或密码不正确。" in sign_in(browser, "不对", 422)
    assert "用户名或密码不正确。" in sign_in(browser, "不对", 422, username="nobody")


def test_an_unknown_name_is_looked_at_as_long_as_a_known_one() -> None:
    assert not PasswordHasher().check_needs_rehash(HASH_OF_NOBODY)


@pytest.mark.parametrize("username", ["wen", "nobody"])
def test_five_failures_from_one_address_make_it_wait_whether_the_name_exists_or_not(
    browser: Browser, clock: MovingClock, username: str
) -> None:
    browser.get("/sign-in")
    for _ in range(5):
        assert "用户名或密码不正确。" in sign_in(browser, "不对", 422, username=username)
    for password in ("不对", PASSWORD):
        assert "请 15 分钟后再试" in sign_in(browser, password, 429, username=username)
    clock.forward(minutes=16)
    assert ("待办" if username == "wen" else "用户名或密码不正确。") in sign_in(
        browser, status=200 if username == "wen" else 422, username=username
    )


def test_failures_elsewhere_lock_out_nobody(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.people.attempts.MAX_OF_NAME", 6)
    browser.get("/sign-in")
    sign_in(browser)
    browser.press("退出")
    for number in range(6):  # somebody guesses from three addresses
        data = {"csrf_token": browser.token(), "username": "wen", "password": f"{number}"}
        browser.client.post("/sign-in", data=data, environ_overrides={"REMOTE_ADDR": f"10.0.0.{number // 2}"})
    data = {"csrf_token": browser.token(), "username": "wen", "password": PASSWORD}
    stranger = browser.client.post("/sign-in", data=data, environ_overrides={"REMOTE_ADDR": "10.0.1.1"})
    assert stranger.status_code == 429
    assert "待办" in sign_in(browser)


def test_an_office_behind_one_address_signs_in(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.people.attempts.MAX_HERE", 2)
    for _ in range(4):
        browser.get("/sign-in")
        sign_in(browser)
        browser.press("退出")


def test_one_address_cannot_try_many_names(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.people.attempts.MAX_HERE", 6)
    browser.get("/sign-in")
    for number in range(6):
        sign_in(browser, "x", 422, username=f"n{number}")
    assert "请 15 分钟后再试" in sign_in(browser, status=429)


def test_a_session_ends_after_idle_hours(browser: Browser, clock: MovingClock) -> None:
    browser.get("/sign-in")
    sign_in(browser)
    clock.forward(hours=3)
    assert browser.get("/").path == "/"
    clock.forward(hours=5)
    assert browser.get("/").path == "/sign-in"


def test_ending_all_sessions_ends_this_one(browser: Browser, world: World) -> None:
    browser.get("/sign-in")
    sign_in(browser)
    with world.store.write() as work:
        end_sessions(work, world.users["wen"])
    assert browser.get("/").path == "/sign-in"


def test_a_late_answer_to_a_page_of_an_ended_session_leaves_the_next_one_alone(browser: Browser, world: World) -> None:
    browser.get("/sign-in")
    sign_in(browser)
    with world.store.write() as work:
        end_sessions(work, world.users["wen"])
    in_background = browser.client.get("/deadlines", headers={"Sec-Fetch-Mode": "cors"})
    assert in_background.status_code == 302
    assert "Set-Cookie" not in in_background.headers
    assert "Set-Cookie" in browser.client.get("/deadlines", headers={"Sec-Fetch-Mode": "navigate"}).headers


def test_a_closed_account_is_out_at_once(browser: Browser, world: World) -> None:
    browser.get("/sign-in")
    sign_in(browser)
    with world.store.write() as work:
        work.session.get_one(User, world.users["wen"]).is_active = False
    assert browser.get("/").path == "/sign-in"
    assert "用户名或密码不正确。" in sign_in(browser, PASSWORD, 422)


def test_signing_out(browser: Browser) -> None:
    browser.get("/sign-in")
    sign_in(browser)
    assert "已退出。" in browser.press("退出").words
    assert browser.get("/").path == "/sign-in"


ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "/\r\n",
    "/\r\nSet-Cookie: x=1",
    "/\t/elsewhere.example",
    "/\u2028/elsewhere.example",
]


def test_the_page_asked_for_is_never_elsewhere(app: Flask, browser: Browser) -> None:
    for target in ELSEWHERE:
        browser = Browser(app)
        browser.get("/sign-in")
        data = {"csrf_token": browser.token(), "username": "wen", "password": PASSWORD, "next": target}
        response = browser.client.post("/sign-in", data=data)
        assert response.headers["Location"] == "/", target
        assert "x=1" not in str(response.headers), target


def test_one_click_is_for_the_demonstration_only(world: World) -> None:
    app = create_app(world.store, Settings("another secret, long enough", is_testing=True))
    browser = Browser(app)
    browser.get("/sign-in")
    assert browser.page is not None
    assert "示范市" not in browser.page.words
    data: dict[str, object] = {"csrf_token": browser.token(), "user": str(world.users["wen"])}
    browser.post("/sign-in/demo", data, 404)
    assert browser.get("/").path == "/sign-in"


def test_the_demonstration_finds_everybody_by_name_or_post(browser: Browser) -> None:
    page = browser.get("/sign-in?who=综合组")
    assert "文静 综合组" in page.words
    assert "胡人事" not in page.words


def test_a_supervisor_arrives_at_the_clocks(browser: Browser, world: World) -> None:
    with world.store.write() as work:
        held = select(PostHolding).where(PostHolding.person_id == world.persons["wen"])
        work.session.scalars(held).one().post_key = "supervisor"
    browser.get("/sign-in")
    sign_in(browser)
    assert browser.page is not None
    assert browser.page.path == "/deadlines"
    assert browser.page.all('//a[@class="brand"][@href="/deadlines"]')


def test_the_demonstration_goes_on_in_the_language_of_its_list(app: Flask, world: World) -> None:
    browser = Browser(app)
    browser.get("/sign-in", **{"Accept-Language": "en-GB,en;q=0.9"})
    token = browser.token()
    data = {"user": str(world.users["wen"]), "csrf_token": token}
    browser.client.post("/sign-in/demo", data=data, headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "Inbox" in browser.get("/").words


def test_a_form_without_its_token_changes_nothing(browser: Browser, world: World) -> None:
    browser.get("/sign-in")
    page = browser.post("/sign-in", {"username": "wen", "password": PASSWORD}, 400)
    assert "页面打开过久" in page.words


@pytest.mark.parametrize("status", [302, 422])
def test_behind_a_socket_without_addresses_people_sign_in_all_the_same(browser: Browser, status: int) -> None:
    browser.get("/sign-in")
    password = PASSWORD if status == 302 else "不对"
    answer = browser.client.post(
        "/sign-in",
        data={"csrf_token": browser.token(), "username": "wen", "password": password},
        environ_overrides={"REMOTE_ADDR": None},
    )
    assert answer.status_code == status


def test_whoever_comes_first_goes_on_in_the_language_of_the_page(browser: Browser, app: Flask) -> None:
    def first_page(language: str, button: str) -> str:
        new = Browser(app)
        new.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        new.get("/sign-in")
        return new.press(button, username="wen", password=PASSWORD).words

    assert "Inbox" in first_page("en-GB,en;q=0.9", "Sign in")
    assert "Inbox" in first_page("zh-CN", "登录"), "kept from then on"


def test_the_account_remembers_its_language(browser: Browser, app: Flask, world: World) -> None:
    browser.get("/sign-in")
    sign_in(browser)
    assert browser.press("English").words.count("Inbox")
    with world.store.read() as work:
        assert work.session.scalar(select(User.locale).where(User.username == "wen")) == "en"
    other = Browser(app)
    other.get("/sign-in")
    assert "Inbox" in sign_in(other)


def test_the_browsers_wish_decides_before_anybody_is_known(browser: Browser) -> None:
    assert browser.get("/sign-in", **{"Accept-Language": "en-GB,en;q=0.9"}).document.get("lang") == "en"
    assert browser.get("/sign-in", **{"Accept-Language": "fr"}).document.get("lang") == "zh-CN"


def test_cookies_are_closed_to_scripts_and_other_sites(browser: Browser, world: World) -> None:
    browser.get("/sign-in")
    response = browser.client.post(
        "/sign-in", data={"csrf_token": browser.token(), "username": "wen", "password": PASSWORD}
    )
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert "SameSite=Lax" in response.headers["Set-Cookie"]
    secure = create_app(world.store, Settings("another secret, long enough", is_https=True, is_testing=True))
    answer = secure.test_client().get("/sign-in", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]


def test_nothing_that_stood_in_the_cookie_before_outlives_a_sign_in(app: Flask, world: World) -> None:
    browser = Browser(app)
    browser.get("/sign-in")
    with browser.client.session_transaction() as before:
        before["planted"] = "by somebody else"
    browser.post("/sign-in/demo", {"user": str(world.users["wen"]), "csrf_token": browser.token()})
    with browser.client.session_transaction() as after:
        assert "planted" not in after


def test_with_a_first_password_nothing_opens_but_the_page_that_changes_it(
    browser: Browser, app: Flask, world: World
) -> None:
    browser.get("/sign-in")
    sign_in(browser)
    token = browser.token()
    with world.store.write() as work:
        work.session.get_one(User, world.users["wen"]).must_change_password = True
    opened: set[str] = set()
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access_rule", None)
        if access is None or not access.needs_sign_in or not access.allows(world.actor("wen")):
            continue
        path = rule.rule
        for kind, value in (("uuid", uuid.UUID(int=1)), ("int", 2026), ("string", "x")):
            path = re.sub(f"<{kind}:[a-z_]+>", str(value), path)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = browser.client.open(path, method=method, data={"csrf_token": token})
            if answer.headers.get("Location") != "/account/password":
                opened.add(rule.endpoint)
    assert opened == {"account.password", "account.change_password"}
    assert "选填" not in browser.get("/account/password").words
    empty = {"csrf_token": browser.token(), "present": "一二三", "new": "四五六", "again": ""}
    refused = browser.post("/account/password", empty, 422)
    assert "请再次输入新密码。" in refused.words
    assert "已填写的内容都保留着" not in refused.words
