"""A whole month through people's verbs and real imports, from the clock's start to the circular."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from tests.assessment.inspected_month import (
    what_inspections_found_is_scored_once_verified,
    what_was_found_costs_points_once_somebody_else_agreed,
)
from tests.assessment.month_office import punches
from tests.assessment.played_month import (
    APPEAL,
    CLAIM,
    GROUND,
    MARCH,
    RECTIFICATION,
    PlayedMonth,
    build_played_month,
)
from tests.attendance.stored_office import breaches
from tests.clock import MovingClock
from workflows.assessment.appeal_models import AssessmentAppeal
from workflows.assessment.bottom import at_bottom_before
from workflows.assessment.joint_models import JointResult, QuotaWaiver
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.words import ATTENDANCE, AppealState, Consequence, Grade, Heard
from workflows.attendance.corrections import corrections_of
from workflows.attendance.recognition import finish
from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.errors import InvalidAnswers, InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import Notice, RowAsk
from workflows.casework.sheet_rows import RowsOpen
from workflows.documents.models import Document
from workflows.jobs.duties import work_off
from workflows.store import Store

LATE = "外来人员，不是本县队员，不计。"


@pytest.fixture
def month(store: Store, clock: MovingClock) -> PlayedMonth:
    return build_played_month(store, clock)


def file_of_march() -> bytes:
    """Whoever was there all month, and two people called 王伟 whose numbers are nobody's."""
    whole = punches("W", "全月员", "V1", MARCH, range(1, 32)).decode()
    strangers = [f"{key},王伟,V1,2026-03-02,2026-03-02 07:30,in,,,1,app,," for key in ("", "X9")]
    return "\n".join([whole, *strangers]).encode()


