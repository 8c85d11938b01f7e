"""What is said of people and sheets once a file was read: to whom a question belongs, and that nothing is dropped in silence."""

from __future__ import annotations

from datetime import date

from tests.attendance.exports import (
    LI,
    ROSTER,
    WANG,
    codes,
    daily,
    days_sheet,
    form,
    forms,
    neutral,
    read,
    record,
    records_sheet,
    times_sheet,
    told,
    workbook,
)
from workflows.attendance.read import read_attendance
from workflows.attendance.roster import Member, Roster


def test_somebody_unknown_is_named_with_id_rows_and_whom_it_may_be() -> None:
    found = read(days_sheet(*[daily(f"2026-06-0{day}", "07:30", "正常", id="9") for day in (1, 2)]))
    (asked,) = found.queue
    assert (asked.value, asked.suggestion, asked.place.row) == ("9", "M1 王甲", 4)
    assert asked.sentence.zh == "没有编号为 9 的人员（王甲，2 行）。请指定人员，或确认不是队员。可能是：M1 王甲。"
    stranger = read(days_sheet(daily("2026-06-01", "07:30", "正常", id="", name="吴名氏"))).queue[0]
    assert (stranger.value, stranger.suggestion) == ("吴名氏", None)
    assert stranger.sentence.en.startswith("Nobody has the id — (吴名氏, 1 rows)")
    assert stranger.sentence.en.endswith("It may be: —.")


def test_leave_of_somebody_unknown_waits_with_them_and_of_others_not() -> None:
    found = read(forms(form("1"), form("2", id="9")))
    assert [leave.number for leave in found.leaves] == ["1"]
    assert [leave.person for leave in found.leaves] == ["M1"]
    assert [[leave.number for leave in each.leaves] for each in found.unmatched] == [["2"]]


def test_questions_about_rows_of_somebody_unknown_are_told() -> None:
    found = read(days_sheet(daily("昨天", "07:30", "正常", id="9"), daily("2026-06-01", "07:30", "正常")))
    assert codes(found) == ["unknown_person"]
    assert "bad_date" in told(found)


def test_punches_before_and_after_a_posting_are_told_apart() -> None:
    rows = [daily(f"2026-06-0{day}", "07:30", "正常") for day in (1, 3)]
    for since, until, expected in (
        (date(2026, 6, 2), date(2026, 6, 2), [(1, "punch_before_posting"), (3, "punch_after_end_of_posting")]),
        (date(2026, 6, 2), None, [(1, "punch_before_posting")]),
        (None, date(2026, 6, 1), [(3, "punch_after_end_of_posting")]),
    ):
        found = read(days_sheet(*rows), Roster((Member("M1", "王甲", WANG, since=since, until=until),)))
        assert [(each.day.day if each.day else None, each.code) for each in found.queue] == expected


def test_a_phone_of_somebody_without_a_name_is_told_by_the_id() -> None:
    rows = [
        record("2026-06-01", "2026-06-01 07:30", device="手机_0a1b2c"),
        record("2026-06-01", "2026-06-01 07:31", name="", id=LI, device="手机_0a1b2c"),
    ]
    (asked,) = read(records_sheet(*rows)).queue
    assert f"王甲、{LI}" in asked.sentence.zh


def test_only_contradictions_of_known_people_and_days_come_from_a_hidden_sheet() -> None:
    def touch(book, sheets) -> None:  # type: ignore[no-untyped-def]
        sheets[1].hide()

    shown = days_sheet(daily("2026-06-01", "07:30", "正常"), daily("2026-06-02", "", "未打卡"))
    hidden = days_sheet(
        daily("2026-06-01", "", "缺卡", absent="1"),
        daily("2026-06-02", "", "未打卡"),
        daily("2026-06-03", "07:30", "正常"),
        daily("2026-06-01", "07:30", "正常", id="9"),
    )
    found = read_attendance(workbook(shown, ("旧", hidden[1]), touch=touch), "a.xlsx", ROSTER)
    assert [(each.code, each.person, str(each.place)) for each in found.queue] == [
        ("hidden_sheet_conflict", "M1", "旧!4")
    ]
    assert [day.present for day in found.days] == [True, None]


def test_no_roster_is_told_of_attendance_alone() -> None:
    assert "no_roster" in told(read(days_sheet(daily("2026-06-01", "07:30", "正常")), Roster()))
    assert "no_roster" not in told(read(days_sheet(daily("2026-06-01", "07:30", "正常"))))
    heads = "姓名,村,派出单位\n王甲,某村,某局\n"
    assert "no_roster" not in told(read_attendance(heads.encode(), "a.csv"))


def test_who_stands_in_some_sheets_only_is_named_and_a_long_list_is_cut() -> None:
    people = [(f"王{chr(0x4E00 + number)}", str(10**16 + number)) for number in range(7)]
    roster = Roster((*ROSTER.members, *(Member(f"P{number}", *each) for number, each in enumerate(people))))
    both = daily("2026-06-01", "07:30", "正常")
    data = workbook(
        days_sheet(both, *[daily("2026-06-01", "07:30", "正常", name=name, id=id) for name, id in people]),
        times_sheet([*both[:6], "07:30", "", ""]),
    )
    found = read_attendance(data, "a.xlsx", roster)
    (lacking,) = [each for each in found.told if each.code == "people_lacking"]
    assert lacking.place.sheet == "打卡时间"
    assert "缺少其他工作表中的 7 人" in lacking.sentence.zh
    assert lacking.sentence.zh.count("王") == 5
    (several,) = [each for each in found.told if each.code == "in_several_sheets"]
    assert "有 1 人天" in several.sentence.zh


def test_one_sheet_alone_says_nothing_of_others() -> None:
    found = read_attendance(neutral("M1,王甲,,2026-06-01,07:30,in,,,,,,"), "a.csv", ROSTER)
    assert not {"people_lacking", "in_several_sheets"} & told(found)
