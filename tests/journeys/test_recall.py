"""The main job in the browser: a recall from its trigger to the arrival of the replacement, each step by a different person.

The order is served on Monday 2 March 2026 at 15:00, so the week ends on Monday 9 March at 24:00 (scenario A3). The first candidate
is rejected on day 6 (scenario A4): the clock runs on, and what the office took stays apart from what the unit took.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.journeys.conftest import Server
from tests.journeys.day import Day
from tests.journeys.people import violations
from workflows.casework.models import Case, CaseStatus, Deadline, DeadlineStatus
from workflows.casework.publishing import procedure_folders, publish_folders
from workflows.casework.transaction import transaction
from workflows.demo.city import make_city, open_missing_accounts
from workflows.people import Person, Unit, User
from workflows.people.roster import Posting, Village
from workflows.settings import procedures_folder

pytestmark = pytest.mark.browser

MEMBER = "QH00018"  # 石远帆 of unit D01, in the village of the cast
FIRST_CANDIDATE, SECOND_CANDIDATE = "QH00029", "QH00030"
DUE = "3月9日 周一 24:00"


@pytest.fixture
def day(server: Server, page: Page) -> Day:
    """The demonstration city without cases, with the procedures published."""
    with transaction(server.store) as work:
        make_city(work)
        versions, problems = publish_folders(work, procedure_folders(procedures_folder()))
    assert {version.process_id for version in versions} >= {"recall", "selection"}, problems
    return Day(page, server)


def test_a_recall_from_trigger_to_arrival(day: Day) -> None:
    trigger_and_verify(day)
    decide_and_serve(day)
    unit_acts(day)
    day.server.move_to("2026-03-03 10:00")
    propose(day, FIRST_CANDIDATE)
    day.server.move_to("2026-03-05 10:00")
    check_by_phone(day)
    day.server.move_to("2026-03-08 16:00")
    review(day, "reviewer.a", "review_a", "reject")
    review(day, "reviewer.b", "review_b", "reject")
    the_clock_never_stopped(day)
    propose(day, SECOND_CANDIDATE)
    check_by_phone(day)
    review(day, "reviewer.a", "review_a", "agree")
    review(day, "reviewer.b", "review_b", "agree")
    dispatch(day)
    arrive_and_close(day)
    the_record_is_whole(day)


def trigger_and_verify(day: Day) -> None:
    """Lead, acceptance, two investigators of two offices, one report of both; nothing is typed twice."""
    day.sign_in("reviewer.a")
    day.page.goto("/cases/new/recall")
    day.fill({"trigger": "T1", "source": "inspection", "occurred_on": "2026-02-25"})
    day.fill({"facts": "暗访两次均不在村，驻村日记由他人代写，群众反映长期不见人。"})
    finder = day.page.locator("#lookup-answer-people_text")
    finder.fill(MEMBER[:7])
    day.page.locator(".matches button", has_text=MEMBER).click()
    expect(day.page.locator("#answer-people_text")).to_have_value(MEMBER)
    # Named once more, by the key: it is said, and stands there once.
    finder.fill(MEMBER)
    expect(day.page.locator(".matches button")).to_have_count(1)
    finder.press("Enter")
    expect(day.page.locator(".lookup-chosen")).to_contain_text("已在名单中")
    expect(day.page.locator("#answer-people_text")).to_have_value(MEMBER)
    day.page.get_by_role("button", name="发起", exact=True).click()
    expect(day.page.locator(".notice-success")).to_contain_text("已发起")
    day.act("reviewer.b", "accept_lead", "accept", recall_type="ordered")
    visit = {
        "visited_on": "2026-03-02",
        "cadres_heard": 2,
        "villagers_heard": 4,
        "statement_heard": True,
        "findings-0-ground": "G1",
        "findings-0-finding": ["substantiated"],
        "findings-0-is_repeated": True,
        "findings_text": "经走访村干部和村民，并核对打卡与日记，所反映的问题属实。",
    }
    day.act("investigator", "verify_office", **visit)
    day.act("poverty.investigator", "verify_poverty", **visit)
    day.act(
        "investigator.b",
        "joint_report",
        "report",
        report="两家单位分别进村核实，走访村干部和村民，听取本人说明，核对打卡记录，所反映的问题属实，情节严重。",
    )
    day.act("poverty.investigator", "sign_report", "sign")


def decide_and_serve(day: Day) -> None:
    """The director decides beside the explained table; the order is issued, and served when the unit signs for it at 15:00."""
    day.open_task("director", "decide")
    day.page.get_by_role("tab", name="决策依据").click()
    expect(day.page.locator(".rules .is-hit").first).to_be_visible()
    day.act(
        "director",
        "decide",
        "order",
        slots_wanted=1,
        meeting_on="2026-03-02",
        minutes_no="部务会〔2026〕7号",
        votes_for=5,
        votes_against=0,
        votes_abstain=0,
        decision_basis="联合调查属实，情节严重，按规定责令召回。",
    )
    day.act(
        "reviewer.a",
        "prepare_order",
        order_facts="暗访两次均不在村，驻村日记由他人代写，经联合调查属实。",
        order_basis="驻村工作队管理办法第十二条",
        slot_people=[0],
        contact="综合组 0700-0000000",
    )
    day.act("director", "sign_order", "sign")
    day.server.move_to("2026-03-02 15:00")
    day.act("unit.hr", "acknowledge", received_by="蒋苇渡", is_received=True)
    day.page.goto("/deadlines")
    expect(day.page.locator("table.board")).to_contain_text(DUE)


def unit_acts(day: Day) -> None:
    """Interview with the leader in charge, and the unit calls its member back."""
    day.act(
        "reviewer.b",
        "interview",
        interview_held_at="2026-03-02T14:30",
        interview_place="驻村办会议室",
        interview_interviewee="邓承岫",
        interview_attendees="何见岫、许明穗",
        interview_points="通报召回决定，要求一周内另行选派，并加强对派驻队员的管理。",
    )
    day.act("unit.leader", "sign_interview", is_record_confirmed=True)
    done = {"is_explained": True, "is_handover_started": True, "is_account_closed": True}
    day.act("unit.secretary", "unit_recall", left_on="2026-03-02", **done)
    with day.server.store.read() as work:
        account = select(User.username).join(Person, User.person_id == Person.id)
        recalled = work.session.scalars(account.where(Person.employee_no == MEMBER)).one()
    day.act(recalled, "file_appeal", "accept")


def propose(day: Day, employee_no: str) -> None:
    """The unit nominates somebody, and its party group proposes."""
    with day.server.store.read() as work:
        candidate = work.session.scalars(select(Person).where(Person.employee_no == employee_no)).one()
    assert candidate.born_on
    step = day.open_task("unit.hr", "nominate")
    number = day.page.locator("#answer-employee_no")
    number.fill(candidate.name)
    expect(day.page.locator(".matches button")).to_have_count(1)
    number.press("Enter")
    expect(number).to_have_value(employee_no)
    expect(day.page.locator(".lookup-chosen")).to_contain_text(candidate.name)
    answers = {
        "recommender": "办公室",
        "attitude_reason": "连续三年参加帮扶，主动申请驻村，群众评价好，能长期在村。",
        "resource_reason": "熟悉农产品加工和销售渠道，可为村里引入合作社订单。",
        "rural_reason": "在农村长大，会说当地方言，做过两年包村干部。",
        "cv_ref": "简历-01",
        "staff_type": "civil_servant",
        "appraisal_last_year": "excellent",
        "appraisal_year_before": "competent",
        "born_on": candidate.born_on.isoformat(),
        "is_party_member": candidate.is_party_member,
        "work_years": 10,
        "is_health_fit": True,
        "discipline_record": "none",
        "special_circumstance": "none",
        "proofs": ["cv", "appraisal", "health", "discipline"],
    }
    day.fill(answers)
    day.press("unit.hr", step)
    day.act(
        "unit.secretary",
        "party_group",
        "proposed",
        candidate_id=1,
        meeting_on=day.server.clock.now.strftime("%Y-%m-%d"),
        members_total=7,
        members_present=7,
        votes_for=7,
        votes_against=0,
        votes_abstain=0,
        minutes_no="党组〔2026〕3号",
    )


def check_by_phone(day: Day) -> None:
    """Two calls by two people of the office; whom they spoke to stays hidden from the unit."""
    ratings = {f"ratings-{row}-rating": 4 for row in range(5)}
    for caller, relation, said_at in (("reviewer.a", "superior", "T08:20"), ("reviewer.b", "peer", "T08:30")):
        called_at = day.server.clock.now.astimezone().strftime("%Y-%m-%d") + said_at
        day.act(
            caller,
            "phone_check",
            called_at=called_at,
            relation=relation,
            interviewee=f"某科室负责人（{relation}）",
            call_remarks="工作踏实，作风正派，愿意驻村，未发现问题。",
            call_finding="clear",
            **ratings,
        )


def review(day: Day, username: str, element_id: str, outcome: str) -> None:
    """One reviewer's marks and opinion."""
    marks: dict[str, object] = {f"scores-{row}-points": 16 if outcome == "agree" else 8 for row in range(5)}
    marks.update({f"scores-{row}-evidence": "见考察记录和档案" for row in range(5)})
    if outcome != "agree":
        told = "请推荐熟悉农村工作、能够长期驻村的人选。"
        marks.update(reason_code="unfit", review_reason="材料与考察情况不符，不宜驻村。", unit_reason=told)
    day.act(username, element_id, outcome, has_no_conflict=True, **marks)


