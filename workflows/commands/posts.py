"""`python -m workflows posts`: the posts that lanes and readers may name, as text, as JSON, or as the manual's table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from workflows.commands.language import language_of
from workflows.manual import MANUAL, keep_table
from workflows.people.posts import PostEntry, PostsError, shipped_posts


@click.command()
@click.argument("keys", nargs=-1)
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of the names; LANG decides without it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with both languages.")
@click.option("--write", is_flag=True, help="Write the table into the designers' manual.")
@click.option("--check", "only_check", is_flag=True, help="Exit 1 where the manual's table is not this one.")
@click.option(
    "--manual", type=click.Path(path_type=Path), default=MANUAL, help="The manual, bpmn/README.md without it."
)
def posts(
    keys: tuple[str, ...], language: str | None, as_json: bool, write: bool, only_check: bool, manual: Path
) -> None:
    """Each post with where it stands, whose cases it covers and who leads it: all, or those whose key or name holds one of KEYS."""
    try:
        entries = shipped_posts()
    except PostsError as refused:
        raise click.ClickException(str(refused)) from None
    if write or only_check:
        keep_table(manual, "posts", table(entries), write=write)
        return
    asked = [
        entry
        for key, entry in entries.items()
        if not keys or any(part in f"{key} {entry.name} {entry.name_en.lower()}" for part in keys)
    ]
    if as_json:
        click.echo(json.dumps({"posts": [_as_json(entry) for entry in asked]}, ensure_ascii=False, indent=2))
        return
    spoken = language_of(language)
    for entry in asked:
        name = entry.name if spoken == "zh" else entry.name_en
        click.echo(f"{entry.key} ({entry.unit_kind}, {entry.scope}) — {name}")


def table(entries: Mapping[str, PostEntry]) -> str:
    """Every post as Markdown, in the order of the file."""
    rows = [
        "",
        "| post | name | stands in | covers | leader | and |",
        "|---|---|---|---|---|---|",
    ]
    for entry in entries.values():
        cells = (
            f"`{entry.key}`",
            f"{entry.name_en}<br>{entry.name}",
            str(entry.unit_kind),
            entry.scope.value,
            f"`{entry.leader}`" if entry.leader else "",
            ", ".join(_powers(entry)),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join((*rows, "", ""))


def _powers(entry: PostEntry) -> list[str]:
    """What else the post is or may, in the words of posts.yaml."""
    named = {
        "office": entry.is_office,
        "cancels": entry.cancels,
        "settings": entry.settings,
        "directs": entry.directs,
        "relatives": entry.relatives,
        "watches": entry.watches,
        "administers": entry.administers,
    }
    leads = [f"leads {kind}" for kind in sorted(entry.leads)]
    roles = [f"role {role}" for role in sorted(entry.roles)]
    return [name for name, holds in named.items() if holds] + leads + roles


def _as_json(entry: PostEntry) -> dict[str, object]:
    return {
        "key": entry.key,
        "en": entry.name_en,
        "zh": entry.name,
        "unit": entry.unit_kind,
        "level": entry.level,
        "scope": entry.scope,
        "records": sorted(entry.records),
        "leader": entry.leader,
        "powers": _powers(entry),
    }
