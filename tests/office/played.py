"""Play a shipped scenario under other settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.casework.publishing import procedure_folders, read_all
from workflows.procedure.model import Procedure
from workflows.procedure.scenario import CompleteStep, Scenario
from workflows.procedure.scenario_expectation import Expectation
from workflows.procedure.scenario_reader import read_scenarios
from workflows.scenarios.player import play

ROOT = Path(__file__).parents[2] / "bpmn"


@lru_cache
def procedures() -> dict[str, Procedure]:
    """Every procedure of the designers' room, read once."""
    found, problems = read_all(procedure_folders(ROOT))
    assert not problems
    return found


def scenario(process_id: str, name: str) -> Scenario:
    """A shipped scenario."""
    return read_scenarios(procedures()[process_id].files)[0][f"scenarios/{name}.yaml"]


def played(process_id: str, of: Scenario, settings: dict[str, str], upto: str, **end: Any) -> list[str]:
    """Play a scenario under other settings up to (and with) the first completion of a task; what is then not as `end` says."""
    numbers = [at for at, step in enumerate(of.steps, 1) if isinstance(step, CompleteStep) and step.task == upto]
    steps = tuple(step for step in of.steps[: numbers[-1]] if not hasattr(step, "expectation"))
    changed = replace(of, steps=steps, own_settings=settings, end_events=None, end=Expectation(**end))
    return [failure.sentence.en for failure in play(changed, process_id, procedures()).failures]


def moment(text: str) -> datetime:
    """A time on the office's clock."""
    return datetime.fromisoformat(f"{text}+08:00")
