"""Registers by the page: looked at row by row, kept until a post that decides on settings agrees, taken, refused, withdrawn."""

from __future__ import annotations

import io
import re
from ast import literal_eval
from collections.abc import Callable, Sequence
from datetime import date, timedelta
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
    assert "可确认的人员：戴主任。 已发通知。" in seen.words
    given = "新来的 N1 Personnel section BUREAU单位（BUREAU） 自导入之日起，未定止期"
    assert given.replace("Personnel section", "人事科") in seen.words
    assert "newcomer 新来的 N1" in seen.words
    kept = keeper.client.get(f"{seen.path}/files/0")
    assert (kept.data, kept.headers["Content-Disposition"][:10]) == (book(repr([NEW])), "attachment")
    keeper.get(f"{seen.path}/files/1", 404)
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


def test_birth_and_party_membership_are_shown_to_who_decides_and_to_no_other_administrator(
    browser_of: BrowserOf, world: World
) -> None:
    with world.store.write() as work:
        city = work.session.scalars(select(PostHolding.unit_id).where(PostHolding.post_key == "administrator")).first()
        held = {"post_key": "administrator", "from_on": date(2018, 1, 1), "unit_id": city}
        work.session.add(PostHolding(person_id=world.persons["bao"], **held))
        known = work.session.get_one(Person, world.persons["he"])
        known.employee_no, known.born_on = "H1", date(1970, 1, 1)
    about = {"出生日期": "1985-03-12", "中共党员": "是"}
    known_now = {"姓名": "何人事", "工号": "H1", "所在单位编码": "SCHOOL", "出生日期": "1971-02-03"}
    rows = [{**NEW, **about}, {**dict.fromkeys((*NEW, *about), ""), **known_now}]
    address = hand_in(browser_of("adm"), rows).path
    shown = "出生日期由“1970-01-01”改为“1971-02-03”"
    for reader, sees in (("adm", True), ("dai", True), ("bao", False)):
        browser = browser_of(reader)
        page = browser.get(address)
        assert [each in page.words for each in ("1985-03-12 是", shown)] == [sees, sees]
        assert ("1971" in browser.get(f"{address}/changes").words) == sees
        assert ("1985" in browser.get(f"{address}/people").words) == sees
        assert "新来的 N1" in page.words
        assert browser.client.get(f"{address}/files/0").status_code == (200 if sees else 403)


def test_nobody_agrees_to_a_post_or_an_account_of_their_own(browser_of: BrowserOf, world: World) -> None:
    keeper, director = browser_of("adm"), browser_of("dai")
    own = {"姓名": "戴主任", "工号": "D1", "所在单位编码": "CITY", "岗位": "unit_hr", "用户名": "dai"}
    address = hand_in(keeper, [own]).path
    page = director.get(address)
    assert "这批登记表涉及您本人的岗位、派驻或用户。 须由他人确认。" in page.words
    assert "目前无人可以确认这批登记表" in page.words
    assert "registers take" in page.words, "the page says what to do instead"
    assert page.all("//button[@value='take']") == []
    director.post(address, {**_form(director), "decision": "take"}, 403)
    keeper.get(address)
    keeper.press("撤回")
    # The way out that the page names: the director hands the row in, and the administrator, whom it does not concern, agrees.
    assert "可确认的人员：安管理。" in hand_in(director, [own]).words
    director.post(address := director.page.path, {**_form(director), "decision": "take"}, 403)
    assert "待确认导入登记表" in keeper.get("/notices").words
    keeper.get(address)
    assert "登记表已导入" in keeper.press("确认导入").words
    with world.store.read() as work:
        held = select(PostHolding.post_key).where(PostHolding.person_id == world.persons["dai"])
        assert set(work.session.scalars(held)) == {"city_director", "unit_hr"}


def test_somebody_else_who_decides_agrees_for_the_one_who_gains(browser_of: BrowserOf, world: World) -> None:
    with world.store.write() as work:
        own = work.session.scalars(select(PostHolding).where(PostHolding.person_id == world.persons["dai"])).one()
        other = {"post_key": own.post_key, "unit_id": own.unit_id, "from_on": own.from_on}
        work.session.add(PostHolding(person_id=world.persons["wen"], **other))
    row = {"姓名": "戴主任", "工号": "D1", "所在单位编码": "CITY", "岗位": "unit_hr", "用户名": "dai"}
    keeper, director, other_director = browser_of("adm"), browser_of("dai"), browser_of("wen")
    address = hand_in(keeper, [row]).path
    assert "可确认的人员：文静。" in director.get(address).words
    director.post(address, {**_form(director), "decision": "take"}, 403)
    other_director.get(address)
    assert "登记表已导入" in other_director.press("确认导入").words


def _form(browser: Browser) -> dict[str, str]:
    """What the form of the page carries, without a decision."""
    digest = browser.page.all("//input[@name='digest']/@value")
    return {"csrf_token": browser.token(), "digest": str(digest[0])}


def test_a_page_that_is_outdated_decides_nothing(browser_of: BrowserOf, world: World) -> None:
    keeper, director = browser_of("adm"), browser_of("dai")
    second = {**NEW, "工号": "N2", "姓名": "又一个", "用户名": "another"}
    both, first = hand_in(keeper, [NEW, second]).path, hand_in(keeper, [NEW]).path
    director.get(first)
    director.press("确认导入")
    director.get(both)
    for word in ("", "taken", "agree"):
        page = director.post(both, {**_form(director), "decision": word}, 422)
        assert "未作任何处理" in page.words
    page = director.press("确认导入", 422)
    assert "导入的内容已有变化" in page.words
    assert "新来的 N1" not in page.words
    assert "又一个 N2" in page.words
    assert (count(world, RegisterUpload), count(world, User)) == (1, 7)
    assert "登记表已导入" in director.press("确认导入").words
    assert count(world, User) == 8


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_long_list_is_shown_page_by_page_to_its_end(browser_of: BrowserOf, world: World) -> None:
    rows = [
        {**NEW, "姓名": f"人{number:03}", "工号": f"L{number:03}", "用户名": f"long{number:03}"}
        for number in range(401)
    ]
    page = hand_in(browser_of("adm"), rows)
    assert "请先更正" not in page.words
    assert "逐页查看全部 401 条" in page.words
    keeper, found = browser_of("adm"), []
    for number in (1, 2, 3):
        words = keeper.get(f"{page.path}/accounts?page={number}").words
        found += re.findall(r"long\d{3}", words)
        assert f"第 {number} 页，共 3 页" in words
    assert found == [row["用户名"] for row in rows]
    keeper.get(f"{page.path}/accounts?page=4", 404)
    keeper.get(f"{page.path}/else", 404)


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
