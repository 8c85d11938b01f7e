"""Each cell of the table of the monthly assessment is a line, with the test that shows it or what is still to come."""

from __future__ import annotations

import ast
from pathlib import Path

from workflows.procedure.plain_data import read_yaml

TESTS = Path(__file__).parents[1]
LINES = read_yaml((TESTS / "assessment" / "cells.yaml").read_bytes())
CELLS = ("role", "inputs", "outcomes", "due", "document", "impossible", "edge")
SHOWN, STILL_TO_COME = 97, 1


def test_every_cell_of_the_table_has_one_line() -> None:
    wanted = [(f"M{number}", cell) for number in range(1, 15) for cell in CELLS]
    assert [(line["step"], line["cell"]) for line in LINES] == wanted


def test_each_cell_that_is_shown_names_a_test_that_exists() -> None:
    named = {line["shown_by"] for line in LINES if line["shown_by"]}
    missing = []
    for name in sorted(named):
        file, _, function = name.partition("::")
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        if function not in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}:
            missing.append(name)
    assert missing == []


def test_what_is_still_to_come_is_said_and_counted() -> None:
    to_come = [line for line in LINES if line["shown_by"] is None]
    assert [line for line in to_come if len(line["why"]) < 10] == []
    assert (len(LINES) - len(to_come), len(to_come)) == (SHOWN, STILL_TO_COME)
