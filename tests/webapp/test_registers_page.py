"""Registers by the page: looked at row by row, kept until a post that decides on settings agrees, taken, refused, withdrawn."""

from __future__ import annotations

import io
from ast import literal_eval
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import lru_cache

import pytest
from sqlalchemy import func, select

from tests.casework.world import World
from tests.office.small_office import as_workbook
from tests.webapp.browser import Browser, Page
from workflows.casework.models import Notice
from workflows.office.register_models import RegisterFile, RegisterUpload
from workflows.office.registers.uploads import MOST_WAITING
from workflows.people import Person, PostHolding, User
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.proof.words import HistoryKind
from workflows.store import Base

BrowserOf = Callable[[str], Browser]
NEW = {"姓名": "新来的", "工号": "N1", "所在单位编码": "BUREAU", "岗位": "unit_hr", "用户名": "newcomer"}


@lru_cache
def book(rows: str) -> bytes:
    """A workbook with these people; the same bytes for the same rows, though it tells the second in which it was made."""
    return as_workbook(("人员", literal_eval(rows)))


def hand_in(browser: Browser, rows: Sequence[dict[str, str]], status: int = 200) -> Page:
    """Choose a workbook with these people, and look at it."""
    browser.get("/admin/registers")
    files = [(io.BytesIO(book(repr(rows))), "人员.xlsx")] if rows else []
    data = {"csrf_token": browser.token(), "files": files}
    answer = browser.client.post(
        "/admin/registers", data=data, content_type="multipart/form-data", follow_redirects=True
    )
    browser.page = Page(answer)
    assert answer.status_code == status, browser.page.words
    return browser.page


def count(world: World, table: type[Base]) -> int:
    """How many rows a table has."""
    with world.store.read() as work:
        return work.session.scalar(select(func.count()).select_from(table)) or 0


def test_what_an_administrator_hands_in_waits_for_the_director(browser_of: BrowserOf, world: World) -> None:
    keeper, director = browser_of("adm"), browser_of("dai")
    assert "没有待处理的登记表" in keeper.get("/admin/registers").words
    before = count(world, Person)
    seen = hand_in(keeper, [NEW])
    assert "人员 : 新增 1，变更 0，不变 0" in seen.words
    assert "任职 : 新增 1，变更 0，不变 0" in seen.words
    assert "须由有权审定设置的岗位确认" in seen.words
    assert seen.all("//button[@value='take']") == []
    address = seen.path
    token = keeper.token()
    assert keeper.client.post(address, data={"csrf_token": token, "decision": "take"}).status_code == 403
    assert hand_in(keeper, [NEW]).path == address, "the same files wait once"
    assert count(world, Person) == before

    assert "人员.xlsx" in director.get("/admin/registers").words
    director.get(address)
    assert "登记表已导入" in director.press("确认导入").words
    assert (count(world, Person), count(world, RegisterUpload), count(world, RegisterFile)) == (before + 1, 0, 0)
    with world.store.read() as work:
        assert work.session.scalars(select(User.username).where(User.username == "newcomer")).one()
        acts = (HistoryKind.REGISTERS_PREPARED, HistoryKind.REGISTERS_TAKEN)
        told_of = select(HistoryEntry.kind, HistoryEntry.actor_id).where(HistoryEntry.kind.in_(acts))
        told = work.session.execute(told_of.order_by(HistoryEntry.id)).all()
        people = (world.persons["adm"], world.persons["dai"])
        assert [tuple(row) for row in told] == list(zip(acts, people, strict=True))
        notices = select(Notice.text).where(Notice.text.contains("登记表")).order_by(Notice.text)
        assert work.session.scalars(notices).all() == ["已导入登记表：人员.xlsx", "待确认导入登记表：人员.xlsx"]
        assert verify(work).is_intact
    director.get(address, 404)
    assert "均已登记" in hand_in(keeper, [NEW], 422).words


def test_wrong_rows_are_named_and_nothing_is_kept(browser_of: BrowserOf, world: World) -> None:
    keeper = browser_of("adm")
    page = hand_in(keeper, [NEW, {**NEW, "工号": "N2", "用户名": "n2", "岗位": "国王"}], 422)
    assert "人员.xlsx · 人员 · 第 5 行 · D 列 没有“国王”这个岗位" in page.words
    assert "请选择 1 至 20 个文件" in hand_in(keeper, [], 422).words
    assert count(world, RegisterUpload) == 0
    browser_of("wen").get("/admin/registers", 403)
    assert keeper.client.get("/admin/registers/blank/people").data.startswith(b"PK")
    keeper.get("/admin/registers/blank/else", 404)


def test_an_upload_is_refused_with_a_reason_or_withdrawn_without(browser_of: BrowserOf, world: World) -> None:
    keeper, director = browser_of("adm"), browser_of("dai")
    address = hand_in(keeper, [NEW]).path
    director.get(address)
    assert "不少于 10 个字" in director.press("不同意", 422, reason="不行").words
    assert "文件已删除" in director.press("不同意", reason="岗位尚未经部务会研究确定。").words
    with world.store.read() as work:
        mine = work.session.scalars(select(Notice.text).where(Notice.person_id == world.persons["adm"])).one()
        assert "岗位尚未经部务会研究确定" in mine
    hand_in(keeper, [NEW])
    keeper.press("撤回")
    assert (count(world, RegisterUpload), count(world, RegisterFile)) == (0, 0)
    for number in range(MOST_WAITING):
        hand_in(keeper, [{**NEW, "工号": f"W{number}", "用户名": f"waits{number}"}])
    assert "批登记表待处理" in hand_in(keeper, [NEW], 422).words


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_director_does_not_open_posts_alone(browser_of: BrowserOf, world: World) -> None:
    director = browser_of("dai")
    before = count(world, Person)
    seen = hand_in(director, [NEW])
    assert seen.path.startswith("/admin/registers/")
    assert not seen.all("//button[@value='take']")
    director.post(seen.path, {"csrf_token": director.token(), "decision": "take"}, 403)
    assert count(world, Person) == before


def test_while_nobody_decides_the_administrators_word_is_enough(browser_of: BrowserOf, world: World) -> None:
    keeper = browser_of("adm")
    address = hand_in(keeper, [NEW]).path
    with world.store.write() as work:
        held = work.session.scalars(select(PostHolding).where(PostHolding.person_id == world.persons["dai"]))
        for holding in held:
            holding.to_on = work.now.date() - timedelta(days=1)
            holding.from_on = holding.to_on - timedelta(days=1)
    keeper.get(address)
    assert "登记表已导入" in keeper.press("确认导入").words


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_no_longer_fits_goes_on_waiting(browser_of: BrowserOf, world: World) -> None:
    keeper, director = browser_of("adm"), browser_of("dai")
    address = hand_in(keeper, [NEW]).path
    director.get(address)
    with world.store.write() as work:
        work.session.add(Person(name="另一人", employee_no="N1"))
    page = director.press("确认导入", 422)
    assert "情况有变" in page.words
    assert "工号 N1 是 另一人 的" in page.words
    assert count(world, RegisterUpload) == 1
