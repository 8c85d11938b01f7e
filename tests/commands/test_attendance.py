"""`python -m workflows attendance`: what the office reads before anything is imported."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from tests.attendance.exports import WANG, as_csv, daily, days_sheet
from workflows.__main__ import main

ROSTER = f"user_key,name,dingtalk_userid,wecom_account,village_code,status,from,to\nM1,王甲,{WANG},,V1,on,,\n"


def run(folder: Path, *arguments: str) -> Result:
    (folder / "six.csv").write_bytes(
        as_csv(days_sheet(daily("2026-06-01", "07:30", "正常", "20:10", "正常"), daily("2026-06-02", id="9"), ["合计"]))
    )
    (folder / "bad.xls").write_bytes(b"<html>")
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    paths = [str(folder / each) if each.endswith((".csv", ".xls")) else each for each in arguments]
    return CliRunner().invoke(main, ["attendance", *paths])


def test_days_questions_and_what_was_left_out_are_printed_in_both_languages(tmp_path: Path) -> None:
    english = run(tmp_path, "six.csv", "--roster", "roster.csv", "--language", "en")
    assert english.exit_code == 0, english.output
    assert (
        "1 people, 1 days: 1 present, 0 absent or on leave, 0 to decide; 1 with a punch in the night" in english.output
    )
    assert "1 people not recognised, 1 days" in english.output
    assert "A5: Nobody" not in english.output
    assert "5: Nobody has the id 9" in english.output
    assert "6: The row of totals" in english.output
    chinese = run(tmp_path, "six.csv", "--roster", "roster.csv", "--language", "zh")
    assert "统计期间 2026-06-01 至 2026-06-03，已期满" in chinese.output
    assert "须人工确认（1）" in chinese.output


def test_a_refused_file_ends_with_one_and_says_what_to_do(tmp_path: Path) -> None:
    result = run(tmp_path, "bad.xls", "six.csv", "--language", "en")
    assert result.exit_code == 1
    assert "refused: This is a web page" in result.output
    assert "six.csv · dingtalk" in result.output


def test_json_has_both_languages_and_every_day(tmp_path: Path) -> None:
    result = run(tmp_path, "six.csv", "bad.xls", "--roster", "roster.csv", "--json")
    first, second = json.loads(result.output)["files"]
    assert [day["person"] for day in first["days"]] == ["M1"]
    assert first["unmatched"][0]["reason"] == "unknown_person"
    assert first["queue"][0]["zh"].startswith("没有编号为 9 的人员")
    assert second["refused"]["code"] == "html_not_excel"
    assert result.exit_code == 1


def test_another_month_a_missing_file_and_a_broken_roster_are_said(tmp_path: Path) -> None:
    assert "not 2026-05" in run(tmp_path, "six.csv", "--month", "2026-05", "--language", "en").output
    missing = run(tmp_path, "none.csv")
    assert missing.exit_code == 1
    assert "No such file" in missing.output
    assert "the heads user_key" in run(tmp_path, "six.csv", "--roster", "six.csv", "--language", "en").output
