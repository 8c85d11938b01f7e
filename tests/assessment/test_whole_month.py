"""A whole month through people's verbs and real imports, from the clock's start to the circular."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.assessment.month_office import punches
from tests.assessment.played_month import APPEAL, GROUND, MARCH, RECTIFICATION, PlayedMonth, build_played_month
from tests.attendance.stored_office import breaches
from tests.clock import MovingClock
from workflows.assessment.appeal_models import AssessmentAppeal
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.words import AppealState, Grade, Heard, ScoreItem
from workflows.attendance.corrections import corrections_of
from workflows.attendance.recognition import finish
from workflows.casework.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.casework.models import Notice
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

    # M3: what two sources agree on needs nobody; a contradiction, and one source alone, are the township's.
    assert month.open("C1") == ["exceptions"]
    rows = {(row.name, row.given["finding"]): row for row in month.rows("assessment.exceptions")}
    assert set(rows) == {("全月员", "contradiction"), ("到岗员", "one_source")}
    assert rows["全月员", "contradiction"].given["dates"] == ["2026-03-05"]
    assert rows["到岗员", "one_source"].given["count"] == 15
    with pytest.raises(NotFound):
        month.save("exceptions", "assessment.exceptions", "yi", {"outcome": "counted", "ground": GROUND})
    with pytest.raises(InvalidAnswers):
        month.save("exceptions", "assessment.exceptions", "xiang", {"outcome": "counted", "ground": "在"})
    month.save("exceptions", "assessment.exceptions", "xiang", {"outcome": "not_counted", "ground": GROUND}, "全月员")
    month.save("exceptions", "assessment.exceptions", "xiang", {"outcome": "counted", "ground": GROUND}, "到岗员")
    with month.store.read() as work:
        person = month.office.persons["A"]
        assert len(corrections_of(work, [person], MARCH, date(2026, 3, 31))) == 15
        notices = work.session.scalars(select(Notice.text).where(Notice.person_id == person)).all()
        assert sum("考勤已认定" in text for text in notices) == 1, "fifteen days are one notice"
    month.complete("exceptions", "xiang")

    # M8: attendance gives its points by the table, the county the rest; less than all needs its ground.
    assert month.open("C1") == ["score"]
    scores = {row.name: row.given for row in month.rows("scores")}
    assert {name: (given["present"], given["need_days"]) for name, given in scores.items()} == {
        "全月员": (30, 22),
        "到岗员": (15, 11),
        "离岗员": (0, 7),
    }
    assert [given["attendance_points"] for given in scores.values() if given["present"] == 0] == [0]
    full = {"law_points": 6, "prohibitions_points": 6, "diary_points": 6}
    with pytest.raises(InvalidAnswers):
        month.save("score", "scores", "gan", {**full, "diary_points": 4})
    with pytest.raises(InvalidAnswers):
        month.save("score", "scores", "gan", {**full, "diary_points": 7})
    month.save("score", "scores", "gan", full)
    month.save("score", "scores", "gan", {**full, "diary_points": 4, "ground": GROUND}, "到岗员")
    month.complete("score", "gan")
    graded = {number: result for number, (_, result) in month.results().items()}
    assert {number: result.grade for number, result in graded.items()} == {
        "W": Grade.EXCELLENT,
        "A": Grade.FAIR,
        "L": Grade.POOR,
    }
    lines = month.lines("A")
    assert (lines[ScoreItem.DIARY].points, lines[ScoreItem.DIARY].ground) == (4, GROUND)
    assert lines[ScoreItem.ATTENDANCE].evidence["counted"]["present_days"] == 15
    assert lines[ScoreItem.ATTENDANCE].rule == "D2b.3", "fifteen days, and no night that a punch proves"

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
        "A": (2, True),
        "L": (3, False),
    }
    assert all(result.published_at is not None for _, result in found.values())
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
        assert "离岗员2026年3月考核存在以下问题：总分60分，等次为差" in notice.text

    # M10, C5: the appeal is decided by somebody else; the published rows stay, and the appeal corrects them.
    assert month.open(APPEAL) == ["county_review"]
    before = (month.results()["A"][1].total_tenths, {item: line.points for item, line in month.lines("A").items()})
    nights = {"outcome": "change", "days_counted": "17-31", "nights_counted": "17-30", "county_opinion": GROUND}
    lines = [
        {"item_name": each, "points": 6, "most": 6, "new_points": None} for each in ("遵纪守法", "五个不准", "日记")
    ]
    month.complete("county_review", "gao", APPEAL, **nights, scored_lines=lines)  # who has reviewed it since
    for barred in ("gan", "gao"):
        with pytest.raises(NotAllowed):
            month.complete("county_review", barred, APPEAL, **nights, scored_lines=lines)
    month.complete("county_review", "gu", APPEAL, **nights, scored_lines=lines)
    month.complete("go_on", "A", APPEAL, outcome="accept")
    with month.store.read() as work:
        appeal = work.session.scalars(select(AssessmentAppeal)).one()
        assert [(each["item"], each["before"], each["after"], each["rule"]) for each in appeal.moved] == [
            ("attendance", 4, 12, "D2b.6")
        ]
        assert (appeal.state, appeal.is_correction) == (AppealState.CHANGED, True)
        assert (appeal.before_tenths, appeal.after_tenths) == (before[0], 933)
        told = work.session.scalars(select(Document).where(Document.kind == "result_notice")).one()
        assert "总分93.3分" in told.text
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


def test_the_next_round_is_the_next_month(month: PlayedMonth) -> None:
    """M1: the clock starts one round for each month, by the numbers of its last day."""
    month.begin()
    month.clock.move_to("2026-05-01 00:30")
    work_off(month.store)
    with month.store.read() as work:
        months = work.session.scalars(select(AssessmentMonth.month).order_by(AssessmentMonth.month)).all()
    assert months == [MARCH, date(2026, 4, 1)]
