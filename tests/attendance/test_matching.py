"""Whose rows they are: by the id exactly as text, or nobody's until a person says so."""

from __future__ import annotations

from datetime import date

import pytest

from tests.attendance.exports import LI, ROSTER, WANG, codes, daily, days_sheet, person, read, told, workbook
from workflows.attendance.read import read_attendance
from workflows.attendance.roster import Member, Roster, read_roster
from workflows.files.bounds import Bounds, Refused


def one(**more: object):  # type: ignore[no-untyped-def]
    """What is found for one row of somebody."""
    return read(days_sheet(daily("2026-06-01", "07:30", "正常", **more)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "id", "reason", "suggested"),
    [
        ("王甲", "9.00E+17", "id_precision_lost", ("M1",)),
        ("王甲", "900000000000000099", "unknown_person", ("M1",)),
        ("王甲", WANG + "x", "unknown_person", ("M1",)),
        ("王甲", "", "id_missing", ("M1",)),
        ("王 甲（离职）", "", "id_missing", ("M1",)),
        ("王伟", "", "ambiguous_name", ("M3", "M4")),
        ("吴名氏", "", "unknown_person", ()),
        ("", "", "unknown_person", ()),
    ],
)
def test_nobody_is_matched_by_name_and_names_only_suggest(
    name: str, id: str, reason: str, suggested: tuple[str, ...]
) -> None:
    found = one(name=name, id=id)
    assert not found.days
    assert codes(found) == [reason]
    (unmatched,) = found.unmatched
    assert (unmatched.reason, unmatched.suggestions, unmatched.rows) == (reason, suggested, 1)
    assert [day.present for day in unmatched.days] == [True], "their days wait for the decision"


def test_a_name_one_character_off_is_suggested() -> None:
    roster = Roster((Member("M1", "欧阳建国", "1"), Member("M2", "赵六", "2")))
    found = read(days_sheet(daily("2026-06-01", "07:30", "正常", name="欧阳建帼", id="9")), roster)
    assert found.unmatched[0].suggestions == ("M1",)


def test_ids_that_became_numbers_are_lost_beyond_fifteen_digits_only() -> None:
    roster = Roster((Member("M1", "王甲", "12345678901234"), Member("M2", "李乙", LI)))
    rows = [
        daily("2026-06-01", "07:30", "正常", id=12345678901234),
        daily("2026-06-01", "07:30", "正常", name="李乙", id=int(LI)),
    ]
    found = read_attendance(workbook(days_sheet(*rows)), "a.xlsx", roster)
    assert [day.person for day in found.days] == ["M1"]
    assert codes(found) == ["id_precision_lost"]


def test_two_of_one_name_without_ids_are_kept_apart_by_their_units() -> None:
    rows = [daily("2026-06-01", "07:30", "正常", name="王伟", id="") for _ in range(2)]
    rows[1][2] = "另一乡"
    found = read(days_sheet(*rows))
    assert [each.identity.unit for each in found.unmatched] == ["某乡", "另一乡"]
    assert codes(found) == ["ambiguous_name"] * 2
    assert not found.days


def test_an_id_under_another_name_is_followed_and_told() -> None:
    found = one(name="李乙")
    assert [day.person for day in found.days] == ["M1"]
    assert "name_differs" in told(found)
    assert "name_differs" not in told(one(name="王 甲（离职）"))
    rows = [daily(f"2026-06-0{day}", "07:30", "正常", name="李乙" if day == 3 else "王甲") for day in (1, 2, 3)]
    sheet = days_sheet(*rows)
    (differs,) = [each for each in read(sheet).told if each.code == "name_differs"]
    assert differs.place.row == len(sheet[1]), "the row that says another name, not the first of this person"


def test_one_id_of_two_members_matches_nobody() -> None:
    roster = Roster((Member("M1", "王甲", WANG), Member("M2", "王乙", WANG)))
    assert codes(read(days_sheet(daily("2026-06-01", "07:30", "正常")), roster)) == ["id_of_several"]


