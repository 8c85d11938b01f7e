"""The page of posts: an own post is added, agreed to and used; one that covers less closes at once; the record tells all of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.casework.world import REVIEW, World, review_files
from tests.webapp.browser import Browser
from tests.webapp.office import build_office
from workflows.casework.case_list import list_cases
from workflows.casework.catalogue import startable
from workflows.casework.errors import InvalidRequest, NotAllowed
from workflows.casework.models import CaseReader, Ground, Notice
from workflows.casework.post_changes import PostWish, ask_for, decide_change
from workflows.casework.post_rules import checked, procedures_naming, values_of
from workflows.casework.publishing import publish_folders
from workflows.casework.reader_rewrite import refresh_readers
from workflows.casework.readers import post_key
from workflows.casework.relations import tell_of_declaration
from workflows.casework.transaction import transaction
from workflows.people import Post, PostHolding, Relation, Unit, User
from workflows.people.administration import SetUpError, give_post
from workflows.people.models import PostChange
from workflows.people.posts import ensure_posts, posts_of_roles, posts_that, row_of, shipped_posts
from workflows.people.words import RelationKind, TeamRole, UnitKind
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.proof.words import HistoryKind
from workflows.store import Store

BrowserOf = Callable[[str], Browser]
WHY = "按编制调整方案，增设县办文员岗位。"
CLERK = {
    "key": "county_clerk",
    "name": "县办文员",
    "name_en": "County clerk",
    "unit_kind": "county",
    "scope": "subtree",
    "records": ["roster", "leave"],
    "leader_key": "county_office",
    "starts": ["review"],
    "reason": WHY,
}


@pytest.fixture
def world(store: Store) -> World:
    """The office with every shipped post."""
    built = build_office(store)
    with transaction(store) as work:
        ensure_posts(work)
    return built


def wish(work: Any, key: str, **changed: object) -> PostWish:
    """The post as it is, changed so."""
    post = work.session.get(Post, key)
    blank = {
        **values_of(work.session.get_one(Post, "unit_hr")),
        "name": "某岗",
        "name_en": "Some post",
        "leader_key": None,
    }
    values = values_of(post) if post is not None else {**blank, "records": [], "leads": [], "starts": []}
    return PostWish(key, {**values, **changed}, WHY, is_new=post is None)


def intact(world: World) -> bool:
    with world.store.read() as work:
        return verify(work).is_intact


def test_an_own_post_is_added_agreed_to_and_used(browser_of: BrowserOf, world: World) -> None:
    keeper, director = browser_of("adm"), browser_of("dai")
    keeper.get("/admin/posts/new")
    wrong = keeper.press("提交新岗位", status=422, **{**CLERK, "key": "County clerk", "reason": "增设"})
    assert "以字母开头" in wrong.words
    assert "不少于 10 个字" in wrong.words
    assert wrong.value("name") == "县办文员"
    keeper.get("/admin/posts/new")
    assert "待其他有权审定岗位的人审定" in keeper.press("提交新岗位", **CLERK).words
    assert "同意" not in [button.text_content() for button in keeper.get("/admin/posts/county_clerk").all("//button")]
    assert "待审定的新岗位" in director.get("/admin/posts").words
    with world.store.read() as work:
        assert work.session.get(Post, "county_clerk") is None, "nothing holds before somebody agreed"
        assert (
            work.session.scalars(select(Notice.text).where(Notice.post_key == "city_director"))
            .one()
            .endswith("待审定。")
        )
    page = director.get("/admin/posts/county_clerk")
    assert "可查阅的档案: 请假、花名册" in page.words
    assert "已同意变更" in director.press("同意").words

    with transaction(world.store) as work:
        work.session.scalars(select(Unit).where(Unit.code == "COUNTY")).one().kind = UnitKind.COUNTY
        give_post(work, work.session.get_one(User, world.users["he"]), "county_clerk", "COUNTY")
    with world.store.read() as work:
        clerk = work.session.get_one(Post, "county_clerk")
        assert (clerk.level, clerk.scope, clerk.leader_key, clerk.starts) == (
            "county",
            "subtree",
            "county_office",
            ["review"],
        )
        assert [version.process_id for version in startable(work, world.actor("he"))] == ["review"]
        holding = world.actor("he").may_start("review", "nobody's")
        assert holding is not None
        assert holding.post_key == "county_clerk"
    he = browser_of("he")
    he.get("/cases/new/review")
    he.press("发起", subject="7号", unit="SCHOOL")
    listed = director.get("/admin/posts?q=clerk")
    assert [len(listed.all("//tbody/tr")), "自设岗位" in listed.words, "County clerk" in listed.words] == [
        1,
        True,
        False,
    ]
    assert "没有找到岗位" in director.get("/admin/posts?q=%25").words
    browser_of("wen").get("/admin/posts", 403)
    with world.store.read() as work:
        acts = (HistoryKind.POST_PREPARED, HistoryKind.POST_DECIDED)
        told = (
            select(HistoryEntry.kind, HistoryEntry.actor_id)
            .where(HistoryEntry.kind.in_(acts))
            .order_by(HistoryEntry.id)
        )
        people = (world.persons["adm"], world.persons["dai"])
        assert [tuple(row) for row in work.session.execute(told)] == list(zip(acts, people, strict=True))
    assert intact(world)


@pytest.mark.parametrize(
    ("key", "meant"), [("starter", "whoever started a case"), ("office", "every post of the office")]
)
def test_a_key_that_diagrams_write_in_the_place_of_a_post_is_refused(world: World, key: str, meant: str) -> None:
    with world.store.read() as work:
        values = values_of(work.session.get_one(Post, "unit_hr"))
        wanted = {**values, "name": "某岗", "name_en": "Some post", "leads": [], "leader_key": None, "starts": []}
        with pytest.raises(InvalidRequest, match=f"{key} means {meant}"):
            checked(work, key, wanted, is_new=True)
        assert checked(work, f"{key}_of_ours", wanted, is_new=True)["name"] == "某岗"


def test_a_change_that_nobody_may_decide_is_taken_back_by_who_entered_it(browser_of: BrowserOf, world: World) -> None:
    keeper, director = browser_of("adm"), browser_of("dai")
    page = "/admin/posts/city_director"
    keeper.get(page)
    keeper.press("提交岗位变更", name="主任", reason="按机构改革方案更名。")
    assert "不同意" not in [button.text_content().strip() for button in director.get(page).all("//button")]
    assert "目前无人可以审定" in keeper.get(page).words, "and the page says why, and what to do"
    assert "可审定人：戴主任" in keeper.get("/admin/posts/county_office").words
    keeper.get(page)
    assert "不少于 10 个字" in keeper.press("撤回", status=422, answer="错").words
    assert "变更已撤回" in keeper.press("撤回", answer="方案尚未批准，先行撤回。").words
    assert "已撤回" in keeper.get(page).words
    keeper.press("提交岗位变更", name="驻村办主任", reason="按机构改革方案更名。")
    with world.store.read() as work:
        told = work.session.scalars(select(Notice.text).where(Notice.post_key == "city_director")).all()
        assert any("变更已撤回" in text for text in told)
        states = work.session.scalars(select(PostChange.state).order_by(PostChange.prepared_at, PostChange.state))
        assert sorted(states) == ["prepared", "refused"]
        assert verify(work).is_intact


def test_a_post_that_covers_less_closes_at_once(browser_of: BrowserOf, world: World, case_id: uuid.UUID) -> None:
    def readers() -> list[str]:
        reads = (CaseReader.reader.startswith("post:general_group"), CaseReader.ground == Ground.READS.value)
        with world.store.read() as work:
            return list(work.session.scalars(select(CaseReader.reader).where(CaseReader.case_id == case_id, *reads)))

    def cases_of_wen() -> int:
        with world.store.read() as work:
            return len(list_cases(work, world.actor("wen")).cases)

    def work_off() -> None:
        with transaction(world.store) as work:
            while refresh_readers(work):
                pass

    work_off()
    everywhere = readers()
    assert (everywhere, cases_of_wen()) == ([post_key("general_group")], 1)
    dai = browser_of("dai")
    dai.get("/admin/posts/general_group")
    assert "即时执行" in dai.press("提交岗位变更", scope="own", reason="综合组今后只查阅本办案件。").words
    assert (readers(), cases_of_wen()) == (everywhere, 0), "closed before the job has come"
    assert intact(world)
    assert "不能凭此岗位查阅案件" in dai.get("/admin/posts/general_group").words
    work_off()
    with world.store.read() as work:
        assert not work.session.get_one(Post, "general_group").is_closing
        bureau = work.session.scalars(select(Unit.id).where(Unit.code == "BUREAU")).one()
        assert readers() == [post_key("general_group", bureau)], "now read only by a general group of that unit itself"
    assert cases_of_wen() == 1, "by the task of the post, which is not by reading"
    assert intact(world)


def test_nobody_decides_on_what_they_entered_or_on_their_own_post(world: World) -> None:
    with transaction(world.store) as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "CITY")).one()
        row = {"post_key": "city_director", "unit_id": unit_id, "from_on": date(2018, 1, 1)}
        work.session.add(PostHolding(person_id=world.persons["bao"], **row))
    with transaction(world.store) as work:
        own = ask_for(work, world.actor("dai"), wish(work, "city_director", name="驻村办负责人"))
        assert own.state == "prepared", "a director does not widen the director's own post alone"
    for who, error in (("dai", NotAllowed), ("bao", NotAllowed), ("adm", NotAllowed), ("wen", NotAllowed)):
        with transaction(world.store) as work, pytest.raises(error):
            decide_change(work, world.actor(who), own.id, agrees=True)
    with transaction(world.store) as work:
        with pytest.raises(InvalidRequest, match="Another change of this post waits"):
            ask_for(work, world.actor("adm"), wish(work, "city_director", name="另一名称"))
        with pytest.raises(NotAllowed):
            ask_for(work, world.actor("wen"), wish(work, "general_group", scope="own"))
    with transaction(world.store) as work:
        asked = ask_for(work, world.actor("adm"), wish(work, "general_group", records=[]))
    with transaction(world.store) as work, pytest.raises(InvalidRequest, match="at least 10"):
        decide_change(work, world.actor("dai"), asked.id, agrees=False, answer="不行")
    with transaction(world.store) as work:
        decide_change(work, world.actor("dai"), asked.id, agrees=False, answer="综合组仍须查阅花名册。")
    with world.store.read() as work:
        row = work.session.get_one(PostChange, asked.id)
        assert (row.state, row.answer) == ("refused", "综合组仍须查阅花名册。")
        assert work.session.get_one(Post, "general_group").records != []
    assert intact(world)


def test_what_no_post_may_be_is_refused_with_a_sentence(world: World) -> None:
    cases: tuple[tuple[str, dict[str, object], str], ...] = (
        ("unit_hr", {}, "Nothing is changed"),
        ("unit_hr", {"name": " "}, "in both languages"),
        ("unit_hr", {"name": "人事\u202e科"}, "nobody sees .U.202E."),
        ("unit_hr", {"name_en": "Personnel\u200b"}, "nobody sees .U.200B."),
        ("unit_hr", {"name": "综合组"}, "Another post has this name"),
        ("unit_hr", {"scope": "everything"}, "from the list"),
        ("unit_hr", {"records": ["salary"]}, "from the list"),
        ("unit_hr", {"unit_kind": "county"}, "keeps its kind of unit"),
        ("unit_hr", {"withdrawn": True}, "keeps its kind of unit"),
        ("unit_hr", {"leader_key": "unit_hr"}, "no post in use, or the post itself"),
        ("unit_hr", {"leader_key": "nobody"}, "no post in use"),
        ("city_director", {"leader_key": "general_group"}, "would lead itself"),
        ("unit_hr", {"leads": ["office"]}, "leads units of this kind already"),
        ("unit_hr", {"starts": ["recal"]}, "called recal"),
        ("administrator", {"records": ["roster"]}, "opens no files"),
        ("city_director", {"settings": False}, "last post that decides"),
        ("city_director", {"cancels": False}, "last post that cancels"),
        ("city_director", {"directs": False}, "last post that orders recusals"),
        ("organisation_department", {"relatives": False}, "last post that keeps the declared"),
        ("unit_hr", {"roles": ["member"]}, "stands in a village"),
        ("village_secretary", {"roles": ["member"]}, "goes with this role already"),
        ("unit_hr", {"body": "办" * 41}, "at most 40"),
        ("New Post", {}, "small letters"),
        ("new_post", {"withdrawn": True}, "cannot be withdrawn"),
    )
    with transaction(world.store) as work:
        for key, changed, told in cases:
            with pytest.raises(InvalidRequest, match=told):
                ask_for(work, world.actor("adm"), wish(work, key, **changed))
        assert work.session.scalars(select(PostChange)).all() == []


def test_what_a_shipped_post_does_an_own_one_may_do(browser_of: BrowserOf, world: World) -> None:
    """Who keeps the declared relatives, who directs cases, what goes with a role: data of the office, no post that code knows."""
    with transaction(world.store) as work:
        own = row_of(replace(shipped_posts()["village_secretary"], key="resident", leads=frozenset(), body="驻村组"))
        work.session.add(own)
        for key, flag in (("city_director", "directs"), ("organisation_department", "relatives")):
            setattr(work.session.get_one(Post, key), flag, False)
            setattr(work.session.get_one(Post, "unit_hr"), flag, True)
        work.session.get_one(Post, "member").roles = []
        own.roles = ["member"]
        work.session.flush()
        assert posts_of_roles(work)[TeamRole.MEMBER] == "resident"
        assert (posts_that(work, "directs"), posts_that(work, "relatives")) == (("unit_hr",), ("unit_hr",))
        relation = Relation(person_id=world.persons["wen"], other_id=world.persons["bao"], kind=RelationKind.OTHER)
        relation.declared_at = relation.open_since = work.now
        work.session.add(relation)
        work.session.flush()
        tell_of_declaration(work, relation)
        told = {notice.post_key for notice in work.session.scalars(select(Notice)) if notice.post_key}
        assert told == {"unit_hr"}
    assert "亲属申报情况" in browser_of("hu").get("/relatives").words
    assert browser_of("dai").client.get("/relatives").status_code == 403


def test_a_withdrawn_post_is_given_to_nobody_and_keeps_what_it_did(
    browser_of: BrowserOf, world: World, tmp_path: Any
) -> None:
    def asked(**changed: object) -> None:
        with transaction(world.store) as work:
            ask_for(work, world.actor("dai"), wish(work, "clerk", **changed))

    asked(name="文员", name_en="Clerk", unit_kind="")
    with transaction(world.store) as work:
        held = give_post(work, work.session.get_one(User, world.users["he"]), "clerk", "SCHOOL")
        assert procedures_naming(work, "general_group") == ["review"]
        assert procedures_naming(work, "clerk") == []
    with pytest.raises(InvalidRequest, match="1 people hold the post"):
        asked(withdrawn=True)
    with transaction(world.store) as work:
        work.session.get_one(PostHolding, held.id).to_on = held.from_on
    leaders = '//select[@name="leader_key"]/option[@value="clerk"]'
    assert browser_of("dai").get("/admin/posts/unit_hr").all(leaders)
    asked(withdrawn=True)
    assert not browser_of("dai").get("/admin/posts/unit_hr").all(leaders), "a withdrawn post leads nobody"
    with transaction(world.store) as work:
        with pytest.raises(SetUpError, match="was withdrawn"):
            give_post(work, work.session.get_one(User, world.users["he"]), "clerk", "SCHOOL")
        folder = tmp_path / "review"
        for name, data in review_files(**{"review.bpmn": REVIEW.replace(b"general_group", b"clerk")}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        versions, problems = publish_folders(work, [folder])
        assert versions == []
        assert any(
            "There is no post clerk" in problem.sentence.en or "clerk" in problem.sentence.en for _, problem in problems
        )
    asked(withdrawn=False)
    with world.store.read() as work:
        assert work.session.get_one(Post, "clerk").withdrawn_on is None
        assert work.session.get_one(PostHolding, held.id).post.key == "clerk"
    assert intact(world)
