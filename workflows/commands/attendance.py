"""`python -m workflows attendance`: what an import of attendance files would find; needs no database and stores nothing."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from workflows.attendance.read import read_attendance
from workflows.attendance.results import Finding, Found
from workflows.attendance.roster import Roster, read_roster
from workflows.attendance.sentences import sentence
from workflows.commands.language import language_of
from workflows.files.bounds import Bounds, Refused

_FIRST_FINDINGS = 200  # of each list, printed; --json has all


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--roster", "roster_file", type=click.Path(path_type=Path), help="CSV of the members and their ids.")
@click.option(
    "--month", type=click.DateTime(["%Y-%m"]), help="The month that is imported, as 2026-06; another is refused."
)
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of the sentences; LANG decides without it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with both languages.")
def attendance(
    files: tuple[Path, ...], roster_file: Path | None, month: datetime | None, language: str | None, as_json: bool
) -> None:
    """Read attendance FILES as an import would: who, which days, what a person must decide, what was left out.

    DingTalk and WeCom exports, leave approvals, rosters and the neutral table, as .xlsx, .xls or .csv; each file by itself.
    Exit 1 where a file is refused.
    """
    locale = language_of(language)
    try:
        roster = Roster() if roster_file is None else read_roster(_bytes(roster_file), Bounds())
    except Refused as refused:
        raise click.ClickException(sentence(refused.code, **refused.values).in_language(locale)) from None
    found = [read_attendance(_bytes(path), path.name, roster, month=month.date() if month else None) for path in files]
    if as_json:
        click.echo(json.dumps({"files": [_as_json(each) for each in found]}, ensure_ascii=False, indent=2))
    else:
        for each in found:
            _print(each, locale)
    sys.exit(1 if any(each.refusal for each in found) else 0)


def _bytes(path: Path) -> bytes:
    """The file's bytes, one more than the bound at most, so that a huge one is refused and not read."""
    try:
        with path.open("rb") as file:
            return file.read(Bounds().file_bytes + 1)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror or type(error).__name__}") from None


_WORDS = {
    "refused": ("refused", "不予导入"),
    "period": ("period {0} to {1}, {2}", "统计期间 {0} 至 {1}，{2}"),
    "final": ("final", "已期满"),
    "open": ("not final", "尚未期满"),
    "rows": ("rows read: {0}", "读取行数：{0}"),
    "days": (
        "{0} people, {1} days: {2} present, {3} absent or on leave, {4} to decide; {5} with a punch in the night",
        "{0} 人，{1} 人天：在岗 {2}，缺勤或请假 {3}，待定 {4}；夜间有打卡 {5}",
    ),
    "leaves": ("{0} approved leaves", "已批准请假 {0} 份"),
    "lines": ("{0} lines of a roster", "花名册 {0} 行"),
    "unmatched": ("{0} people not recognised, {1} days", "未识别 {0} 人，{1} 人天"),
    "queue": ("A person must decide ({0}):", "须人工确认（{0}）："),
    "told": ("Left out or worth knowing ({0}):", "未计入及提示（{0}）："),
    "more": ("  … and {0} more (--json prints all)", "  …… 另有 {0} 条（--json 可全部列出）"),
}


def _print(found: Found, locale: str) -> None:
    def say(word: str, *values: object) -> str:
        return _WORDS[word][locale == "zh"].format(*values)

    click.echo(f"{found.file} · {found.layout} · sha256 {found.sha256[:12]}")
    if found.refusal:
        click.echo(f"  {say('refused')}: {found.refusal.sentence.in_language(locale)}")
        return
    if found.period:
        state = say("final" if found.period.is_final else "open")
        click.echo("  " + say("period", found.period.first, found.period.last, state))
    click.echo("  " + say("rows", ", ".join(f"{sheet or '—'} {rows}" for sheet, rows in found.rows.items())))
    by_state = Counter(day.present for day in found.days)
    people = len({day.person for day in found.days})
    nights = sum(day.night_punch is True for day in found.days)
    click.echo("  " + say("days", people, len(found.days), by_state[True], by_state[False], by_state[None], nights))
    for word, count in (("leaves", len(found.leaves)), ("lines", len(found.roster))):
        if count:
            click.echo("  " + say(word, count))
    if found.unmatched:
        click.echo("  " + say("unmatched", len(found.unmatched), sum(len(each.days) for each in found.unmatched)))
    for word, findings in (("queue", found.queue), ("told", found.told)):
        if findings:
            click.echo("  " + say(word, len(findings)))
        for finding in findings[:_FIRST_FINDINGS]:
            click.echo(f"  - {finding.place}: {finding.sentence.in_language(locale)}".replace("- : ", "- "))
        if len(findings) > _FIRST_FINDINGS:
            click.echo(say("more", len(findings) - _FIRST_FINDINGS))


def _as_json(found: Found) -> dict[str, Any]:
    return {
        "file": found.file,
        "sha256": found.sha256,
        "layout": found.layout,
        "refused": _finding(found.refusal) if found.refusal else None,
        "period": [str(found.period.first), str(found.period.last), found.period.is_final] if found.period else None,
        "rows": dict(found.rows),
        "days": [
            {
                "person": day.person,
                "day": str(day.day),
                "present": day.present,
                "in_fence": day.is_inside,
                "night_punch": day.night_punch,
                "punches": [{"at": f"{punch.at:%Y-%m-%d %H:%M}", "state": punch.state} for punch in day.punches],
                "flags": sorted(day.flags),
            }
            for day in found.days
        ],
        "leaves": [
            [each.person, each.kind, str(each.starts), str(each.ends), str(each.amount), each.unit]
            for each in found.leaves
        ],
        "unmatched": [
            {
                "id": each.identity.id,
                "name": each.name,
                "reason": each.reason,
                "rows": each.rows,
                "suggestions": each.suggestions,
            }
            for each in found.unmatched
        ],
        "roster": [[line.name, line.village, line.starts, line.ends, *line.candidates] for line in found.roster],
        "queue": [_finding(each) for each in found.queue],
        "told": [_finding(each) for each in found.told],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "place": str(finding.place),
        "value": finding.value,
        "person": finding.person,
        "day": str(finding.day) if finding.day else None,
        "suggestion": finding.suggestion,
        "en": finding.sentence.en,
        "zh": finding.sentence.zh,
    }
