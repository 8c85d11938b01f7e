"""A scenario that the clock starts: published before the moment, started at it, as a worker would."""

from __future__ import annotations

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.casework.clock_office import files, start_event
from workflows.procedure import read_files
from workflows.procedure.scenario_reader import read_scenario
from workflows.scenarios.player import play

SCENARIO = """
name: {zh: 二月月报, en: The report of February}
world: {people: [general_group@CITY]}
start: {clock: monthly, at: "2026-03-01T00:30:00+08:00"}
steps:
  - expect: {open: [report], variables: {month: "2026-02-01", due_at: "2026-03-01T00:30:00+08:00"}}
  - until: 2026-04-02T09:00:00+08:00
  - {task: report, by: general_group@CITY}
end:
  events: [sent]
"""


def failures(scenario: str, *starts: str) -> list[str]:
    """What goes otherwise than the scenario says."""
    procedure = read_files("monthly_report", files(*starts))
    result = play(read_scenario(scenario.encode(), "scenarios/a.yaml"), "monthly_report", {"monthly_report": procedure})
    return [failure.sentence.en for failure in result.failures]


def test_the_clock_starts_the_case_and_another_one_later() -> None:
    assert failures(SCENARIO) == []


@pytest.mark.parametrize(
    ("scenario", "start", "said"),
    [
        (SCENARIO.replace("00:30", "00:40"), start_event(), "at that moment; the next one is due 2026-04-01T00:30"),
        (SCENARIO, start_event(month="= assert(null, false, &quot;no month&quot;)"), "no month"),
        (SCENARIO.replace("2026-02-01", "2026-03-01"), start_event(), "month"),
    ],
)
def test_what_goes_otherwise_fails_it(scenario: str, start: str, said: str) -> None:
    (sentence,) = failures(scenario, start)
    assert said in sentence
