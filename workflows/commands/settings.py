"""`python -m workflows settings`: the numbers that the office sets itself, as text, as JSON, or as the manual's table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from workflows.assessment.ranking import RANKING_OPEN
from workflows.attendance.diary import LATE_SETTING, LATEST_SETTING
from workflows.attendance.settings import READING_SETTINGS
from workflows.casework.operations import registered_operations
from workflows.casework.publishing import procedure_folders, read_all
from workflows.commands.language import language_of
from workflows.manual import MANUAL, keep_table
from workflows.office.in_force import TEAM_NAME
from workflows.office.settings_file import LONGEST_TEXT, SettingEntry, SettingsError, shipped_settings
from workflows.procedure.checks.setting_names import settings_read
from workflows.settings import procedures_folder

ACTS: Mapping[str, tuple[str, ...]] = {
    "diary": (LATE_SETTING, LATEST_SETTING),
    "attendance import": READING_SETTINGS,
    "new teams": (TEAM_NAME,),
    "the published rankings": (RANKING_OPEN,),
}
"""What people do outside cases, and the settings that it asks."""


@click.command()
@click.argument("keys", nargs=-1)
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of the names; LANG decides without it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with both languages.")
@click.option("--write", is_flag=True, help="Write the table into the designers' manual.")
@click.option("--check", "only_check", is_flag=True, help="Exit 1 where the manual's table is not this one.")
@click.option(
    "--manual", type=click.Path(path_type=Path), default=MANUAL, help="The manual, bpmn/README.md without it."
)
def settings(
    keys: tuple[str, ...], language: str | None, as_json: bool, write: bool, only_check: bool, manual: Path
) -> None:
    """Each setting with its shipped value, bounds, source and what reads it: all of them, or those whose key holds one of KEYS."""
    try:
        entries = shipped_settings()
    except SettingsError as refused:
        raise click.ClickException(str(refused)) from None
    if write or only_check:
        keep_table(manual, "settings", table(entries), write=write)
        return
    readers = readers_of_settings()
    asked = [entry for key, entry in entries.items() if not keys or any(part in key for part in keys)]
    if as_json:
        rows = [_as_json(entry, readers[entry.key]) for entry in asked]
        click.echo(json.dumps({"settings": rows}, ensure_ascii=False, indent=2))
        return
    spoken = language_of(language)
    for entry in asked:
        source = entry.source if spoken == "zh" else entry.source_en
        value = entry.values[-1][1]
        bounds = _bounds(entry, " … ")
        click.echo(f"{entry.key} = {value} {entry.unit} ({bounds}) — {entry.label(spoken)}")
        click.echo(f"    {source}; {', '.join(readers[entry.key])}")


def readers_of_settings() -> Mapping[str, list[str]]:
    """What reads each setting: the procedures whose files do, operations that say so, acts outside cases; by key, sorted."""
    found: dict[str, list[str]] = {key: [] for key in shipped_settings()}
    procedures, _ = read_all(procedure_folders(procedures_folder()))
    for process_id, procedure in procedures.items():
        for key in settings_read(procedure):
            found.setdefault(key, []).append(process_id)
    for name, signature in registered_operations().items():
        for key in signature.settings:
            found.setdefault(key, []).append(name)
    for name, keys in ACTS.items():
        for key in keys:
            found.setdefault(key, []).append(name)
    return {key: sorted(names) for key, names in found.items()}


def table(entries: Mapping[str, SettingEntry]) -> str:
    """Every setting with its shipped value, bounds and source, as Markdown."""
    rows = ["", "| key | name | shipped | counts | may be | source |", "|---|---|---|---|---|---|"]
    for entry in entries.values():
        shipped = entry.values[-1][1]
        cells = (
            f"`{entry.key}`",
            f"{entry.name_en}<br>{entry.name}",
            shipped,
            entry.unit.value.replace("_", " "),
            ", ".join(f"`{code}`" for code in entry.shipped_choices) or _bounds(entry, " to "),
            f"{entry.source_en}<br>{entry.source}",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join((*rows, "", ""))


def _bounds(entry: SettingEntry, between: str) -> str:
    """What a value may be, in a few words."""
    least, most = ("1", f"{LONGEST_TEXT} characters") if entry.is_text else (entry.least, entry.most)
    return ", ".join(entry.shipped_choices) or f"{least}{between}{most}"


def _as_json(entry: SettingEntry, readers: list[str]) -> dict[str, object]:
    return {
        "key": entry.key,
        "group": entry.group,
        "en": entry.name_en,
        "zh": entry.name,
        "unit": entry.unit,
        **({"kind": entry.kind} if entry.kind else {}),
        **({"least": entry.least, "most": entry.most} if entry.least else {}),
        "values": {since.isoformat(): value for since, value in entry.values},
        "source": entry.source,
        "source_en": entry.source_en,
        "read_by": readers,
    }
