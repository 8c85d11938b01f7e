"""The pictures in the designers' manual are those of the diagrams as they stand."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from workflows.commands.pictures import pictures

BPMN = Path(__file__).parents[2] / "bpmn"


def test_every_procedure_has_its_picture_and_the_manual_shows_it() -> None:
    found = CliRunner().invoke(pictures, ["--check"])
    assert (found.output, found.exit_code) == ("", 0)
    names = {each.parent.name for each in BPMN.glob("*/*.bpmn")}
    assert {each.stem for each in (BPMN / "pictures").glob("*.svg")} == names
    manual = (BPMN / "README.md").read_text(encoding="utf-8")
    assert [name for name in names if f"](pictures/{name}.svg)" not in manual] == []


def test_a_diagram_that_moved_is_said_and_drawn_anew(tmp_path: Path) -> None:
    manual, folder = tmp_path / "README.md", tmp_path / "gate_review"
    shutil.copytree(BPMN / "gate_review", folder)
    marks = "<!-- begin: written by `python -m workflows pictures --write` -->\n<!-- end -->\n"
    manual.write_text(marks, encoding="utf-8")
    written = ["--manual", str(manual)]
    assert CliRunner().invoke(pictures, ["--write", *written]).exit_code == 0
    assert CliRunner().invoke(pictures, ["--check", *written]).exit_code == 0
    diagram = folder / "gate_review.bpmn"
    diagram.write_text(diagram.read_text(encoding="utf-8").replace('width="100"', 'width="110"'), encoding="utf-8")
    stale = CliRunner().invoke(pictures, ["--check", *written])
    assert (stale.exit_code, "gate_review.svg" in stale.output) == (1, True)