def test_questions_about_somebody_unknown_wait_with_them() -> None:
    found = read(days_sheet(daily("2026-06-01", "07:30", "补卡审批通过", id="9")))
    assert codes(found) == ["unknown_person"]
    assert found.unmatched[0].days[0].present is None


def test_days_outside_the_posting_do_not_count_and_their_punches_are_asked_about() -> None:
    roster = Roster((Member("M1", "王甲", WANG, since=date(2026, 6, 2), until=date(2026, 6, 2)),))
    rows = [daily(f"2026-06-0{day}", "07:30", "正常") for day in (1, 2, 3)]
    found = read(days_sheet(*rows), roster)
    assert [day.day.day for day in found.days] == [2]
    assert codes(found) == ["punch_after_end_of_posting", "punch_before_posting"]
    quiet = read(days_sheet(daily("2026-06-01", "", "未打卡"), rows[1]), roster)
    assert codes(quiet) == []
    assert "days_outside_posting" in told(quiet)


def test_somebody_in_no_group_without_a_punch_is_not_absent() -> None:
    row = [*person(group="未加入考勤组"), "2026-06-01", "", "", "", "", "", "", "", "", ""]
    found = read(days_sheet(row))
    assert not found.days
    assert codes(found) == ["no_evidence_not_in_group"]
    row[9] = "07:30"
    assert [day.present for day in read(days_sheet(row)).days] == [True]


def test_without_a_roster_everybody_stands_by_their_id_and_that_is_said() -> None:
    found = read(
        days_sheet(daily("2026-06-01", "07:30", "正常"), daily("2026-06-01", "07:30", "正常", id="")), Roster()
    )
    assert [day.person for day in found.days] == [WANG]
    assert codes(found) == ["unknown_person"]
    assert "no_roster" in told(found)


HEADS = "user_key,name,dingtalk_userid,wecom_account,village_code,status,from,to\n"


def test_a_lost_id_stands_for_nobody_even_where_the_roster_or_nobody_has_it() -> None:
    row = daily("2026-06-01", "07:30", "正常", id="9.00E+17")
    for roster in (Roster(), Roster((Member("M1", "王甲", "9.00E+17"),))):
        assert codes(read(days_sheet(row), roster)) == ["id_precision_lost"]


def test_a_roster_is_read_with_its_days() -> None:
    roster = read_roster(
        (HEADS + "M1,王甲,1,a,V1,on,2025-07-01,\n\nM2,李乙,2,b,V2,left,2025/7/1,2026-06-18\n").encode(), Bounds()
    )
    assert [member.key for member in roster.members] == ["M1", "M2"]
    assert roster.members[1].until == date(2026, 6, 18)
    assert roster.members[1].is_posted(date(2026, 6, 18))
    assert not roster.members[1].is_posted(date(2026, 6, 19))
    assert not roster.members[0].is_posted(date(2025, 6, 30))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("姓名,电话\n", "roster_heads"),
        ("name,phone,village_code\n王甲,1,V1\n", "roster_heads"),
        (HEADS + "M1,王甲,1,,,,,\n--,,,,,on,,\n", "roster_line"),
        (HEADS + ",王甲,1,a,V1,on,,\n", "roster_line"),
        (HEADS + "M1,王甲,1,a,V1,on,昨天,\n", "roster_line"),
        (HEADS + "M1,王甲,1,,,,,\nM1,李乙,2,,,,,\n", "roster_twice"),
    ],
)
def test_a_roster_with_a_mistake_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_roster(text.encode(), Bounds())
    assert refused.value.code == code


def test_a_thousand_consistent_days_reach_nobody() -> None:
    members = tuple(Member(f"M{number}", f"王{chr(0x4E00 + number)}", str(10**16 + number)) for number in range(334))
    rows = [
        daily(f"2026-06-0{day}", "07:30", "正常", "20:10", "正常", name=member.name, id=member.dingtalk)
        for member in members
        for day in (1, 2, 3)
    ]
    found = read(days_sheet(*rows), Roster(members))
    assert len(found.days) == 1002
    assert all(day.present and day.night_punch for day in found.days)
    assert not found.queue
    assert ROSTER.by_key["M1"].name == "王甲"
