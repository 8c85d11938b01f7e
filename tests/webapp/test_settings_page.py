"""The page of settings: 7 becomes 10 without a programmer, running cases keep theirs and are counted, a new one takes the new."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import event, select

from tests.casework.world import REVIEW, World
from tests.webapp.browser import Browser
from tests.webapp.office import build_office
from workflows.casework.models import Deadline, Notice
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.office.models import Setting
from workflows.office.settings_file import shipped_settings
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.proof.words import HistoryKind
from workflows.store import Store

BrowserOf = Callable[[str], Browser]
DAYS = b"duration(&quot;P&quot; + string(setting(&quot;recall.days&quot;)) + &quot;D&quot;)"
PAGE, WHY = "/admin/settings/recall.days", "按部务会研究意见，延长改派期限。"


@pytest.fixture
def world(store: Store) -> World:
    """The office, whose review takes as many days as the setting says."""
    return build_office(store, **{"review.bpmn": REVIEW.replace(b"duration(&quot;P7D&quot;)", DAYS)})


def days(world: World, case_id: uuid.UUID) -> int:
    """How many days the clock of a case was given."""
    with world.store.read() as work:
        clock = work.session.scalars(select(Deadline).where(Deadline.case_id == case_id)).one()
        return (clock.due_at - clock.started_at).days


def test_a_change_is_prepared_looked_at_agreed_to_and_told(
    browser_of: BrowserOf, world: World, case_id: uuid.UUID
) -> None:
    keeper, director = browser_of("adm"), browser_of("dai")
    keeper.get(PAGE)
    asked = {"value": "10", "from_on": "2026-03-02", "unit": "BUREAU", "reason": WHY}
    seen = keeper.press("预览影响", **asked)
    assert "由 7 改为 10" in seen.words
    assert "1 件在办案件沿用原值" in seen.words
    assert "可审定人：戴主任" in seen.words
    assert seen.value("reason") == WHY
    assert "待有权审定设置的岗位审定" in keeper.press("提交变更").words
    with world.store.read() as work:
        assert (
            work.session.scalars(select(Notice.text).where(Notice.post_key == "city_director")).one()
            == "待审定：拟将设置“另行选派期限”自 2026-03-02 起改为 10，适用于BUREAU单位。"
        )
    with transaction(world.store) as work:
        assert not work.session.scalars(select(Setting).where(Setting.decided_at.isnot(None))).all()
    assert "同意" not in [button.text_content() for button in keeper.get(PAGE).all("//button")]

    assert "至少 10 个字" in director.get(PAGE).words
    # Who decides sees the same as who entered it before they can agree, and their own form stays empty.
    assert "同意" not in [button.text_content() for button in director.get(PAGE).all("//button")]
    weighed = director.press("预览影响")
    assert "由 7 改为 10" in weighed.words
    assert "1 件在办案件沿用原值" in weighed.words
    assert "步骤“定时限”" in weighed.words, "which procedure reads it, and where"
    assert not weighed.value("reason")
    assert "已同意变更" in director.press("同意").words
    with transaction(world.store) as work:
        answers = {"subject": "2号", "unit": "BUREAU"}
        later = start_case(work, "review", actor=world.actor("hu"), answers=answers).id
    with transaction(world.store) as work:
        elsewhere = start_case(work, "review", actor=world.actor("he"), answers={"subject": "3号", "unit": "SCHOOL"}).id
    assert [days(world, each) for each in (case_id, later, elsewhere)] == [7, 10, 7]
    listed = director.get("/admin/settings?q=recall.days").words
    assert "BUREAU单位: 10" in listed
    with world.store.read() as work:
        told = set(work.session.scalars(select(Notice.post_key).where(Notice.text.contains("起为 10"))))
        assert {"general_group", "city_director", None} <= told
        acts = (HistoryKind.SETTING_PREPARED, HistoryKind.SETTING_DECIDED)
        told_of = select(HistoryEntry.kind, HistoryEntry.actor_id).where(HistoryEntry.kind.in_(acts))
        people = (world.persons["adm"], world.persons["dai"])
        assert [tuple(row) for row in work.session.execute(told_of.order_by(HistoryEntry.id))] == list(
            zip(acts, people, strict=True)
        )
        assert verify(work).is_intact


def test_the_deciding_post_sets_at_once_and_refuses_with_a_reason(browser_of: BrowserOf, world: World) -> None:
    director, keeper = browser_of("dai"), browser_of("adm")
    director.get(PAGE)
    done = director.press("提交变更", value="9", from_on="2026-02-01", reason=WHY)
    assert "变更已生效" in done.words
    assert "补录" in done.words
    assert "现行： 9 天" in director.get(PAGE).words
    keeper.get(PAGE)
    keeper.press("提交变更", value="12", from_on="2026-03-02", reason=WHY)
    director.get(PAGE)
    assert "不少于 10 个字" in director.press("不同意", status=422, answer="太长").words
    assert "最多 2000 个字" in director.press("不同意", status=422, answer="长" * 2001).words
    with world.store.read() as work:
        row = work.session.scalars(select(Setting).where(Setting.value == "12")).one()
    words = {"csrf_token": director.token(), "key": row.key, "decision": "agre", "answer": WHY}
    assert "本次未作处理" in director.post(f"/admin/settings/changes/{row.id}", words, 422).words
    director.get(PAGE)
    director.press("不同意", answer="上级规定为一周，不宜再延长。")
    with world.store.read() as work:
        row = work.session.scalars(select(Setting).where(Setting.value == "12")).one()
        assert (row.state, row.answer) == ("refused", "上级规定为一周，不宜再延长。")
        mine = select(Notice.text).where(Notice.person_id == world.persons["adm"])
        assert work.session.scalars(mine).one().startswith("未同意")
    assert "上级规定为一周" in keeper.get(PAGE).words


def test_of_two_values_entered_for_one_day_the_second_is_not_agreed_to_unseen(
    browser_of: BrowserOf, world: World
) -> None:
    keeper, first, second = browser_of("adm"), browser_of("dai"), browser_of("dai")
    for value in ("9", "12"):
        keeper.get(PAGE)
        keeper.press("提交变更", value=value, from_on="2026-03-02", reason=WHY)
    with world.store.read() as work:
        waiting = work.session.scalars(select(Setting).order_by(Setting.value)).all()
    for browser, row, status in zip((first, second), waiting, (200, 422), strict=True):
        browser.get(PAGE)
        words = {"csrf_token": browser.token(), "key": row.key, "decision": "agree"}
        page = browser.post(f"/admin/settings/changes/{row.id}", words, status)
    assert "同一生效日期已审定为 12" in page.words
    with world.store.read() as work:
        assert [row.state for row in work.session.scalars(select(Setting).order_by(Setting.value))] == [
            "decided",
            "prepared",
        ]


def test_what_is_no_value_is_said_at_the_field_and_nothing_typed_is_lost(browser_of: BrowserOf) -> None:
    browser = browser_of("adm")
    for values, sentence in (
        ({"value": "61"}, "另行选派期限应在 1 至 60 之间"),
        ({"value": "七"}, "应为整数"),
        ({"from_on": ""}, "年-月-日"),
        ({"from_on": "1999-01-01"}, "生效日期应在"),
        ({"unit": "NOWHERE"}, "没有使用该代码的单位"),
        ({"reason": "改"}, "不少于 10 个字"),
    ):
        asked = {"value": "10", "from_on": "2026-03-02", "unit": "", "reason": WHY, **values}
        for button in ("预览影响", "提交变更"):
            browser.get(PAGE)
            page = browser.press(button, status=422, **asked)
            assert sentence in page.words, values
            assert page.value("reason") == asked["reason"]
    browser.get(PAGE)
    page = browser.press("预览影响", status=422, value="61", from_on="1999-01-01", unit="NOWHERE", reason="改")
    marked = {each.get("id") for each in page.all("//*[contains(@class, 'has-error')]")}
    assert marked == {"question-value", "question-from_on", "question-unit", "question-reason"}
    browser.get("/admin/settings/recall.dasy", 404)


def test_the_list_is_searched_and_empty_pages_say_so(browser_of: BrowserOf, world: World) -> None:
    browser = browser_of("adm")
    assert len(browser.get("/admin/settings").all("//tbody/tr")) == len(shipped_settings())
    assert len(browser.get("/admin/settings?q=recall.days&group=recall").all("//tbody/tr")) == 1
    assert "没有找到设置项" in browser.get("/admin/settings?q=%25").words
    assert "尚无变更" in browser.get(PAGE).words
    browser_of("wen").get("/admin/settings", 403)
    browser_of("hu").get(PAGE, 403)
    counted: list[str] = []
    event.listen(world.store.engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    browser.get("/admin/settings")
    first = len(counted)
    browser.get(PAGE)
    assert (first <= 10, len(counted) - first <= 10) == (True, True)
