"""Each setting, changed, changes the outcome that this file names; and there is none that nothing reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.casework.publishing import procedure_folders, read_all
from workflows.commands.settings import readers_of_settings
from workflows.office.settings_file import shipped_settings
from workflows.procedure.model import Procedure
from workflows.procedure.scenario import Expectation, ExpectedLetter, Scenario
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


def differences(of: Scenario, settings: dict[str, str], **end: Any) -> list[str]:
    """Play a scenario under other settings; what is then not as `end` says."""
    changed = replace(of, own_settings=settings, end_events=None, end=Expectation(**end))
    return [failure.sentence.en for failure in play(changed, "recall", procedures()).failures]


def moment(text: str) -> datetime:
    """A time on the office's clock."""
    return datetime.fromisoformat(f"{text}+08:00")


def test_nothing_is_a_setting_that_nothing_reads() -> None:
    readers = readers_of_settings()
    assert set(readers) == set(shipped_settings())
    assert [key for key, names in readers.items() if not names] == []


def test_the_settings_of_a_served_recall() -> None:
    found = differences(
        scenario("recall", "served"),
        {"recall.days": "10"},
        deadlines={"replacement": {"due": moment("2018-12-21T00:00:00")}},
        timers={"overdue_7": moment("2018-12-21T00:00:00")},
        letters=(ExpectedLetter("recall_order", says="第 10 日 24 时届满"),),
    )
    assert found == []
