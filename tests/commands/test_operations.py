"""`python -m workflows operations`: the list, the JSON, and the table that the manual holds."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.casework.operations import registered_operations
from workflows.commands.operations import operations
from workflows.manual import MANUAL


def printed(*arguments: str) -> str:
    """What the command prints."""
    result = CliRunner().invoke(operations, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_list_says_what_an_operation_reads_gives_and_throws() -> None:
    assert printed("recall.record_arrival", "--language", "en").splitlines() == [
        "recall.record_arrival — Record that the person of the item `arrival` came, inside the village's fence, or did not.",
        "    reads: arrival (a record with posting_id, slot), people (a list, each item a record with posting_id, person_id, name, "
        "role, team_id, village_unit, village_name), outcome (a text), arrived_at (a date and time with its offset), latitude "
        "(a number), longitude (a number)",
        "    gives: arrival_result, arrival_problem",
        "    throws: outside_fence",
        "    issues the letter: arrival_form (person, arrived_at, village, distance, confirmed_by)",
    ]
    assert "    表头: office station|poverty" in printed("record_verification", "--language", "zh").splitlines()


def test_the_json_holds_every_operation_in_both_languages() -> None:
    every = {each["name"]: each for each in json.loads(printed("--json"))["operations"]}
    assert set(every) == set(registered_operations())
    assert [name for name, each in every.items() if not each["en"] or not each["zh"]] == []
    assert every["case.notify"]["headers"][0] == {
        "name": "to",
        "is_required": True,
        "allowed": None,
        "is_input_too": True,
    }


def test_the_table_of_the_manual_is_the_one_that_the_command_writes(tmp_path: Path) -> None:
    assert printed("--check") == ""
    copy = tmp_path / "README.md"
    copy.write_text(
        MANUAL.read_text(encoding="utf-8").replace("| `recall.urge` |", "| `recall.urged` |"), encoding="utf-8"
    )
    stale = CliRunner().invoke(operations, ["--check", "--manual", str(copy)])
    assert (stale.exit_code, "run python -m workflows operations --write" in stale.output) == (1, True)
    printed("--write", "--manual", str(copy))
    assert copy.read_text(encoding="utf-8") == MANUAL.read_text(encoding="utf-8")
