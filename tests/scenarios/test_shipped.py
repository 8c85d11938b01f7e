"""Every scenario beside a diagram is a test: played through the real verbs, saved and loaded between every two steps."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.casework.publishing import procedure_folders, read_all
from workflows.procedure.model import Procedure
from workflows.procedure.scenario_reader import read_scenarios
from workflows.scenarios.player import play

ROOT = Path(__file__).parents[2] / "bpmn"
FILES = sorted(ROOT.glob("*/scenarios/*.yaml"))


@lru_cache
def procedures() -> dict[str, Procedure]:
    """Every procedure of the designers' room, read once."""
    found, problems = read_all(procedure_folders(ROOT))
    assert not problems
    return found


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parts[-3]}/{file.stem}" for file in FILES])
def test_the_scenario_goes_as_it_says(file: Path) -> None:
    scenarios, broken = read_scenarios(procedures()[file.parts[-3]].files)
    assert broken == {}
    result = play(scenarios[f"scenarios/{file.name}"], file.parts[-3], procedures())
    assert [f"{failure.file} step {failure.step}: {failure.sentence.en}" for failure in result.failures] == []
