"""`python -m workflows operations`: what service and send tasks may call, as text, as JSON, or as the manual's table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from workflows.casework.operations import registered_operations
from workflows.commands.language import language_of
from workflows.manual import MANUAL, keep_table
from workflows.procedure.signatures import Header, Signature

_PARTS = {
    "reads": "读取",
    "may be absent": "可不提供",
    "headers": "表头",
    "gives": "给出",
    "throws": "可抛出",
    "looks up the task": "查阅任务",
    "measures the clock": "计算时限",
    "reads the setting": "读取设置",
    "issues the letter": "印发文书",
    "sends the notice": "发出通知",
}


@click.command()
@click.argument("names", nargs=-1)
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of the sentences; LANG decides without it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with both languages.")
@click.option("--write", is_flag=True, help="Write the table into the designers' manual.")
@click.option("--check", "only_check", is_flag=True, help="Exit 1 where the manual's table is not this one.")
@click.option(
    "--manual", type=click.Path(path_type=Path), default=MANUAL, help="The manual, bpmn/README.md without it."
)
def operations(
    names: tuple[str, ...], language: str | None, as_json: bool, write: bool, only_check: bool, manual: Path
) -> None:
    """What each operation reads, gives and throws: all of them, or those whose name holds one of NAMES."""
    every = registered_operations()
    if write or only_check:
        keep_table(manual, "operations", table(), write=write)
        return
    asked = [each for name, each in every.items() if not names or any(part in name for part in names)]
    if as_json:
        click.echo(json.dumps({"operations": [_as_json(each) for each in asked]}, ensure_ascii=False, indent=2))
    else:
        for each in asked:
            click.echo("\n".join(_lines(each, language_of(language))))


def table() -> str:
    """Every operation with what it does, reads, gives and throws, as Markdown."""
    rows = [
        "",
        "| operation | what it does | reads | headers | gives | throws | looks up | settings | letters and "
        "notices, with their fields |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for each in registered_operations().values():
        reads = [f"`{one.name}`{'' if one.is_asked else '?'} {one.expected.en}" for one in each.inputs]
        throws = [f"`{code}`" + (f" with {_words(names)}" if names else "") for code, names in each.errors.items()]
        cells = (
            f"`{each.name}`",
            f"{each.says.en}<br>{each.says.zh}",
            "<br>".join(reads),
            "<br>".join(_header(one) for one in each.headers),
            _words(each.writes),
            "<br>".join(throws),
            _looked_up(each),
            _words(each.settings),
            "<br>".join(f"`{paper}`: {', '.join(of)}" for paper, of in (*each.letters.items(), *each.notices.items())),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join((*rows, "", ""))


def _looked_up(signature: Signature) -> str:
    clocks = f"clock {_words(signature.clocks)}" if signature.clocks else ""
    return f"{_words(signature.steps)} {clocks}".strip()


def _words(names: tuple[str, ...]) -> str:
    return " ".join(f"`{name}`" for name in names)


def _header(header: Header) -> str:
    allowed = f" {', '.join(header.allowed)}" if header.allowed else ""
    place = " (or an input)" if header.is_input_too else ""
    return f"`{header.name}`{'' if header.is_required else '?'}{allowed}{place}"


def _lines(signature: Signature, language: str) -> Iterator[str]:
    is_zh = language == "zh"
    yield f"{signature.name} — {signature.says.in_language(language)}"
    asked = [one for one in signature.inputs if one.is_asked]
    optional = [one for one in signature.inputs if not one.is_asked]
    parts = {
        "reads": ", ".join(f"{one.name} ({one.expected.in_language(language)})" for one in asked),
        "may be absent": ", ".join(f"{one.name} ({one.expected.in_language(language)})" for one in optional),
        "headers": ", ".join(
            f"{one.name}{' ' + '|'.join(one.allowed) if one.allowed else ''}" for one in signature.headers
        ),
        "gives": ", ".join(signature.writes),
        "throws": ", ".join(signature.errors),
        "looks up the task": ", ".join(signature.steps),
        "measures the clock": ", ".join(signature.clocks),
        "reads the setting": ", ".join(signature.settings),
        "issues the letter": ", ".join(f"{letter} ({', '.join(of)})" for letter, of in signature.letters.items()),
        "sends the notice": ", ".join(f"{notice} ({', '.join(of)})" for notice, of in signature.notices.items()),
    }
    for name, text in parts.items():
        if text:
            yield f"    {_PARTS[name] if is_zh else name}: {text}"


def _as_json(signature: Signature) -> dict[str, object]:
    return {
        "name": signature.name,
        "en": signature.says.en,
        "zh": signature.says.zh,
        "reads": [
            {"name": one.name, "en": one.expected.en, "zh": one.expected.zh, "is_asked": one.is_asked}
            for one in signature.inputs
        ],
        "headers": [
            {"name": one.name, "is_required": one.is_required, "allowed": one.allowed, "is_input_too": one.is_input_too}
            for one in signature.headers
        ],
        "gives": signature.writes,
        "throws": signature.errors,
        "looks_up": signature.steps,
        "clocks": signature.clocks,
        "settings": signature.settings,
        "letters": {letter: list(fields) for letter, fields in signature.letters.items()},
        "notices": {notice: list(fields) for notice, fields in signature.notices.items()},
    }
