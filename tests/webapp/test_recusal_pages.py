"""Standing aside and declaring relatives, as pages without a script."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from tests.casework.world import World
from tests.webapp.browser import Browser
from workflows.casework.models import Notice, Recusal, TaskBar
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.jobs.duties import return_tasks
from workflows.people import Person, PostHolding, Relation, Unit
from workflows.people.posts import row_of, shipped_posts
from workflows.proof.models import AccessEntry
from workflows.proof.verify import verify

BrowserOf = Callable[[str], Browser]
REASON = "被审核人系本人配偶的兄长。"


def test_who_stands_aside_on_the_page_has_the_task_no_longer(
    browser_of: BrowserOf, world: World, case_id: uuid.UUID, task_of: Callable[[str], uuid.UUID]
) -> None:
    browser, task_id = browser_of("wen"), task_of("check_a")
    address = f"/cases/{case_id}/recuse?task={task_id}"
    assert browser.get(f"/tasks/{task_id}").all(f"//a[@href='{address}']")
    browser.get(address)
    assert "不少于 10 个字" in browser.press("申请回避", 422, scope="step", reason="有关系").words
    assert "已回避" in browser.press("申请回避", scope="step", reason=REASON).words
    assert "您已回避此步骤" in browser.get(f"/tasks/{task_id}").words
    assert "不由您办理" in browser.get("/?view=posts").words
    with world.store.read() as work:
        assert work.session.scalars(select(Recusal)).one().element_id == "check_a"


def test_who_is_too_late_for_a_step_does_not_lose_the_whole_case(
    browser_of: BrowserOf, world: World, case_id: uuid.UUID, task_of: Callable[[str], uuid.UUID]
) -> None:
    browser, task_id = browser_of("wen"), task_of("check_a")
    browser.get(f"/cases/{case_id}/recuse?task={task_id}")
    with transaction(world.store) as work:
        complete(work, task_id, world.actor("bao"), {"outcome": "agree", "mark_a": 6, "remark_a": "在岗记录完整"})
    assert "该步骤当前未在办理" in browser.press("申请回避", 422, scope="step", reason=REASON).words
    with world.store.read() as work:
        assert work.session.scalars(select(Recusal)).all() == []


def test_a_stranger_hears_of_no_case(browser_of: BrowserOf, case_id: uuid.UUID) -> None:
    assert "该案件不存在" in browser_of("he").get(f"/cases/{case_id}/recuse", 404).words


def test_the_director_names_whom_to_order(browser_of: BrowserOf, world: World, case_id: uuid.UUID) -> None:
    browser = browser_of("dai")
    assert "文静" in browser.get(f"/cases/{case_id}/recuse").words
    assert "已责令回避" in browser.press("确认回避", who=str(world.persons["wen"]), reason=REASON).words
    with world.store.read() as work:
        assert work.session.scalars(select(Recusal)).one().person_id == world.persons["wen"]


def test_a_relative_is_declared_and_told_of_it(browser_of: BrowserOf, world: World) -> None:
    make_department(world, "adm")
    with world.store.write() as work:
        work.session.add(Person(name="戴主任", employee_no="7002"))
    browser = browser_of("wen")
    browser.get("/account/relatives")
    assert "查无此人" in browser.press("申报", 422, name="无名氏", kind="spouse").words
    assert "有多人同名" in browser.press("申报", 422, name="戴主任", kind="affinity").words
    chosen = str(world.persons["dai"])
    page = browser.press("申报", name="戴主任", kind="affinity", person=chosen, since_on="2020-05-01")
    assert "已申报亲属戴主任" in page.words
    assert "近姻亲" in page.all("//main//ul/li")[0].text_content()
    (about,) = browser_of("dai").get("/account/relatives").all("//main//ul/li")
    assert "文静" in about.text_content()
    with world.store.read() as work:
        relation = work.session.scalars(select(Relation)).one()
        assert (relation.person_id, relation.other_id) == (world.persons["wen"], world.persons["dai"])
        assert str(relation.since_on) == "2020-05-01"
        assert relation.open_since is not None
    assert "戴主任" not in browser_of("bao").get("/account/relatives").all("//main")[0].text_content()
    assert "文静申报您为其亲属" in browser_of("dai").get("/notices").words
    assert "待确认" in browser.get("/account/relatives").words
    with world.store.read() as work:
        kept = work.session.scalars(select(Notice).where(Notice.post_key == "organisation_department")).one()
        assert "亲属申报" in kept.text
        assert "文静" not in kept.text


def test_neither_of_the_two_ends_what_keeps_them_from_a_case(browser_of: BrowserOf, world: World) -> None:
    """Whoever could lift a bar by a click would be kept from nothing: the department ends a relation, and says why."""
    make_department(world, "dai", "adm")
    with world.store.write() as work:
        pair = {"person_id": world.persons["wen"], "other_id": world.persons["dai"]}
        relation = Relation(**pair, kind="affinity", declared_at=work.now)
        work.session.add(relation)
        work.session.flush()
        address = f"/relatives/{relation.id}/end"
    for username, status, words in (("wen", 403, ""), ("bao", 403, ""), ("dai", 422, "您是当事一方")):
        browser = browser_of(username)
        browser.get("/account/relatives")
        assert words in browser.post(address, {"csrf_token": browser.token(), "reason": "经核实并非亲属"}, status).words
    keeper = browser_of("adm")
    keeper.get("/relatives")
    assert "请填写核实情况" in keeper.post(address, {"csrf_token": keeper.token(), "reason": "错"}, 422).words
    with world.store.read() as work:
        assert work.session.scalars(select(Relation)).one().ended_on is None
    assert "终止" in keeper.post(address, {"csrf_token": keeper.token(), "reason": "经核实并非亲属"}).words
    with world.store.read() as work:
        assert work.session.scalars(select(Relation)).one().ended_on is not None
        told = work.session.scalars(select(Notice.person_id).where(Notice.kind == "relation"))
        assert set(told) == {world.persons["wen"], world.persons["dai"]}
        assert verify(work).is_intact


def test_whom_a_declaration_names_says_whether_it_is_so_and_the_department_decides(
    browser_of: BrowserOf, world: World, case_id: uuid.UUID, task_of: Callable[[str], uuid.UUID]
) -> None:
    make_department(world, "adm", "hu")
    declare = browser_of("hu")  # whom the case is about, by their unit
    for name in ("鲍杰", "文静"):
        declare.get("/account/relatives")
        declare.press("申报", name=name, kind="collateral")
    with world.store.read() as work:
        ids = {each.other_id: each.id for each in work.session.scalars(select(Relation))}
    denied, confirmed = ids[world.persons["bao"]], ids[world.persons["wen"]]

    bao = browser_of("bao")
    page = bao.get("/account/relatives")
    assert "他人对您的申报" in page.words
    assert "已转组织部门核实" in bao.post(_answer(denied), {"csrf_token": bao.token(), "answer": "no"}).words
    assert "不属实" not in bao.get("/account/relatives").all("//*[@id='about']//button")[-1].text_content()
    stranger = browser_of("he")
    stranger.get("/account/relatives")
    said = stranger.post(_answer(confirmed), {"csrf_token": stranger.token(), "answer": "yes"})
    assert "该申报已无须答复" in said.words
    wen = browser_of("wen")
    wen.get("/account/relatives")
    assert "亲属关系已确认" in wen.post(_answer(confirmed), {"csrf_token": wen.token(), "answer": "yes"}).words
    with world.store.read() as work:
        assert work.session.get_one(Relation, confirmed).open_since is None
        assert work.session.get_one(Relation, denied).denied_at is not None

    keeper = browser_of("adm")
    (waiting,) = keeper.get("/relatives").all("//tbody/tr")
    assert "对方否认，待核实" in waiting.text_content()
    both = [row.text_content() for row in keeper.get("/relatives?view=all").all("//tbody/tr")]
    assert len(both) == 2
    (settled,) = (row for row in both if "文静" in row)
    assert "待" not in settled
    one = browser_of("hu")
    one.get("/account/relatives")
    sent = {"csrf_token": one.token(), "reason": "经查阅干部档案属实"}
    assert "您是当事一方" in one.post(f"/relatives/{denied}/confirm", sent, 422).words
    sent = {"csrf_token": keeper.token(), "reason": "经查阅干部档案属实"}
    assert "亲属关系已确认" in keeper.post(f"/relatives/{denied}/confirm", sent).words
    with world.store.read() as work:
        assert work.session.get_one(Relation, denied).open_since is None
        assert verify(work).is_intact


def _answer(relation_id: uuid.UUID) -> str:
    return f"/account/relatives/{relation_id}/answer"


def test_whoever_may_order_a_recusal_sees_what_is_declared_and_not_confirmed(
    browser_of: BrowserOf, world: World, task_of: Callable[[str], uuid.UUID], case_id: uuid.UUID
) -> None:
    task_id = task_of("check_b")
    with world.store.write() as work:
        # What the diagram's `recuse` would write for a case about a person.
        work.session.add(TaskBar(task_id=task_id, person_id=world.persons["he"]))
        pair = {"person_id": world.persons["he"], "other_id": world.persons["bao"]}
        work.session.add(Relation(**pair, kind="spouse", declared_at=work.now, open_since=work.now))
    said = "何人事申报鲍杰为其亲属，尚未确认"
    assert said in browser_of("dai").get(f"/cases/{case_id}").words
    assert said in browser_of("dai").get(f"/tasks/{task_id}").words
    assert said not in browser_of("wen").get(f"/cases/{case_id}").words
    with world.store.write() as work:
        work.session.scalars(select(Relation)).one().denied_at = work.now
    assert "鲍杰予以否认" in browser_of("dai").get(f"/cases/{case_id}").words


def test_the_director_appoints_where_nobody_is_left(
    browser_of: BrowserOf, world: World, task_of: Callable[[str], uuid.UUID], case_id: uuid.UUID
) -> None:
    task_id = task_of("check_a")
    address, director = f"/tasks/{task_id}/appoint", browser_of("dai")
    assert not director.get(f"/cases/{case_id}").all(f"//a[@href='{address}']"), "somebody may do it"
    assert "无须另行指定" in director.get(address).words
    assert not director.get(address).all("//main//form")
    for username, status in (("wen", 403), ("adm", 403), ("he", 404)):
        browser = browser_of(username)
        browser.get("/")
        browser.get(address, status)
        browser.post(address, {"csrf_token": browser.token(), "name": "", "reason": ""}, status)
    assert not browser_of("wen").get(f"/cases/{case_id}").all(f"//a[@href='{address}']")
    with world.store.write() as work:
        work.session.add(Person(name="何人事", employee_no="7003"))
        for username in ("wen", "bao"):
            row = {"case_id": case_id, "element_id": "check_a", "person_id": world.persons[username]}
            work.session.add(Recusal(**row, reason=REASON, recused_at=work.now))
    return_tasks(world.store)
    assert director.get(f"/cases/{case_id}").all(f"//a[@href='{address}']"), "nobody may"
    director.get(address)
    refused = director.press("指定", 422, name="", reason="")
    assert len(refused.all("//*[contains(@class, 'error-summary')]//li")) == 2
    assert "查无此人" in director.press("指定", 422, name="无名氏", reason=REASON).words
    assert "同样不能办理" in director.press("指定", 422, name="文静", reason=REASON).words
    assert "有多人同名" in director.press("指定", 422, name="何人事", reason=REASON).words
    done = director.press("指定", name="何人事", person=str(world.persons["he"]), reason=REASON)
    assert "已指定何人事办理" in done.words
    assert REASON in done.words, "the record of the case says why, to its readers"
    assert "您被指定办理案件" in browser_of("he").get("/notices").words
    assert browser_of("he").get(f"/tasks/{task_id}").all("//form[@data-answers]")


def make_department(world: World, *names: str) -> None:
    """Give these people the post that keeps the declarations."""
    with world.store.write() as work:
        post = row_of(shipped_posts()["organisation_department"])
        work.session.add(post)
        city = work.session.scalars(select(Unit.id).where(Unit.code == "CITY")).one()
        work.session.flush()
        for name in names:
            holding = PostHolding(
                person_id=world.persons[name], post_key=post.key, unit_id=city, from_on=date(2020, 1, 1)
            )
            work.session.add(holding)


def test_the_organisation_department_alone_reads_what_everybody_declared(browser_of: BrowserOf, world: World) -> None:
    make_department(world, "dai")
    dai = world.persons["dai"]
    with world.store.write() as work:
        for one, other in (("wen", "bao"), ("hu", "he")):
            pair = {"person_id": world.persons[one], "other_id": world.persons[other]}
            work.session.add(Relation(**pair, kind="affinity", declared_at=work.now))
    for username in ("wen", "adm"):
        browser_of(username).get("/relatives", 403)
        assert "全部申报" not in browser_of(username).get("/account/relatives").words
    reader = browser_of("dai")
    assert "查看全部申报情况" in reader.get("/account/relatives").words
    assert "没有待确认的申报" in reader.get("/relatives").words
    assert len(reader.get("/relatives?view=all").all("//tbody/tr")) == 2
    (found,) = reader.get("/relatives?view=all&q=何人").all("//tbody/tr")
    assert "胡人事" in found.text_content()
    assert "近姻亲" in found.text_content()
    assert "没有找到" in reader.get("/relatives?view=all&q=%25").words
    with world.store.read() as work:
        read = work.session.scalars(
            select(AccessEntry.what).where(AccessEntry.person_id == dai, AccessEntry.kind == "read")
        )
        assert [what for what in read if "all_relatives" in what] == ["GET account.all_relatives 200"] * 4
