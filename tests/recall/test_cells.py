"""Each cell of the table of the recall is a line, and each point beside it, with the tests that show it or what is to come."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.scenarios.test_shipped import procedures
from workflows.procedure.plain_data import read_yaml
from workflows.procedure.scenario_reader import read_scenarios
from workflows.scenarios.player import play
from workflows.scenarios.time import ScenarioClock
from workflows.store import Store

TESTS = Path(__file__).parents[1]
CELLS = read_yaml((TESTS / "recall" / "cells.yaml").read_bytes())
POINTS = read_yaml((TESTS / "recall" / "points.yaml").read_bytes())
COLUMNS = ("role", "inputs", "outcomes", "due", "document", "impossible", "edge")
WANTED_POINTS = (
    *(f"1.{number}" for number in range(1, 10)),
    *("A2", "A3", "A4", "A5", "A6", "A11", "A13", "A14", "C4"),
    *(f"3.4.{number}" for number in (2, 6, 8, 9, 10)),
)
# How many are shown and how many still to come, of cells and of points.
SHOWN = (76, 1), (21, 2)
SCENARIO = re.compile(r"scenarios/test_shipped\.py::test_the_scenario_goes_as_it_says\[(\w+)/(\w+)\]")


def named_by(lines: list[dict[str, Any]]) -> list[str]:
    return sorted({name for line in lines for name in line["shown_by"] or ()})


@lru_cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


# Scenarios are played on SQLite, tests of this folder on both: a point that scenarios alone show is played on PostgreSQL here.
ALONE = [line for line in POINTS if line["shown_by"] and all(map(SCENARIO.fullmatch, line["shown_by"]))]
PLAYED = [f"{found[1]}/{found[2]}" for found in map(SCENARIO.fullmatch, named_by(ALONE)) if found]


def is_there(name: str) -> bool:
    if found := SCENARIO.fullmatch(name):
        return (TESTS.parent / "bpmn" / found[1] / "scenarios" / f"{found[2]}.yaml").is_file()
    file, _, function = name.partition("::")
    return function != "test_the_scenario_goes_as_it_says" and function in functions_of(file)


def test_every_cell_and_every_point_has_one_line() -> None:
    wanted = [(f"R{number}", column) for number in range(1, 12) for column in COLUMNS]
    assert [(line["step"], line["cell"]) for line in CELLS] == wanted
    assert [line["point"] for line in POINTS] == list(WANTED_POINTS)


def test_what_is_shown_names_tests_that_exist() -> None:
    assert [name for name in named_by(CELLS + POINTS) if not is_there(name)] == []


def test_what_is_still_to_come_is_said_and_counted() -> None:
    counted = []
    for lines in (CELLS, POINTS):
        to_come = [line for line in lines if not line["shown_by"]]
        assert [line for line in to_come if len(line["why"]) < 10] == []
        counted.append((len(lines) - len(to_come), len(to_come)))
    assert tuple(counted) == SHOWN


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
@pytest.mark.parametrize("name", PLAYED)
def test_the_scenario_of_a_point_goes_the_same_way_on_postgresql(name: str, database_url: str) -> None:
    @contextmanager
    def opened(moment: datetime, seconds: float | None) -> Iterator[Store]:
        store = Store.from_url(database_url, clock=ScenarioClock(moment, seconds))
        yield store
        store.close()

    folder, _, stem = name.partition("/")
    scenarios, broken = read_scenarios(procedures()[folder].files)
    assert broken == {}
    result = play(scenarios[f"scenarios/{stem}.yaml"], folder, procedures(), opened=opened)
    assert [f"step {failure.step}: {failure.sentence.en}" for failure in result.failures] == []