def test_a_month_from_the_clock_to_the_circular(month: PlayedMonth) -> None:
    """A8, A10, A12; M1, M2, M3, M5, M8, M9, M11, M12 as far as this slice reaches (tests/assessment/cells.yaml)."""
    month.begin()
    assert month.open("C1") == ["collect"]
    with month.store.read() as work:
        assert work.session.scalars(select(AssessmentMonth.month)).one() == MARCH
        assert len(work.session.scalars(select(MemberMonth.id)).all()) == 4

    # M2, A10: a file whose queue is not empty keeps the county from going on; nobody of it is scored.
    import_id = month.office.stored(file_of_march(), "三月.csv", month=MARCH)
    month.answer("cun", absent_1="5")
    month.save("collect", "village_lists", "gan", {"outcome": "take"})
    month.complete("collect", "gan")
    assert month.open("C1") == ["collect"], "the import is still open"
    with month.store.read() as work:
        told = [each.text for each in work.session.scalars(select(Notice)) if "考勤导入尚未办结：三月.csv" in each.text]
        assert told
    with month.store.write() as work:
        finish(work, month.actor("gan"), import_id, LATE)
    month.save("collect", "village_lists", "gan", {"outcome": "take"})
    month.complete("collect", "gan")
    month.look_at_diaries()

    # M3: what two sources agree on needs nobody; a contradiction, and one source alone, are the township's.
    assert month.open("C1") == ["exceptions"]
    rows = {(row.name, row.given["finding"]): row for row in month.rows("assessment.exceptions")}
    assert set(rows) == {("全月员", "contradiction"), ("到岗员", "one_source")}
    assert rows["全月员", "contradiction"].given["dates"] == ["2026-03-05"]
    assert rows["到岗员", "one_source"].given["count"] == 15
    decision = {"outcome": "counted", "basis": "checked", "ground": GROUND}
    with pytest.raises(NotFound):
        month.save("exceptions", "assessment.exceptions", "yi", decision)
    with pytest.raises(InvalidAnswers):
        month.save("exceptions", "assessment.exceptions", "xiang", {**decision, "ground": "在"})
    month.save("exceptions", "assessment.exceptions", "xiang", {"outcome": "not_counted", "ground": GROUND}, "全月员")
    # The member is asked first, and the sheet waits for them; leader and secretary are asked what they know.
    month.save("exceptions", "assessment.exceptions", "xiang", decision, "到岗员")
    with pytest.raises(RowsOpen):
        month.complete("exceptions", "xiang")
    with month.store.read() as work:
        until = set(work.session.scalars(select(RowAsk.due_at).where(RowAsk.element_id == "ask_member")))
    assert until == {datetime(2026, 4, 3, tzinfo=OFFICE_ZONE)}, "a working day"
    month.answer("W", cause="absent", explanation="五日回县里送材料，未报备。")
    # What was decided before they answered is told as it stands for now, and decided again by whoever has read the answer.
    with month.store.read() as work:
        own = select(Notice.text).where(Notice.person_id == month.office.persons["W"], Notice.text.contains("已认定"))
        assert [text.endswith("答复后重新认定。") for text in work.session.scalars(own)] == [True]
        decider = select(Notice.text).where(Notice.person_id == month.office.persons["xiang"])
        assert any("“全月员”一行后收到了答复" in text for text in work.session.scalars(decider))
    row = next(row for row in month.rows("assessment.exceptions") if row.name == "全月员")
    assert row.settled_task_id is None
    month.save("exceptions", "assessment.exceptions", "xiang", {"outcome": "not_counted", "ground": GROUND}, "全月员")
    month.answer("A", cause="device", explanation="新手机未绑定，十五天都在村。")
    month.answer("cun", "到岗员", statement="present")
    for basis in (
        "leader",
        "statement",
    ):  # no leader has said so; a statement counts for three days of a month, not for fifteen
        with pytest.raises(InvalidAnswers):
            month.save("exceptions", "assessment.exceptions", "xiang", {**decision, "basis": basis}, "到岗员")
    month.save("exceptions", "assessment.exceptions", "xiang", {**decision, "basis": "explanation"}, "到岗员")
    with month.store.read() as work:
        person = month.office.persons["A"]
        assert len(corrections_of(work, [person], MARCH, date(2026, 3, 31))) == 15
        notices = work.session.scalars(select(Notice.text).where(Notice.person_id == person)).all()
        assert sum("考勤已认定" in text for text in notices) == 2, "fifteen days are one notice for each decision"
    month.complete("exceptions", "xiang")

    # M8: attendance gives its points by the table, the county the rest by the lines of the month's own catalogue.
    assert month.open("C1") == ["score"]
    scores = {(row.name, row.given["line"]): row.given for row in month.rows("assessment.points")}
    assert len(scores) == 2 * 2 + 3 * 3, "two indicators of each team, three items of each graded member"
    assert {name: given["known"].split("；")[0] for (name, line), given in scores.items() if line == "日记"} == {
        "全月员": "在村30天（应驻22天），住村29夜（应住15夜）",
        "到岗员": "在村15天（应驻11天），住村0夜（应住7夜）",
        "离岗员": "在村0天（应驻7天），住村0夜（应住5夜）",
    }
    full, some = {"outcome": "full", "ground": GROUND}, {"outcome": "some", "points": 36, "ground": GROUND}
    for refused in ({"outcome": "full"}, {**some, "points": 41}, {"outcome": "some", "ground": GROUND}):
        with pytest.raises(InvalidAnswers):
            month.save("score", "assessment.points", "gan", refused, "V1队 入户走访")
    with pytest.raises(InvalidRequest, match="item of discipline applies"):
        month.save("score", "assessment.points", "gan", {**full, "outcome": "not_applicable"}, "到岗员 日记")
    for name in ("V1队 入户走访", "到岗员 日记"):
        with pytest.raises(NotAllowed, match="own unit"):
            month.save("score", "assessment.points", "shui", full, name)
    month.save("score", "assessment.points", "gan", full)
    month.save("score", "assessment.points", "gan", some, "V1队 入户走访")
    month.save("score", "assessment.points", "gan", {"outcome": "not_applicable", "ground": GROUND}, "V1队 产业发展")
    month.save("score", "assessment.points", "gan", {**some, "points": 4}, "到岗员 日记")
    # C7: a bonus needs its proof and somebody's word who is not of the unit that claims it.
    month.claim("xiang", "A", "praise", 5)
    with pytest.raises(NotAllowed):
        month.complete("agree", "zhen", CLAIM, outcome="agree", agreed_points=5)
    month.complete("agree", "shui", CLAIM, outcome="agree", agreed_points=5)
    month.complete("score", "gan")
    graded = {number: result for number, (_, result) in month.results().items()}
    assert {
        number: (result.grade, result.total_tenths, result.indicator_tenths) for number, result in graded.items()
    } == {
        "W": (Grade.EXCELLENT, 930, 630),
        "A": (Grade.GOOD, 880, 630),
        "L": (Grade.POOR, 880, 700),
    }, "36 of 40, and what does not apply is rescaled: 63 of 70; five points of bonus"
    assert {"zh": "加分：表扬5分", "en": "bonus: Praise, 5 points"} in graded["A"].grounds
    assert month.team_lines("V1队") == {"visits": (36, GROUND), "trade": (None, GROUND)}
    lines = month.lines("A")
    assert (lines["diary"].points, lines["diary"].ground) == (4, GROUND)
    assert lines[ATTENDANCE].evidence["counted"]["present_days"] == 15
    assert lines[ATTENDANCE].rule == "D2b.3", "fifteen days, and no night that a punch proves"

    # M9, C5: each answers on their own row, silence confirms; nobody reviews what they scored.
    month.answer("A", outcome="appeal", appeal_text="少计住村夜数，村支部书记可以证明。")
    month.answer("W", outcome="confirm")
    with pytest.raises(NotAllowed):
        month.save("review", "results", "gan", {"outcome": "agree"})
    with pytest.raises(InvalidAnswers):
        month.save("review", "results", "gao", {"outcome": "agree"}, "到岗员")
    month.clock.move_to("2026-04-06 09:00")
    work_off(month.store)
    month.save("review", "results", "gao", {"outcome": "agree"}, "全月员", "离岗员")
    month.save("review", "results", "gao", {"outcome": "open"}, "到岗员")
    month.complete("review", "gao")
    heard = {number: result.heard for number, (_, result) in month.results().items()}
    assert heard == {"W": Heard.CONFIRMED, "A": Heard.APPEALED, "L": Heard.SILENT}

    # M11, M12, A12: the city accepts, ranks and publishes; an open appeal leaves the result provisional.
    month.complete("review_county", "zong", part="", outcome="accept")
    month.complete("publish", "zu", part="", requirements="各县要对照通报查找差距，抓好整改落实。")
    found = month.results()
    assert {number: (result.place, result.is_provisional) for number, (_, result) in found.items()} == {
        "W": (1, False),
        "L": (2, False),
        "A": (2, True),
    }
    assert all(result.published_at is not None for _, result in found.values())
    # D3 over teams and units: V1 has two members with 93 and 88, V2 one with 88; the unit is the mean of its teams.
    with month.store.read() as work:
        joint = select(JointResult).order_by(JointResult.team_id.is_(None), JointResult.parts.desc())
        rows = work.session.scalars(joint).all()
        assert [(row.parts, row.total_tenths, row.place, row.is_provisional) for row in rows] == [
            (2, 905, 1, True),
            (1, 880, None, False),
            (2, 893, 1, True),
        ]
        assert all(row.published_at is not None for row in rows)
    with month.store.read() as work:
        letter = work.session.scalars(select(Document).where(Document.kind == "monthly_circular")).one()
        assert "列为暂定1人" in letter.text
        assert "只记事实1人" in letter.text
    assert month.open() == [] == month.open("C1")
    assert breaches(month.store) == []

    # M13: whoever is poor is rectified by their unit, told with the grounds; nobody else is.
    assert month.open(RECTIFICATION) == ["rectify"]
    with month.store.read() as work:
        notice = work.session.scalars(select(Document).where(Document.kind == "rectification_notice")).one()
        assert "离岗员2026年3月考核存在以下问题：总分88分，等次为差" in notice.text
        # M14: they have left the team since, so it falls; who would have acted is told.
        fallen = work.session.scalars(select(Notice).where(Notice.text.contains("已不在驻"))).all()
        assert {(each.post_key, "本应列为召回线索" in each.text) for each in fallen} == {
            ("general_group", True),
            ("county_office", True),
        }

    assert [number for number, (_, result) in month.results().items() if result.bottom_at] == ["L"]
    assert month.results()["L"][1].consequence is Consequence.NONE, "months to come count no lead and no talk that fell"
    with month.store.read() as work:
        people = [month.office.persons[number] for number in "WAL"]
        assert at_bottom_before(work, date(2026, 4, 1), people) == {people[2]}
        assert at_bottom_before(work, date(2026, 5, 1), people) == set()

    # M10, C5: the appeal is decided by somebody else; the published rows stay, and the appeal corrects them.
    assert month.open(APPEAL) == ["county_review"]
    before = (month.results()["A"][1].total_tenths, {item: line.points for item, line in month.lines("A").items()})
    nights = {"outcome": "change", "days_counted": "17-31", "nights_counted": "17-30", "county_opinion": GROUND}
    given = (("遵纪守法", 6), ("五个不准", 6), ("日记", 4))
    lines = [{"item_name": each, "points": points, "most": 6, "new_points": None} for each, points in given]
    month.complete("county_review", "gao", APPEAL, **nights, scored_lines=lines)  # who has reviewed it since
    for barred in ("gan", "gao"):
        with pytest.raises(NotAllowed):
            month.complete("county_review", barred, APPEAL, **nights, scored_lines=lines)
    month.complete("county_review", "gu", APPEAL, **nights, scored_lines=lines)
    month.complete("go_on", "A", APPEAL, outcome="city", city_ground=GROUND)
    final = {"outcome": "uphold", "city_opinion": GROUND, "scored_lines": lines}
    with pytest.raises(NotAllowed):
        month.complete("city_review", "zong", APPEAL, **final)  # who accepted the county's report
    month.complete("city_review", "zhong", APPEAL, **final)
    with month.store.read() as work:
        appeal = work.session.scalars(select(AssessmentAppeal)).one()
        assert [(each["item"], each["before"], each["after"], each["rule"]) for each in appeal.moved] == [
            ("attendance", 4, 12, "D2b.6")
        ]
        assert (appeal.state, appeal.is_correction) == (AppealState.CHANGED, True)
        assert (appeal.before_tenths, appeal.after_tenths) == (before[0], 960)
        told = work.session.scalars(select(Document).where(Document.kind == "result_notice")).one()
        assert "总分96分" in told.text
    after = month.results()["A"][1]
    assert (after.total_tenths, {item: line.points for item, line in month.lines("A").items()}) == before
    assert after.is_provisional, "as it was published"
    assert breaches(month.store) == []


