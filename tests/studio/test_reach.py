"""Which published procedures a trial of a draft depends on: those that it may call, and no other."""

from __future__ import annotations

import pytest

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.procedure import read
from workflows.procedure.reader import folder_files
from workflows.settings import ROOT
from workflows.studio.beginnings import files_of_template
from workflows.studio.folder import Folder
from workflows.studio.reach import reached
from workflows.studio.scenario_files import scenario_lines
from workflows.studio.trials import world_digest

BPMN = ROOT / "bpmn"
SHIPPED = (
    "assessment",
    "assessment_appeal",
    "assessment_county",
    "assessment_facts",
    "leave_request",
    "recall",
    "selection",
)


@pytest.fixture(scope="module")
def house() -> dict[str, Folder]:
    """The shipped procedures as they are published."""
    found = {}
    for process_id in SHIPPED:
        files = folder_files(BPMN / process_id, [])
        procedure, _ = read(process_id, files)
        assert procedure is not None
        found[process_id] = Folder(process_id, files, procedure.digest, procedure, ())
    return found


@pytest.mark.parametrize(
    ("process_id", "called"),
    [
        ("leave_request", set()),
        ("assessment", {"assessment_county", "assessment_appeal", "assessment_facts"}),
        # It ends by a message that the round waits for.
        ("assessment_county", {"assessment", "assessment_appeal", "assessment_facts"}),
    ],
)
def test_a_procedure_reaches_what_it_calls_and_what_hears_it(
    house: dict[str, Folder], process_id: str, called: set[str]
) -> None:
    beside = {key: each.procedure for key, each in house.items() if each.procedure is not None}
    scenarios = [line.scenario for line in scenario_lines(house[process_id].files) if line.scenario is not None]
    assert set(reached(beside[process_id], beside, scenarios)) == called


def test_publishing_something_unrelated_keeps_what_was_tried(house: dict[str, Folder]) -> None:
    beside = {key: each.procedure for key, each in house.items() if each.procedure is not None}
    files = files_of_template("approval", "car_loan", "公车借用")
    loan, _ = read("car_loan", files)
    assert loan is not None
    before = world_digest(house["assessment"], beside)
    assert world_digest(house["assessment"], {**beside, "car_loan": loan}) == before
    other = dict(house["assessment_county"].files)
    other["examples.yaml"] = other["examples.yaml"] + b"\n"
    county, _ = read("assessment_county", other)
    assert county is not None
    assert world_digest(house["assessment"], {**beside, "assessment_county": county}) != before
