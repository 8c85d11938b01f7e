"""What a member can do about a leave, and what they and others are told of it: taken back, closed, cancelled, late, refused."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from tests.clock import MovingClock
from tests.leave.test_leave_request import SICK, Office, fill
from tests.webapp.browser import Browser, Page
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.errors import InvalidAnswers
from workflows.casework.models import Case, Notice, Task
from workflows.casework.what_follows import what_follows
from workflows.documents.models import Document
from workflows.jobs.duties import work_off
from workflows.store import Store

REASON = "家中的事已经另有安排，不再请假。"


class Pages:
    """The people of a county at their browsers."""

    def __init__(self, store: Store) -> None:
        self.office: Office = fill(store)
        self._app: Flask = create_app(
            store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True)
        )
        self._browsers: dict[str, Browser] = {}

    def of(self, name: str) -> Browser:
        """Somebody's browser, signed in."""
        if name not in self._browsers:
            browser = self._browsers[name] = Browser(self._app)
            browser.get("/sign-in")
            browser.post("/sign-in/demo", {"user": str(self.office.users[name]), "csrf_token": browser.token()})
        return self._browsers[name]

    @property
    def case(self) -> str:
        """The address of the case."""
        return f"/cases/{self.office.stage.case_id}"

    def cancel(self, name: str, status: int = 200) -> Page:
        """Break the case off."""
        browser = self.of(name)
        browser.get("/")
        return browser.post(f"{self.case}/cancel", {"reason": REASON, "csrf_token": browser.token()}, status)

    def task(self, name: str, step: str) -> Page:
        """The page of the open task of a step."""
        with self.office.store.read() as work:
            statement = select(Task.id).where(Task.element_id == step, Task.status == "open")
            task_id = work.session.scalars(statement).one()
        return self.of(name).get(f"/tasks/{task_id}")

    def letter(self, name: str, kind: str) -> Page:
        """The page of a letter."""
        with self.office.store.read() as work:
            document_id = work.session.scalars(select(Document.id).where(Document.kind == kind)).one()
        return self.of(name).get(f"/documents/{document_id}")

    def told(self) -> list[tuple[str, str]]:
        """Whom notices went to, a post or a person by name, and what they say, in order."""
        names = {user_id: name for name, user_id in self.office.users.items()}
        persons = {self.office.actor(name).person_id: name for name in names.values()}
        with self.office.store.read() as work:
            rows = work.session.scalars(select(Notice).order_by(Notice.created_at, Notice.id)).all()
            return [(persons.get(row.person_id, "") if row.person_id else str(row.post_key), row.text) for row in rows]


@pytest.fixture
def pages(store: Store) -> Pages:
    """The people, the procedure published."""
    return Pages(store)


def granted(office: Office, **answers: object) -> None:
    """A leave that the township granted."""
    office.start("member", **answers)
    office.do("leader_opinion", "leader")
    office.do("approve_township", "township")


def test_the_member_takes_a_request_back_until_somebody_decides(pages: Pages) -> None:
    pages.office.start("member")
    assert "撤销" in pages.of("member").get(pages.case).words
    pages.cancel("other_member", 404)
    pages.cancel("member")
    with pages.office.store.read() as work:
        assert work.session.scalars(select(Case.status)).one() == "cancelled"
    told = sorted(who for who, _ in pages.told())
    assert told == ["team_leader", "township_committee"], "whose step is gone is told, not the member"
    pages.office.start("member")
    pages.office.do("leader_opinion", "leader")
    refused = pages.cancel("member", 403).words
    assert "已有人办理，不能自行撤回" in refused
    assert not pages.of("member").get(pages.case).all("//form[contains(@action, '/cancel')]")


def test_whoever_is_concerned_is_told_that_a_leave_was_cancelled(pages: Pages) -> None:
    granted(pages.office)
    pages.cancel("county")
    told = [each for each in pages.told() if REASON in each[1]]
    assert sorted(who for who, _ in told) == ["member", "team_leader", "township_committee"]
    assert all("事假 3月9日至11日" in text and "请假单作废" in text for _, text in told)
    slip = pages.letter("member", "leave_slip").words
    assert "作废：本文书已不再有效" in slip
    assert "请假人：member" in slip
    assert "作废" in pages.of("county").get(pages.case).words


def test_a_leave_that_does_not_begin_is_closed_by_the_member_and_its_slip_is_void(
    pages: Pages, clock: MovingClock
) -> None:
    granted(pages.office)
    assert "作废" not in pages.letter("member", "leave_slip").words
    pages.office.do("report_back", "member", outcome="not_taken")
    assert pages.office.steps() == []
    assert sorted(who for who, text in pages.told() if "该假未休" in text) == ["team_leader", "township_committee"]
    assert "作废：本文书已不再有效" in pages.letter("member", "leave_slip").words
    granted(pages.office)
    clock.move_to("2026-03-09 08:00")
    with pytest.raises(InvalidAnswers) as refused:
        pages.office.do("report_back", "member", outcome="not_taken")
    assert "假期已经开始，不能注销" in refused.value.fields["outcome"].zh


def test_the_member_sees_where_the_request_stands(pages: Pages) -> None:
    pages.office.start("member")
    assert "队长意见 — V1单位 · 驻村工作队队长" in pages.of("member").get(pages.case).words
    pages.office.do("leader_opinion", "leader")
    page = pages.of("member").get(pages.case).words
    assert "T1单位" in page
    assert "乡镇审批" in page
    assert "T1单位" not in pages.of("member").get("/cases").words


