"""`python -m workflows pictures`: draw every shipped procedure for the designers' manual, from the layout of its diagram."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from workflows.manual import MANUAL, keep_table
from workflows.procedure.picture import picture_of
from workflows.xml import parse_xml

FOLDER = "pictures"


@click.command()
@click.option("--write", is_flag=True, help="Draw them anew, and list them in the designers' manual.")
@click.option("--check", "only_check", is_flag=True, help="Exit 1 where a picture is not that of its diagram.")
@click.option(
    "--manual", type=click.Path(path_type=Path), default=MANUAL, help="The manual, bpmn/README.md without it."
)
def pictures(write: bool, only_check: bool, manual: Path) -> None:
    """Draw the diagrams of the folders beside the manual into `pictures` there, one SVG a procedure."""
    folder, diagrams = manual.parent / FOLDER, _diagrams(manual.parent)
    drawn = {f"{name}.svg": picture_of(data, f"{name}.bpmn") for name, data in diagrams.items()}
    if not (write or only_check):
        raise click.UsageError("Say --write or --check.")
    if write:
        folder.mkdir(exist_ok=True)
        for known in folder.glob("*.svg"):
            if known.name not in drawn:
                known.unlink()
        for name, text in drawn.items():
            (folder / name).write_text(text, encoding="utf-8")
    else:
        stands = {each.name: each.read_text(encoding="utf-8") for each in folder.glob("*.svg")}
        other = sorted(name for name in {*drawn, *stands} if drawn.get(name) != stands.get(name))
        if other:
            click.echo(f"{', '.join(other)}: not as the diagram is; run python -m workflows pictures --write.")
            sys.exit(1)
    keep_table(manual, "pictures", table(diagrams), write=write)


def _diagrams(root: Path) -> Mapping[str, bytes]:
    """The diagram of each procedure folder, by its name."""
    return {
        diagram.stem: diagram.read_bytes()
        for diagram in sorted(root.glob("*/*.bpmn"))
        if diagram.stem == diagram.parent.name
    }


def table(diagrams: Mapping[str, bytes]) -> str:
    """Each procedure with what it is and its picture, as Markdown."""
    lines = [""]
    for name, data in diagrams.items():
        process = next(parse_xml(data, f"{name}.bpmn").iter("{*}process"))
        said = " ".join((process.findtext("{*}documentation") or "").split())
        title = process.get("name") or name
        lines += [f"### `{name}` {title}", "", said, "", f"![{title}]({FOLDER}/{name}.svg)", ""]
    return "\n".join((*lines, ""))