def the_clock_never_stopped(day: Day) -> None:
    """On day 6 the due time is what it was on day 1, and unit time and office time are both shown."""
    day.sign_in("supervisor")
    day.page.goto("/deadlines")
    row = day.page.locator("table.board tbody tr").first
    expect(row).to_contain_text(f"还剩 1 天 8 小时 · {DUE}")
    # The unit held the file from service to its first proposal; then it lay with the office until the rejection.
    expect(row.locator(".split-words")).to_contain_text("单位 19 小时")
    expect(row.locator(".split-words")).to_contain_text("驻村办 5 天 6 小时")
    assert not violations(day.page)


def dispatch(day: Day) -> None:
    """County's opinion, matching, and the director signs the dispatch: the replacement clock stops in time."""
    day.act("county", "county_opinion", county_view="support", village_needs="需要熟悉产业发展的队员。")
    day.act("group.leader", "match", "match", match_score=86, match_reason="熟悉农村工作，与村情需求相符。")
    day.act(
        "director", "sign_dispatch", "sign", term_from="2026-03-09", term_to="2028-03-09", handover_contact="龙晓穗"
    )
    with day.server.store.read() as work:
        clock = work.session.scalars(select(Deadline).where(Deadline.name == "replacement")).one()
        assert clock.status == DeadlineStatus.MET
        assert clock.due_at == clock.original_due_at


