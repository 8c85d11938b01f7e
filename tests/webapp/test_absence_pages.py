"""Absence over HTTP: entered on its page, in the inbox of the substitute, in what they sign, and everybody's absences."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from tests.casework.away import REASON, go_away, holder, the_day
from tests.casework.test_substitutes import add_colleague
from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser
from workflows.casework.models import Decision
from workflows.people import Absence
from workflows.proof.verify import verify

BrowserOf = Callable[[str], Browser]
Find = Callable[[str], uuid.UUID]


def test_enter_stand_in_and_come_back(
    browser_of: BrowserOf, world: World, case_id: uuid.UUID, task_of: Find, clock: MovingClock
) -> None:
    add_colleague(world, "lin", "林代")
    today = the_day(world.store)
    wen, lin = browser_of("wen"), browser_of("lin")
    task = f"/tasks/{task_of('check_a')}"
    lin.get(task, 404)
    wen.get("/absence")
    given = {"from_on": str(today), "to_on": str(today + timedelta(days=3)), "reason": REASON}
    substitute = str(world.persons["lin"])
    late = {**given, "from_on": str(today - timedelta(days=1)), "substitute": substitute}
    refused = wen.press("登记", 422, **late)
    assert "已过的日期不能再补登代理" in refused.words
    assert REASON in refused.text, "nothing that was typed is lost"
    wen.get("/absence")
    assert "请选择代理人" in wen.press("登记", 422, **given).words
    wen.get("/absence")
    assert "已通知代理人" in wen.press("登记", **given, substitute=substitute).words
    assert "代文静" in lin.get("/").words.replace(" ", ""), "among their posts"
    assert "由您代理" in lin.get("/notices").words
    listed = lin.get("/?view=posts")
    assert [row.text_content().count("代 文静") for row in listed.all("//tbody/tr")] == [1, 1]
    assert "您代 文静 办理" in lin.get(task).words
    lin.press("领取")
    assert holder(world.store, task_of("check_a")) == (world.persons["lin"], world.persons["wen"])
    assert "林代 代 文静" in browser_of("bao").get(task).words, "who holds it, and for whom"
    assert "林代 for 文静" in _english(browser_of("dai"), f"/cases/{case_id}")
    task_id = task_of("check_a")
    lin.get(task)
    lin.press("同意并送审", mark_a="6", remark_a="在岗记录完整", grounds=["G1"], heard="y", source="匿名来信")
    assert "林代 代 文静" in browser_of("dai").get(f"/cases/{case_id}").words
    assert "林代 代 文静" in lin.get("/?view=done").words
    with world.store.read() as work:
        decision = work.session.scalars(select(Decision).where(Decision.task_id == task_id)).one()
        assert decision.substitute_for_id == world.persons["wen"]
    assert "文静" in lin.get("/absence").all("//*[@id='lent']")[0].text_content()
    assert REASON not in lin.get("/absence").words, "why somebody is away is not for their substitute"
    wen.get("/absence")
    assert "登记已撤销" in wen.press(f"撤回 文静 {today} 至 {today + timedelta(days=3)}").words
    assert lin.get("/?view=posts").all("//tbody/tr") == []
    lin.get(f"/cases/{case_id}")  # by their own words, which stay
    with world.store.read() as work:
        assert verify(work).is_intact


def _english(browser: Browser, address: str) -> str:
    browser.get("/")
    browser.post("/language", {"csrf_token": browser.token(), "locale": "en", "next": "/"})
    return browser.get(address).words


def test_everybodys_absences(browser_of: BrowserOf, world: World) -> None:
    add_colleague(world, "lin", "林代")
    browser_of("wen").get("/admin/absences", 403)
    today = the_day(world.store)
    adm, dai = browser_of("adm"), browser_of("dai")
    # Who administers alone is told why the list of who may stand in is empty.
    assert "没有第二名已开通账户的系统管理员" in adm.get("/absence").words
    assert "可审定人" not in adm.get("/admin/absences").words, "nothing waits"
    given = {"from_on": str(today), "to_on": str(today), "reason": REASON, "person": "文静"}
    assert "查无此人" in adm.press("登记", 422, **given, substitute="谁也不是").words
    adm.get("/admin/absences")
    assert "待他人审定" in adm.press("登记", **given, substitute="lin").words
    assert "同意" not in [button.text_content() for button in adm.get("/admin/absences").all("//button")]
    assert "可审定人：戴主任" in adm.get("/admin/absences").words
    dai.get("/admin/absences")
    assert "不少于" in dai.press("不同意", 422).words
    (address,) = dai.get("/admin/absences").all("//form[.//button[@value='agree']]/@action")
    assert "请点选按钮" in dai.post(address, {"csrf_token": dai.token(), "decision": "agre"}, 422).words
    assert world.actor("lin").holdings == (), "a misspelt word decides nothing"
    dai.get("/admin/absences")
    assert "已登记" in dai.press("同意").words
    assert [each.for_name for each in world.actor("lin").holdings] == ["文静"]
    adm.get("/admin/absences")
    assert "不少于" in adm.press(f"撤回 文静 {today}", 422).words
    adm.get("/admin/absences")
    assert "登记已撤销" in adm.press(f"撤回 文静 {today}", reason="本人已提前返岗，代理终止。").words
    assert world.actor("lin").holdings == ()
    # What is over is there when it is asked for, and one's own is nobody else's to end.
    absence_id = go_away(world, "bao", "dai")
    page = browser_of("hu")
    page.get("/absence")
    page.post(f"/absence/{absence_id}/withdraw", {"csrf_token": page.token()}, 404)
    with world.store.write() as work:
        row = work.session.get_one(Absence, absence_id)
        row.from_on = row.to_on = today - timedelta(days=9)
    assert "鲍杰" not in adm.get("/admin/absences").all("//table")[0].text_content()
    assert "鲍杰" in adm.get("/admin/absences?view=all").all("//table")[0].text_content()