def test_whoever_acts_is_told_what_follows_and_readers_by_name_who_has_it(pages: Pages) -> None:
    pages.office.start("member", leave_to="2026-03-20")
    pages.task("leader", "leader_opinion")
    assert "下一步：乡镇审批。" in pages.of("leader").press("同意，报乡镇").words, "with whom it lies is for readers"
    with pages.office.store.read() as work:
        waits = work.session.scalars(select(Task).where(Task.element_id == "approve_township")).one()
        (to_reader,) = what_follows(work, pages.office.actor("county"), waits, [waits])
        assert (to_reader.post_key, to_reader.holder) == ("township_committee", "township")
        elsewhere = work.session.scalars(select(Task).where(Task.element_id == "leader_opinion")).one()
        work.session.expunge(elsewhere)
        elsewhere.process_id = "another"
        assert what_follows(work, pages.office.actor("leader"), elsewhere, [waits]) == []
    pages.office.do("approve_township", "township")
    pages.task("county", "approve_county")
    said = pages.of("county").press("退回补正", county_remark="请错开全县巡查的时间。").words
    assert "下一步：补正请假（驻村工作队队员 member）。" in said


def test_a_refusal_gives_the_reason_and_the_name_of_whoever_refused(pages: Pages) -> None:
    office = pages.office
    office.start("member", leave_to="2026-03-20")
    office.do("leader_opinion", "leader")
    office.do("approve_township", "township")
    office.do("approve_county", "county", outcome="return", county_remark="请错开全县巡查的时间。")
    office.do("correct", "member", leave_to="2026-03-18")
    office.do("leader_opinion", "leader")
    office.do("approve_township", "township", outcome="refuse", township_remark="防汛检查期间人员不能离岗。")
    letter = pages.letter("member", "leave_refused").words
    for said in ("理由：防汛检查期间人员不能离岗。", "T1单位党委", "审批人：township", "2026年3月"):
        assert said in letter
    assert "巡查" not in letter
    assert [text for who, text in pages.told() if who == "member"] == [
        "你2026年3月9日至2026年3月18日的事假申请，T1单位党委未予批准。理由：防汛检查期间人员不能离岗。"
    ]


def test_a_correction_begins_with_what_was_asked_and_a_new_decision_with_no_old_remark(pages: Pages) -> None:
    office = pages.office
    office.start("member", whereabouts="省城")
    office.do("leader_opinion", "leader", outcome="return", leader_remark="请写明由谁代班并补充证明。")
    asked = pages.task("member", "correct")
    assert (asked.value("whereabouts"), asked.value("leave_to")) == ("省城", "2026-03-11")
    office.do("correct", "member", whereabouts="邻县", leave_to="2026-03-10")
    assert pages.task("leader", "leader_opinion").value("leader_remark") in (None, "")
    facts = pages.of("county").get(pages.case).all("//dl[@class='facts'][last()]")[0].text_content()
    assert "邻县" in facts
    assert "省城" not in facts
    assert "省城" in pages.of("county").get(pages.case).words, "what was withdrawn is in the record"


def test_whoever_is_late_is_told_in_words_for_them(pages: Pages, clock: MovingClock) -> None:
    granted(pages.office)
    clock.move_to("2026-03-12 08:00")
    work_off(pages.office.store)
    told = {who: text for who, text in pages.told() if "届满" in text}
    assert set(told) == {"member", "team_leader"}
    assert told["member"].startswith("你的事假已于")
    assert "请核实是否返岗" in told["team_leader"]


def test_approvers_learn_that_a_medical_paper_was_handed_in_and_by_when_it_was_asked(pages: Pages) -> None:
    pages.office.start("member", **{**SICK, "leave_from": "2026-03-01"})
    for who, step in (("leader", "leader_opinion"), ("township", "approve_township")):
        page = pages.task(who, step).words
        assert "医疗证明：已提交1份" in page
        assert "事后补假" in page
        if step == "leader_opinion":
            pages.office.do(step, who)
    assert "病假（补假） 3月1日至13日" in pages.of("county").get(pages.case).words
    with pytest.raises(InvalidAnswers) as refused:
        pages.office.start("other_member", leave_from="2020-01-01", leave_to="2020-01-02")
    assert "已超过补假期限" in refused.value.fields["leave_from"].zh


def test_the_return_slip_says_how_late_and_why_and_who_confirms_opens_the_slip(
    pages: Pages, clock: MovingClock
) -> None:
    granted(pages.office)
    clock.move_to("2026-03-14 09:00")
    pages.office.do("report_back", "member", returned_on="2026-03-14", return_note="返程班车停运。")
    assert "批准人：township" in pages.letter("leader", "leave_slip").words
    assert "请假单" in pages.task("leader", "confirm_return").words
    pages.office.do("confirm_return", "leader")
    slip = pages.letter("member", "return_slip").words
    for said in ("逾期2天返岗。原因：返程班车停运。", "核实人：leader", "V1单位驻村工作队"):
        assert said in slip


def test_approvers_see_the_days_of_the_year_and_other_leaves_of_the_same_days(pages: Pages, clock: MovingClock) -> None:
    pages.office.start("member", leave_kind="annual", leave_to="2026-03-10")
    pages.office.start("member", leave_kind="trip", leave_to="2026-03-12", proof=["通知.pdf"])
    pages.office.start("other_member")
    clock.forward(hours=1)
    pages.office.start("member", leave_from="2026-03-10", leave_to="2026-03-11")
    with pages.office.store.read() as work:
        latest = select(Task.id).where(Task.case_id == pages.office.stage.case_id, Task.status == "open")
        task_id = work.session.scalars(latest).one()
    page = pages.of("leader").get(f"/tasks/{task_id}").words
    assert "本年已请假（含在办，不含公务外出）2天" in page
    overlaps = page.partition("与本人其他请假日期重叠：")[2].partition("。")[0]
    assert sorted(overlaps.split("；")) == ["2026年3月9日至2026年3月10日", "2026年3月9日至2026年3月12日"]