def test_a_county_without_a_report_is_taken_as_it_stands_at_the_cut_off(month: PlayedMonth) -> None:
    """M11: the ninth is over; open tasks of the county lapse, and it has no result that could be ranked."""
    month.begin()
    month.clock.move_to("2026-04-10 00:00")
    work_off(month.store)
    assert month.open("C1") == []
    assert month.open() == ["publish"]
    assert month.results() == {}


def test_a_county_whose_report_is_sent_back_looks_again_at_those_named_alone(month: PlayedMonth) -> None:
    """M11: names are found as they are written, unknown ones refused; what was settled and confirmed before stands."""
    month.begin()
    what_inspections_found_is_scored_once_verified(month)
    month.save("collect", "village_lists", "gan", {"outcome": "take"})
    month.complete("collect", "gan")
    month.look_at_diaries()
    full = {"outcome": "full", "ground": GROUND}
    month.claim("xiang", "W", "found", 6)
    month.save("score", "assessment.points", "gan", full)
    month.complete("score", "gan")
    what_was_found_costs_points_once_somebody_else_agreed(month)
    for number in "WAL":
        month.answer(number, outcome="confirm")
    month.save("review", "results", "gao", {"outcome": "agree"})
    month.complete("review", "gao")
    back = {"outcome": "return", "return_reason": GROUND, "again_scope": "named"}
    back |= {"waived_places": 2, "waiver_reason": "该县两支工作队受到省级表扬，经研究同意。"}
    month.complete("review_county", "zong", part="", **back, again_text="到 岗员、王五")
    assert (month.open(), month.open("C1")) == (["review_county"], []), "nobody is called so, which the form says"
    with month.store.read() as work:
        assert work.session.scalars(select(QuotaWaiver)).all() == []
    month.complete("review_county", "zong", part="", **back, again_text="到 岗员")

    assert month.open("C1") == ["score"]
    with pytest.raises(RowsOpen, match="3 of 13 rows"):
        month.complete("score", "gan")
    month.save("score", "assessment.points", "gan", full, "到岗员 遵纪守法", "到岗员 五个不准")
    month.save("score", "assessment.points", "gan", {**full, "outcome": "some", "points": 3}, "到岗员 日记")
    month.complete("score", "gan")
    # Who was changed is asked anew; the others have confirmed, and the county has reviewed them.
    with month.store.read() as work:
        asked = work.session.scalars(select(RowAsk).where(RowAsk.element_id == "confirm", RowAsk.state == "open")).all()
        assert [ask.person_id for ask in asked] == [month.office.persons["A"]]
        waiver = work.session.scalars(select(QuotaWaiver)).one()
        assert (waiver.places, waiver.granted_by_id) == (2, month.office.persons["zong"])
    month.answer("A", outcome="confirm")
    with pytest.raises(RowsOpen, match="1 of 3 rows"):
        month.complete("review", "gao")
    month.save("review", "results", "gao", {"outcome": "agree"}, "到岗员")
    month.complete("review", "gao")
    month.complete("review_county", "zong", part="", outcome="accept")
    assert {number: result.heard for number, (_, result) in month.results().items()} == dict.fromkeys(
        "WAL", Heard.CONFIRMED
    )
    assert breaches(month.store) == []


def test_the_next_round_is_the_next_month(month: PlayedMonth) -> None:
    """M1: the clock starts one round for each month, by the numbers of its last day."""
    month.begin()
    month.clock.move_to("2026-05-01 00:30")
    work_off(month.store)
    with month.store.read() as work:
        months = work.session.scalars(select(AssessmentMonth.month).order_by(AssessmentMonth.month)).all()
    assert months == [MARCH, date(2026, 4, 1)]
