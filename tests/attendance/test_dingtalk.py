"""DingTalk exports: every sheet, old and new heads, and what their cells mean for a day."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.attendance.exports import (
    DAILY,
    LI,
    MADE,
    PERSON,
    TITLE,
    WANG,
    as_csv,
    codes,
    daily,
    days_sheet,
    month_sheet,
    person,
    read,
    record,
    records_sheet,
    sheet_of,
    times,
    times_sheet,
    told,
    workbook,
)
from tests.attendance.exports import ROSTER as ROSTER_OF_TESTS
from workflows.attendance.read import read_attendance
from workflows.attendance.results import FileLayout, LeaveUnit, PunchState

FIRST = date(2026, 6, 1)


def test_a_plain_day_is_present_with_a_night_punch() -> None:
    found = read(days_sheet(daily("26-06-01 星期一", "07:30", "正常", "20:10", "正常")))
    (day,) = found.days
    assert (day.person, day.day, day.present, day.night_punch, day.is_inside) == ("M1", FIRST, True, True, None)
    assert found.layout is FileLayout.DINGTALK
    assert found.rows == {"": 1}
    assert not found.queue


@pytest.mark.parametrize("written", ["2026-06-01", "2026/6/1", "26-06-01 星期一", "2026年6月1日", "2026.06.01 周一"])
def test_dates_are_read_in_the_forms_that_come(written: str) -> None:
    assert [day.day for day in read(days_sheet(daily(written, "07:30", "正常"))).days] == [FIRST]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (daily("2026-02-30", "07:30", "正常"), "bad_date"),
        (daily("昨天", "07:30", "正常"), "bad_date"),
        (daily("26-06-01 星期二", "07:30", "正常"), "date_conflict"),
        (daily("2026-06-04", "07:30", "正常"), "outside_period"),
        (daily("2026-06-01", "25:30", "正常"), "bad_time"),
        (daily("2026-06-01", "07:30", "莫名其妙"), "unknown_word"),
    ],
)
def test_a_row_that_cannot_be_right_goes_before_a_person_and_counts_for_nothing(row: list[str], code: str) -> None:
    found = read(days_sheet(row))
    assert code in codes(found)
    assert found.queue[0].person == "M1"
    assert found.queue[0].place.row == 4
    assert not any(
        day.present and day.punches and code != "unknown_word" for day in found.days if day.times(PunchState.COUNTED)
    )


def test_a_word_that_nobody_knows_leaves_the_punch_unconfirmed() -> None:
    (day,) = read(days_sheet(daily("2026-06-01", "07:30", "莫名其妙"))).days
    assert day.present is None
    assert day.night_punch is None


@pytest.mark.parametrize(
    ("slots", "present", "flag"),
    [
        (("07:45", "迟到15分钟", "", "缺卡"), True, "late"),
        (("07:30", "正常", "17:00", "早退30分钟"), True, "left_early"),
        (("", "缺卡", "20:00", "正常"), True, "missing_in"),
        (("07:30", "外勤", "", ""), True, "field_punch"),
        (("07:30", "补卡审批通过", "", ""), None, "make_up_approved"),
        (("07:30", "管理员张三改为正常", "", ""), None, "manual_change"),
        (("07:30", "打卡无效:此记录已被更新", "", ""), None, "only_invalid_punch"),
        (("", "请假", "", "请假"), False, "leave"),
        (("", "出差", "", "出差"), None, "business_trip"),
        (("", "未打卡", "", "未打卡"), None, "no_punch"),
        (("", "休息", "", ""), None, "rest_day_no_punch"),
        (("08:40", "旷工迟到", "", ""), True, "late"),
    ],
)
def test_what_the_words_of_a_day_mean(slots: tuple[str, ...], present: bool | None, flag: str) -> None:
    (day,) = read(days_sheet(daily("2026-06-01", *slots))).days
    assert day.present is present
    assert flag in day.flags


def test_a_day_marked_absent_is_absent_unless_a_punch_contradicts() -> None:
    (absent,) = read(days_sheet(daily("2026-06-01", "", "缺卡", absent="1"))).days
    assert absent.present is False
    contradicted = read(days_sheet(daily("2026-06-01", "07:30", "正常", absent="1")))
    assert contradicted.days[0].present is None
    assert codes(contradicted) == ["absent_and_punch"]


def test_leave_of_the_whole_day_beside_punches_goes_before_a_person_and_part_of_a_day_does_not() -> None:
    whole = read(days_sheet(daily("2026-06-01", "07:30", "正常", hours="8")))
    assert (codes(whole), whole.days[0].present) == (["leave_and_punch"], None)
    part = read(days_sheet(daily("2026-06-01", "07:30", "正常", "", "请假", hours="3.5")))
    assert (codes(part), part.days[0].present) == ([], True)
    assert part.days[0].leave is not None
    assert (str(part.days[0].leave.amount), part.days[0].leave.unit) == ("3.5", LeaveUnit.HOURS)


def test_the_next_day_is_named_or_follows_from_the_order() -> None:
    for late in ("次日 00:20", "次日00:20", "00:20"):
        found = read(days_sheet(daily("2026-06-01", "07:30", "正常", late, "正常")))
        assert times(found) == [["01 07:30", "02 00:20"]]
        assert found.days[0].night_punch is True


def test_old_heads_of_two_rows_read_like_new_ones() -> None:
    old = ("每日统计", [
        [f"每日统计表 {TITLE}"], [MADE],
        [*PERSON, "日期", "班次", "上班1", "", "下班1", "", "关联的审批单"],
        [""] * 8 + ["打卡时间", "打卡结果", "打卡时间", "打卡结果"],
        [*person(), "26-06-01 星期一", "班", "07:30", "正常", "次日 00:12", "正常", ""],
    ])  # fmt: skip
    assert times(read(old)) == [["01 07:30", "02 00:12"]]


def test_times_keep_the_order_of_the_punches() -> None:
    found = read(times_sheet([*person(), "07:30  \n22:10  \n00:48  ", "", "07:35外勤\n19:02外勤"]))
    assert times(found) == [["01 07:30", "01 22:10", "02 00:48"], [], ["03 07:35", "03 19:02"]]
    assert found.days[1].flags == {"no_punch"}
    assert "field_punch" in found.days[2].flags
    unclear = read(times_sheet([*person(), "07:30 06:00 05:00", "", ""]))
    assert codes(unclear) == ["time_order"]


@pytest.mark.parametrize(
    ("heads", "days"),
    [
        (("1", "2", "3"), [1, 2, 3]),
        (("一", "二", "三"), [1, 2, 3]),
        (("劳动节", "2", "星期三"), [1, 2, 3]),
        (("3", "2", "1"), [3, 2, 1]),
        (("1.0", "2.0", "3.0"), None),
        (("2", "3", "4"), None),
        (("二", "三", "四"), None),
        (("1", "2"), [1, 2]),
        (("节", "日"), None),
    ],
)
def test_columns_are_days_only_where_their_heads_fit_the_period(heads: tuple[str, ...], days: list[int] | None) -> None:
    data = as_csv(times_sheet([*person(), *["07:30"] * len(heads)], heads=heads))
    found = read_attendance(data, "a.csv", ROSTER_OF_TESTS)
    if days is None:
        assert found.refusal is not None or "day_columns" in told(found)
        assert not found.days
    else:
        assert [day.day.day for day in found.days] == sorted(days)


def test_words_of_a_month_stand_where_no_other_sheet_speaks() -> None:
    found = read(
        month_sheet([*person(), "1", "正常", "旷工", "事假8小时"], [*person("李乙", LI), "", "休息", "休息并打卡", ""])
    )
    assert [day.present for day in found.days] == [True, False, False, None, True]
    assert [day.night_punch for day in found.days] == [None] * 5
    assert not found.queue


def test_times_in_brackets_below_a_word_are_punches_and_a_planned_time_is_none() -> None:
    found = read(month_sheet([*person(), "1", "正常班:正常\n(08:17,20:30)", "休息\n(-)", "缺卡（09:00）"]))
    assert times(found) == [["01 08:17", "01 20:30"], [], []]
    assert [day.present for day in found.days] == [True, None, None]


def test_invalid_punches_never_count_and_only_they_leave_the_day_open() -> None:
    found = read(
        records_sheet(
            record("2026-06-01", "2026-06-01 07:28"),
            record("2026-06-01", "2026-06-01 07:29", "打卡无效:已经打过卡了，上班时间以最早打卡时间为准"),
            record("2026-06-02", "2026-06-02 07:15", "打卡无效:不在可打卡的时间范围"),
        )
    )
    assert times(found) == [["01 07:28"], []]
    assert times(found, PunchState.SUPERSEDED) == [["01 07:29"], ["02 07:15"]]
    assert [day.present for day in found.days] == [True, None]
    assert codes(found) == ["only_invalid_punch"]


def test_records_put_doubtful_punches_before_a_person() -> None:
    found = read(
        records_sheet(
            record("2026-06-01", "2026-06-01 07:28", "外勤", place="县政府"),
            record("2026-06-02", "2026-06-02 07:28", reason="疑似虚拟定位"),
            record("2026-06-03", "2026-06-03 07:28", note="核实在岗"),
            record("2026-06-03", "2026-06-05 07:28"),
            record("2026-06-03", "未知"),
        )
    )
    assert codes(found) == sorted(
        ["field_punch_place_unchecked", "abnormal_punch", "manual_change", "punch_far_from_work_date", "bad_time"]
    )
    assert found.queue[0].sentence.zh.startswith("王甲 M1")


def test_one_phone_for_two_people_is_asked_about_and_a_machine_is_not() -> None:
    rows = [
        record(f"2026-06-{day:02}", f"2026-06-{day:02} 07:30", name=name, id=id, device=device)
        for day, device in ((1, "手机_0a1b2c"), (2, "考勤机_00001"), (3, "iPhone 15"))
        for name, id in (("王甲", WANG), ("李乙", LI))
    ]
    found = read(records_sheet(*rows))
    assert [(each.code, each.value) for each in found.queue] == [("shared_device", "手机_0a1b2c")]


def test_a_row_that_repeats_another_counts_once_and_is_told() -> None:
    found = read(records_sheet(*[record("2026-06-01", "2026-06-01 07:28")] * 3))
    assert times(found) == [["01 07:28"]]
    assert [each.place.row for each in found.told if each.code == "repeated_row"] == [5, 6]


def test_the_sheets_of_a_workbook_are_one_union_and_each_day_counts_once() -> None:
    data = workbook(
        records_sheet(record("2026-06-01", "2026-06-01 07:28"), record("2026-06-02", "2026-06-02 03:10", "打卡无效:x")),
        times_sheet([*person(), "07:28 \n20:30", "03:10", ""], [*person("李乙", LI), "07:40", "", ""]),
        days_sheet(daily("2026-06-01", "07:28", "正常", "20:30", "正常")),
        month_sheet([*person(), "1", "正常", "旷工", "正常"]),
        ("说明", [["随便写的"]]),
        ("Sheet1", [DAILY, daily("2026-06-03", "07:28", "正常")]),
    )
    found = read_attendance(data, "a.xlsx", ROSTER_OF_TESTS)
    mine = [day for day in found.days if day.person == "M1"]
    assert times(found)[:3] == [["01 07:28", "01 20:30"], [], []]
    assert [day.present for day in mine] == [True, None, None]
    assert codes(found) == ["only_invalid_punch", "sheets_disagree"]
    assert {"in_several_sheets", "people_lacking", "sheet_not_known", "untitled_sheet"} <= told(found)
    assert found.rows == {"原始记录": 2, "打卡时间": 2, "每日统计": 1, "月度汇总": 1}


def test_hidden_rows_count_and_a_hidden_sheet_does_not() -> None:
    def touch(book, sheets) -> None:  # type: ignore[no-untyped-def]
        sheets[0].set_row(3, None, None, {"hidden": True})
        sheets[1].hide()

    shown = days_sheet(daily("2026-06-01", "07:30", "正常"), daily("2026-06-02", "", "缺卡", absent="1"))
    hidden = ("旧", days_sheet(daily("2026-06-01", "07:30", "正常"), daily("2026-06-02", "07:30", "正常"))[1])
    found = read_attendance(workbook(shown, hidden, touch=touch), "a.xlsx", ROSTER_OF_TESTS)
    assert [day.present for day in found.days] == [True, False]
    assert codes(found) == ["hidden_sheet_conflict"]
    assert {"hidden_rows", "hidden_sheet"} <= told(found)


def test_real_times_numbers_and_dates_of_cells_are_read_like_text() -> None:
    row = daily("", "", "正常", "", "正常")
    row[6], row[9], row[11] = 46174, time(7, 33), 0.84375
    found = read_attendance(workbook(days_sheet(row)), "a.xlsx", ROSTER_OF_TESTS)
    assert times(found) == [["01 07:33", "01 20:15"]]


@pytest.mark.parametrize(
    ("title", "made", "refusal", "is_final"),
    [
        (TITLE, "报表生成时间：2026-06-03 21:00", None, False),
        (TITLE, "报表生成时间：2026-06-04 00:10", None, True),
        (TITLE, "", None, True),
        ("没有日期", MADE, "no_period", None),
        ("统计日期：2026-06-03 至 2026-06-01", MADE, "no_period", None),
        ("统计日期：2026-01-01 至 2026-12-31", MADE, "period_too_long", None),
    ],
)
def test_the_title_names_the_period_and_the_second_line_whether_it_is_over(
    title: str, made: str, refusal: str | None, is_final: bool | None
) -> None:
    sheet = days_sheet(
        daily("2026-06-01", "07:30", "正常"), daily("2026-06-03", "07:30", "正常"), title=title, made=made
    )
    found = read_attendance(as_csv(sheet), "a.csv", ROSTER_OF_TESTS)
    assert (found.refusal.code if found.refusal else None) == refusal
    if refusal is None:
        assert found.period is not None
        assert found.period.is_final is is_final
        assert codes(found) == ([] if is_final else ["period_incomplete"])
        assert [day.is_final for day in found.days] == [True, is_final]


def test_sheets_of_other_periods_or_programs_and_files_of_another_month_are_refused() -> None:
    other = ("二", days_sheet(daily("2026-05-01", "07:30", "正常"), title="统计日期：2026-05-01 至 2026-05-03")[1])
    found = read_attendance(workbook(days_sheet(daily("2026-06-01", "07:30", "正常")), other), "a.xlsx")
    assert found.refusal is not None
    assert found.refusal.code == "periods_differ"
    data = as_csv(days_sheet(daily("2026-06-01", "07:30", "正常")))
    refused = read_attendance(data, "a.csv", month=date(2026, 5, 9)).refusal
    assert refused is not None
    assert refused.code == "other_month"
    part = read_attendance(data, "a.csv", month=date(2026, 6, 9))
    assert part.refusal is None
    assert "period_partial" in told(part)


def test_no_row_at_all_is_a_refusal_and_no_month_without_punches() -> None:
    for data in (as_csv(days_sheet()), as_csv(days_sheet(["合计"]))):
        refused = read_attendance(data, "a.csv").refusal
        assert refused is not None
        assert refused.code == "no_data"


def test_totals_blank_rows_and_tables_after_ctrl_t_are_seen_through() -> None:
    name, rows = days_sheet(daily("2026-06-01", "07:30", "正常"), [], ["合计", "", "", "1"])
    rows[0] = [rows[0][0], *[f"列{number}" for number in range(1, 15)]]
    found = read((name, rows))
    assert len(found.days) == 1
    assert "total_row" in told(found)


def test_a_sheet_is_known_by_its_heads_in_any_order() -> None:
    order = sorted(range(len(DAILY)), key=lambda index: (index * 7) % len(DAILY))
    row = daily("2026-06-01", "07:30", "正常", "20:10", "正常")
    mixed = sheet_of("随便", [DAILY[index] for index in order], [row[index] for index in order])
    assert times(read(mixed)) == [["01 07:30", "01 20:10"]]


def test_a_lone_punch_before_dawn_is_asked_about_unless_another_sheet_dates_it() -> None:
    alone = times_sheet([*person(), "00:48", "", ""])
    found = read(alone)
    assert (codes(found), found.days[0].present, found.days[0].night_punch) == (["early_punch"], True, None)
    dated = days_sheet(daily("2026-06-01", "", "缺卡", "次日 00:48", "正常"))
    both = read_attendance(workbook(alone, dated), "a.xlsx", ROSTER_OF_TESTS)
    assert (codes(both), times(both)[0], both.days[0].night_punch) == ([], ["02 00:48"], True)


def test_a_file_whose_known_sheets_are_all_hidden_is_refused() -> None:
    def touch(book, sheets) -> None:  # type: ignore[no-untyped-def]
        sheets[0].hide()
        sheets[1].activate()

    data = workbook(days_sheet(daily("2026-06-01", "07:30", "正常")), ("空", [["x"]]), touch=touch)
    refused = read_attendance(data, "a.xlsx").refusal
    assert refused is not None
    assert refused.code == "only_hidden_sheets"
