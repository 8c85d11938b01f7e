"""Leave approvals, the neutral table and rosters kept by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.attendance.exports import ROSTER, as_csv, codes, form, forms, neutral, read, times, told, workbook
from workflows.attendance.read import read_attendance
from workflows.attendance.results import FileLayout, LeaveUnit
from workflows.attendance.roster import Fence, Member, Roster


def test_decided_leave_counts_and_the_rest_is_told_or_asked_about() -> None:
    found = read(
        forms(
            form("1"),
            form("2", state="已修改"),
            form("3", result="拒绝"),
            form("4", state="审批中", result=""),
            form(
                "5", starts="2026-06-20 08:30", ends="2026-06-20 12:00", length="3.5小时", asked="2026-06-21 09:00:00"
            ),
        )
    )
    assert found.layout is FileLayout.DINGTALK_LEAVE
    assert [(leave.number, str(leave.amount), leave.unit, leave.is_late) for leave in found.leaves] == [
        ("1", "2", LeaveUnit.DAYS, False),
        ("5", "3.5", LeaveUnit.HOURS, True),
    ]
    assert codes(found) == ["leave_not_decided"]
    assert {"leave_void", "leave_refused"} <= told(found)
    assert found.period is not None
    assert (found.period.first, found.period.last) == (date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    "row",
    [
        form(starts="2026-06-03", ends="2026-06-01"),
        form(length="9天"),
        form(length="0天"),
        form(length="很久"),
        form(length="1" * 60 + "天"),
        form(starts="下周"),
    ],
)
def test_leave_whose_days_do_not_fit_is_asked_about(row: list[str]) -> None:
    found = read(forms(row, form("8", starts="2026-06-20", ends="2026-06-20", length="1天")))
    assert [leave.number for leave in found.leaves] == ["8"]
    assert codes(found) == ["leave_unclear"]


def test_two_leaves_over_the_same_time_are_asked_about() -> None:
    assert codes(read(forms(form("1"), form("2", starts="2026-06-02", ends="2026-06-03")))) == ["leave_overlap"]
    assert codes(read(forms(form("1"), form("2", starts="2026-06-03", ends="2026-06-04")))) == []


def test_half_days_and_trips_are_leave_of_their_kind() -> None:
    found = read(
        forms(
            form("1", starts="2026-06-01 上午", ends="2026-06-01 上午", length="0.5天"),
            form(
                "2", starts="2026-06-02 下午", ends="2026-06-03 下午", length="1.5天", kind="", title="王甲提交的出差"
            ),
        )
    )
    assert [(leave.kind, f"{leave.starts:%d %H:%M}", f"{leave.ends:%d %H:%M}") for leave in found.leaves] == [
        ("年假", "01 00:00", "01 12:00"),
        ("出差", "02 12:00", "03 23:59"),
    ]


VILLAGE = Roster(
    (Member("M1", "王甲", village="V1", fence=Fence(28.1, 110.2, 500)), Member("M2", "李乙", village="V2"))
)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("M1,王甲,V1,2026-06-01,07:30,in,28.1001,110.2001,是,app,d,", []),
        ("M1,王甲,V1,2026-06-01,2026-06-01 07:30,in,,,,app,d,", []),
        ("M1,王甲,V1,2026-06-01,07:30,in,110.2,28.1,是,app,d,", ["coordinates_swapped"]),
        ("M1,王甲,V1,2026-06-01,07:30,in,100,200,是,app,d,", ["bad_coordinates"]),
        ("M1,王甲,V1,2026-06-01,07:30,in,abc,200,是,app,d,", ["bad_coordinates"]),
        ("M1,王甲,V2,2026-06-01,07:30,in,28.1,110.2,是,app,d,", ["village_mismatch"]),
        ("M1,王甲,V1,2026-06-01,07:30,in,28.2,110.2,是,app,d,", ["fence_conflict", "out_of_fence"]),
        ("M1,王甲,V1,2026-06-01,07:30,in,,,否,app,d,", ["out_of_fence"]),
        ("M1,王甲,V1,2026-06-01,07:30,in,,,也许,app,d,", ["unknown_word"]),
        ("M1,王甲,V1,2026-06-01,07:30,lunch,,,,app,d,", ["unknown_word"]),
        ("M1,王甲,V1,2026-06-01,2026-06-09 07:30,in,,,,app,d,", ["punch_far_from_work_date"]),
        ("M1,王甲,V1,2026-06-01,2026-05-31 23:30,in,,,,app,d,", ["punch_far_from_work_date"]),
        ("M1,王甲,V1,2026-06-01,很早,in,,,,app,d,", ["bad_time"]),
        ("M1,王甲,V1,2026-02-30,07:30,in,,,,app,d,", ["bad_date"]),
        ("M9,某人,V1,2026-06-01,07:30,in,,,,app,d,", ["unknown_person"]),
    ],
)
def test_each_line_of_the_neutral_table_counts_or_is_asked_about(line: str, asked: list[str]) -> None:
    found = read_attendance(neutral(line, "M2,李乙,V2,2026-06-01,07:30,in,,,,app,d,"), "a.csv", VILLAGE)
    assert found.refusal is None
    assert codes(found) == asked
    proved = [day for day in found.days if day.person == "M1" and day.present]
    assert bool(proved) is (asked in ([], ["unknown_word"]) and "lunch" not in line)


def test_nights_of_the_neutral_table_belong_to_the_evening() -> None:
    lines = [
        "M1,王甲,,2026-06-01,00:20,night,,,,,,",
        "M1,王甲,,2026-06-01,22:20,night,,,,,,",
        "M1,王甲,,2026-06-01,22:20,night,,,,,,",
        'M1,王甲,,2026-06-01,07:00,in,,,,paper,,"=HYPERLINK(""http://x"",""y"")"',
    ]
    found = read_attendance(neutral(*lines), "a.csv", VILLAGE)
    assert times(found) == [["01 07:00", "01 22:20", "02 00:20"]]
    assert {"paper", "remark_kept_as_text"} <= found.days[0].flags
    assert "repeated_row" in told(found)


def test_the_fence_of_the_village_is_measured_in_metres() -> None:
    near, far = (f"M1,王甲,V1,2026-06-01,07:30,in,{28.1 + metres / 111_195},110.2,,app,d," for metres in (495, 505))
    for line, is_inside in ((near, True), (far, False)):
        (day,) = read_attendance(neutral(line), "a.csv", VILLAGE).days
        assert (day.is_inside, day.present) == (is_inside, True if is_inside else None)


def test_a_roster_of_merged_cells_fills_them_and_asks_what_it_cannot_know() -> None:
    heads = [
        "序号",
        "乡镇",
        "村",
        "派出单位",
        "姓名",
        "出生年月",
        "联系电话",
        "身份证号",
        "派驻时间",
        "",
        "是否第一书记",
    ]
    rows = [
        ["花名册"],
        heads,
        ["", "", "", "", "", "", "", "", "起", "止", ""],
        [1, "", "", "某局", "王甲", "1985.03", "19900000001", "1", "2025年7月", "", "是"],
        [2, "", "", "某局", "王 伟", 1990.1, 19900000002.0, 1.1e17, 45839, "至今", "√"],
        [3, "", "", "某局", "李乙", "1988年5月", "199-0000", "", "2025-07-01", "2027-06-30", "可能"],
        ["合计"],
    ]

    def touch(book, sheets) -> None:  # type: ignore[no-untyped-def]
        sheets[0].merge_range(3, 2, 4, 2, "某村")

    found = read_attendance(workbook(("花名册", rows), touch=touch), "a.xlsx", ROSTER)
    assert found.layout is FileLayout.ROSTER
    assert [(line.name, line.village, line.birth, line.starts, line.ends) for line in found.roster] == [
        ("王甲", "某村", "1985-03", "2025-07", None),
        ("王伟", "某村", None, "2025-07-01", None),
        ("李乙", "", "1988-05", "2025-07-01", "2027-06-30"),
    ]
    assert [line.candidates for line in found.roster] == [("M1",), ("M3", "M4"), ("M2",)]
    assert codes(found) == sorted(
        [
            "start_day_missing",
            "birth_month_ambiguous",
            "id_precision_lost",
            "ambiguous_name",
            "bad_phone",
            "unknown_word",
        ]
    )


@pytest.mark.parametrize(
    "rows",
    [
        [["人员编号", "卡号", "姓名", "刷卡日期", "刷卡时间"], ["1", "1", "王甲", "2026-06-01", "07:30"]],
        [["部门", "姓名", "17", "18"], ["某乡", "王甲", "√", "√"]],
    ],
)
def test_tables_of_other_heads_are_refused_and_not_guessed(rows: list[list[str]]) -> None:
    refused = read_attendance(as_csv(("", rows)), "a.csv", ROSTER).refusal
    assert refused is not None
    assert refused.code == "unknown_layout"
