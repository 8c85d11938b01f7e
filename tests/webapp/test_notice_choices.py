"""The notices that one has not read, and the page on which everybody says how notices reach them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser, Page
from workflows.casework.models import NoticeChoice
from workflows.casework.notices import notify
from workflows.casework.words import NoticeKind
from workflows.store import Store

MAIL = {"GATEPOST_MAIL": "smtp://127.0.0.1:1", "GATEPOST_MAIL_FROM": "office@example.gov.cn"}


def tell(store: Store, text: str, to: str = "general_group") -> None:
    """A notice about no case."""
    with store.write() as work:
        notify(work, None, to=to, kind=NoticeKind.NOTICE, text=text, text_en=text)


def unread(page: Page) -> str:
    """What the bell says."""
    (bell,) = page.all("//a[@href='/notices' and .//i]")
    return " ".join(bell.text_content().split())


def test_the_bell_counts_what_was_not_read_until_it_is_marked(
    world: World, browser_of: Callable[[str], Browser], clock: MovingClock
) -> None:
    browser = browser_of("wen")
    assert unread(browser.get("/cases")) == "通知"
    tell(world.store, "甲。")
    tell(world.store, "乙。", to="general_group@CITY")
    tell(world.store, "丙。", to="unit_hr@BUREAU")
    assert unread(browser.get("/cases")) == "通知 2 未读"
    page = browser.get("/notices")
    assert [each.text_content() for each in page.all("//strong[text()='新']")] == ["新", "新"]
    page = browser.press("全部标为已读")
    assert (unread(page), page.all("//strong[text()='新']")) == ("通知", [])
    clock.forward(minutes=1)
    tell(world.store, "丁。")
    assert unread(browser.get("/notices")) == "通知 1 未读"
    assert unread(browser_of("bao").get("/notices")) == "通知 3 未读"


def test_everybody_says_for_themselves_how_notices_reach_them(
    world: World, browser_of: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of("wen")
    assert "未配置邮件和消息发送" in browser.get("/account/notices").words
    for name, value in MAIL.items():
        monkeypatch.setenv(name, value)
    page = browser.get("/account/notices")
    assert "未配置" not in page.words
    every = {each.get("name") for each in page.all("//input[@type='checkbox']")}
    assert every == {f"mail:{kind}" for kind in NoticeKind}
    chosen = {name: "1" for name in every if name != "mail:returned"}
    sent = {"mail": "wen@example.gov.cn", "offered:mail": "1", "quiet_from": "20", "quiet_until": "8", **chosen}
    assert "已保存" in browser.post("/account/notices", {**sent, "csrf_token": browser.token()}).words
    with world.store.read() as work:
        row = work.session.get_one(NoticeChoice, world.persons["wen"])
        assert (row.mail, row.without, row.quiet_from, row.quiet_until) == (
            "wen@example.gov.cn",
            {"mail": ["returned"]},
            20,
            8,
        )
    page = browser.get("/account/notices")
    unticked = [each.get("name") for each in page.all("//input[@type='checkbox' and not(@checked)]")]
    assert unticked == ["mail:returned"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"mail": "wen@example"}, "电子邮箱格式不正确"),
        ({"mail": "wen@example.gov.cn\nBcc: x@y.cn"}, "电子邮箱格式不正确"),
        ({"quiet_until": ""}, "起止时间请都选"),
        ({"quiet_until": "20"}, "起止时间请都选"),
    ],
)
def test_what_cannot_be_meant_comes_back_with_every_answer(
    world: World, browser_of: Callable[[str], Browser], changed: dict[str, str], said: str
) -> None:
    browser = browser_of("wen")
    browser.get("/account/notices")
    sent = {"mail": "wen@example.gov.cn", "quiet_from": "20", "quiet_until": "8", **changed}
    page = browser.post("/account/notices", {**sent, "csrf_token": browser.token()}, status=422)
    assert said in page.words
    (hour,) = page.all("//select[@name='quiet_from']/option[@selected]")
    assert hour.get("value") == "20"
    with world.store.read() as work:
        assert work.session.get(NoticeChoice, world.persons["wen"]) is None
