"""WeCom exports: the day's overview, the details of punches and the month."""

from __future__ import annotations

from datetime import date

import pytest

from tests.attendance.exports import codes, read, times
from workflows.attendance.results import FileLayout, PunchState

WECOM_TITLE = "统计时间:06-01 ～ 06-03     制表时间:2026-07-01 20:11(UTC+8)"
DETAIL = [
    "日期",
    "姓名",
    "账号",
    "部门",
    "职务",
    "所属规则",
    "打卡类型",
    "应打卡时间",
    "实际打卡时间",
    "打卡状态",
    "打卡地点",
    "打卡设备",
]
DETAIL += ["备注内容", "备注图片", "假勤申请"]


def detail(
    day: str, kind: str, at: str, status: str = "正常", *, planned: str = "07:30", asked: str = "--", device: str = "--"
):
    """A row of 打卡详情."""
    return [
        day,
        "王甲",
        "WangJia",
        "某县",
        "--",
        "规则",
        kind,
        planned,
        at,
        status,
        "某村 | 某组",
        device,
        "--",
        "",
        asked,
    ]


def details(*rows):
    """打卡详情."""
    return "打卡详情", [["打卡详情"], [WECOM_TITLE], DETAIL, [""] * 15, *rows]


def overview(*rows):
    """概况统计与打卡明细, whose heads repeat and need the one above."""
    above = [
        "时间",
        "姓名",
        "账号",
        "基础信息",
        "",
        "考勤概况",
        "",
        "",
        "",
        "外出打卡",
        "",
        "上班1",
        "",
        "下班1",
        "",
        "打卡时间记录",
    ]
    heads = [
        "",
        "",
        "",
        "部门",
        "工号",
        "班次",
        "最早",
        "最晚",
        "考勤结果",
        "最早",
        "最晚",
        "打卡时间",
        "打卡状态",
        "打卡时间",
        "打卡状态",
        "",
    ]
    return "概况统计与打卡明细", [["概况统计与打卡明细"], [WECOM_TITLE], above, heads, *rows]


def test_wecom_details_newest_first_with_planned_times_that_are_no_punches() -> None:
    found = read(
        details(
            detail("2026/06/02 星期二", "下班", "20:31"),
            detail("2026/06/02 星期二", "上班", "07:29", "正常(补卡)", asked="补卡申请（06-02 07:29）"),
            detail("2026/06/01 星期一", "下班", "18:10", "失效 早退110分钟", planned="20:00"),
            detail("2026/06/01 星期一", "上班", "--", "缺卡（07:30）"),
        )
    )
    assert found.layout is FileLayout.WECOM
    assert found.period is not None
    assert (found.period.first, found.period.last) == (date(2026, 6, 1), date(2026, 6, 3))
    assert times(found) == [[], ["02 20:31"]]
    assert times(found, PunchState.UNCONFIRMED) == [[], ["02 07:29"]]
    assert times(found, PunchState.SUPERSEDED) == [["01 18:10"], []]
    assert [day.present for day in found.days] == [None, True]
    assert codes(found) == ["make_up_punch", "only_invalid_punch"]


def test_an_outing_alone_proves_no_day_but_a_night_punch_stands() -> None:
    found = read(details(detail("2026/06/01 星期一", "外出", "21:02", planned="--")))
    assert [(day.present, day.night_punch) for day in found.days] == [(None, True)]
    assert codes(found) == ["field_punch_place_unchecked"]


def test_a_place_or_a_phone_out_of_order_is_asked_about_or_flagged() -> None:
    found = read(
        details(
            detail("2026/06/01 星期一", "上班", "07:29", "地点异常"),
            detail("2026/06/02 星期二", "上班", "07:29", "非常用设备"),
        )
    )
    assert [day.present for day in found.days] == [None, True]
    assert codes(found) == ["abnormal_punch"]
    assert "unusual_device" in found.days[1].flags


@pytest.mark.parametrize(
    ("asked", "amount", "present"),
    [
        ("事假0.5天（6/1 下午 - 6/1 下午）", "0.5", True),
        ("事假3小时(6/1 14:00 - 6/1 17:00)", "3", True),
        ("事假5天（6/1 上午 - 6/5 下午）", None, True),
    ],
)
def test_leave_beside_a_punch_keeps_its_length(asked: str, amount: str | None, present: bool) -> None:
    found = read(details(detail("2026/06/01 星期一", "上班", "07:31", asked=asked)))
    (day,) = found.days
    assert day.leave is not None
    assert (str(day.leave.amount) if day.leave.amount else None) == amount
    assert day.present is present


def test_the_overview_reads_each_repeated_head_under_the_one_above() -> None:
    found = read(
        overview(
            ["2026/06/02 星期二", "王甲", "WangJia", "某县", "--", "休息", "--", "--", "正常（休息）", *["--"] * 7],
            [
                "2026/06/01 星期一",
                "王甲",
                "WangJia",
                "某县",
                "--",
                "班",
                "未打卡",
                "未打卡",
                "缺卡2次",
                "21:02",
                "21:02",
                "--",
                "缺卡（07:30）",
                "--",
                "缺卡（20:00）",
                "--",
            ],
        )
    )
    assert [day.present for day in found.days] == [None, None]
    assert times(found) == [["01 21:02"], []]
    assert {"missing_in", "missing_out", "field_punch"} <= found.days[0].flags
    assert found.days[1].flags == {"rest_day_no_punch"}


def test_a_wecom_month_of_numbers_over_weekdays() -> None:
    sheet = ("月报", [
        ["月报"], [WECOM_TITLE],
        ["姓名", "账号", "部门", "正常天数", "1", "2", "3"],
        ["", "", "", "", "星期一", "星期二", "星期三"],
        ["王甲", "WangJia", "某县", "1", "正常", "缺卡（09:00）", "休息"],
    ])  # fmt: skip
    found = read(sheet)
    assert [day.present for day in found.days] == [True, None, None]
    assert times(found) == [[], [], []]


def test_the_year_of_a_wecom_period_is_the_last_one_before_it_was_made() -> None:
    name, rows = details(detail("2025/12/31 星期三", "上班", "07:29"))
    rows[1] = ["统计时间:12-01 ～ 12-31     制表时间:2026-01-02 20:11(UTC+8)"]
    found = read((name, rows))
    assert found.period is not None
    assert (found.period.first, found.period.last) == (date(2025, 12, 1), date(2025, 12, 31))


def test_a_cell_that_holds_no_time_is_asked_about() -> None:
    assert codes(read(details(detail("2026/06/01 星期一", "上班", "七点半")))) == ["bad_time"]
    assert codes(read(details(detail("2026/06/01 星期一", "上班", "07:29", "莫名其妙")))) == ["unknown_word"]