def arrive_and_close(day: Day) -> None:
    """The village secretary confirms the arrival inside the fence; the office files the case."""
    day.server.move_to("2026-03-09 11:00")
    with day.server.store.read() as work:
        village = work.session.scalars(
            select(Village).join(Unit, Village.unit_id == Unit.id).where(Unit.code == "990101101201")
        ).one()
    day.act(
        "village",
        "confirm_arrival",
        "arrived",
        arrived_at="2026-03-09T10:30",
        latitude=f"{village.latitude:.5f}",
        longitude=f"{village.longitude:.5f}",
        photo="报到现场.png",
    )
    day.act("township", "confirm_second", second_outcome="arrived")
    hand_over(day)
    day.act("reviewer.a", "close_case", is_filed=True, closing_summary="改派人员已到岗，完成交接，文书齐全。")


def hand_over(day: Day) -> None:
    """The recalled member hands over to whoever has come, and the village signs for it."""
    with transaction(day.server.store) as work:
        open_missing_accounts(work)
        accounts = select(User.username).join(Person, User.person_id == Person.id)
        recalled, arrived = (
            work.session.scalars(accounts.where(Person.employee_no == number)).one()
            for number in (MEMBER, SECOND_CANDIDATE)
        )
    day.act(recalled, "hand_over", **{f"handed-{row}-state": "yes" for row in range(5)})
    day.act(arrived, "take_over", "accept")
    day.act("village", "witness", "sign")


def the_record_is_whole(day: Day) -> None:
    """The case is closed, the replacement serves in the village, and the file tells the story with its letters and diagrams."""
    with day.server.store.read() as work:
        case = work.session.scalars(select(Case)).one()
        assert case.status == CaseStatus.COMPLETED
        posting = work.session.scalars(
            select(Posting).join(Person).where(Person.employee_no == SECOND_CANDIDATE, Posting.status == "active")
        ).one()
        assert posting.role == "leader"
    day.sign_in("supervisor")
    day.page.goto(f"/cases/{case.id}")
    expect(day.page.locator(".clock").first).to_contain_text("按时完成")
    # Who watches the clocks reads no findings, votes or names.
    expect(day.page.locator("#file-record")).not_to_contain_text("不同意")
    day.sign_in("director")
    day.page.goto(f"/cases/{case.id}")
    day.page.get_by_role("tab", name="办理记录").click()
    expect(day.page.locator("#file-record")).to_contain_text("不同意")
    day.page.get_by_role("tab", name="流程图").click()
    expect(day.page.locator("[data-is-shown]").first).to_be_visible()
    expect(day.page.locator(".bjs-powered-by").first).to_be_visible()
    read_every_section(day)
    day.page.locator("form.language button").click()
    expect(day.page.locator("html")).to_have_attribute("lang", "en")
    read_every_section(day)
    assert len(set(day.people)) == 16


def read_every_section(day: Day) -> None:
    """axe reads each tab of the case, and one of its letters."""
    for tab in day.page.get_by_role("tab").all():
        tab.click()
        assert not violations(day.page)
    case_page = day.page.url
    letter = day.page.locator("#file-documents a").first.get_attribute("href")
    assert letter, "the recall issued no letter"
    day.page.goto(letter)
    expect(day.page.locator(".letter h1")).to_be_visible()
    assert not violations(day.page)
    day.page.goto(case_page)
