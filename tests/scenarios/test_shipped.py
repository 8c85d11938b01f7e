"""Every scenario beside a diagram is a test: played through the real verbs, saved and loaded between every two steps.

While it is played, whom it tells is held against the table event × post: nobody concerned is left out and nobody else told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from sqlalchemy import Connection, event, select

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.casework.models import Notice
from workflows.casework.operations import registered_operations
from workflows.casework.publishing import procedure_folders, read_all
from workflows.people import Unit
from workflows.procedure.model import Procedure
from workflows.procedure.scenario_reader import read_scenarios
from workflows.scenarios.player import ScenarioResult, play

ROOT = Path(__file__).parents[2] / "bpmn"
FILES = sorted(ROOT.glob("*/scenarios/*.yaml"))
# What a verb tells by itself, in every procedure; its own test says whom.
BY_VERBS = {"extended": "tests/casework/test_told_of_extension.py"}
TOLD: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("told.yaml").read_text(encoding="utf-8"))


class Told(NamedTuple):
    """A notice that was written."""

    procedure: str
    kind: str
    to: str  # `post`, `post@kind of unit`, or `person`
    text: str


@lru_cache
def procedures() -> dict[str, Procedure]:
    """Every procedure of the designers' room, read once."""
    found, problems = read_all(procedure_folders(ROOT))
    assert not problems
    return found


@pytest.fixture
def told() -> Iterator[list[Told]]:
    """Every notice about a case that is written meanwhile."""
    found: list[Told] = []

    def note(_mapper: object, connection: Connection, notice: Notice) -> None:
        if notice.case_id is None:
            return  # of a room, such as a corrected day: no step of a procedure tells it
        kind = connection.scalar(select(Unit.kind).where(Unit.id == notice.unit_id)) if notice.unit_id else None
        to = "person" if notice.person_id else f"{notice.post_key}@{kind}" if kind else str(notice.post_key)
        found.append(Told(notice.process_id, str(notice.kind), to, notice.text))

    event.listen(Notice, "after_insert", note)
    yield found
    event.remove(Notice, "after_insert", note)


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parts[-3]}/{file.stem}" for file in FILES])
def test_the_scenario_goes_as_it_says(file: Path, told: list[Told]) -> None:
    scenarios, broken = read_scenarios(procedures()[file.parts[-3]].files)
    assert broken == {}
    result = play(scenarios[f"scenarios/{file.name}"], file.parts[-3], procedures())
    assert [f"{failure.file} step {failure.step}: {failure.sentence.en}" for failure in result.failures] == []
    assert left_out_or_told_beside(told, result) == []


def left_out_or_told_beside(told: list[Told], result: ScenarioResult) -> list[str]:
    """What a scenario told otherwise than the table says: somebody whom no row names, or a row of which somebody is missing."""
    wrong = []
    by_row: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for each in told:
        rows = [row for row in TOLD if _is_of(row, each)]
        wrong += (
            [] if rows or each.kind in BY_VERBS else [f"nobody says that {each.to} is told “{each.text}” ({each.kind})"]
        )
        for row in rows:
            by_row[_event(row)].add(each.to)
    for row in TOLD:
        progress = result.coverage.get(row["procedure"])
        has_happened = progress is not None and row["step"] in progress.done
        if has_happened and "sometimes" not in row and by_row[_event(row)] != set(row["to"]):
            missing = sorted(set(row["to"]) - by_row[_event(row)])
            wrong.append(f"{row['procedure']}, {row['event']}: {', '.join(missing)} should have been told")
    return wrong


def _is_of(row: dict[str, Any], each: Told) -> bool:
    is_row = (row["procedure"], row["kind"]) == (each.procedure, each.kind)
    return is_row and each.to in row["to"] and re.search(row["says"], each.text) is not None


def _event(row: dict[str, Any]) -> tuple[str, str, str]:
    # The reminders of one clock say the same to one post each: whom a row tells is part of the event.
    return row["procedure"], row["says"], ",".join(row["to"])


def test_every_step_that_tells_somebody_has_its_row() -> None:
    operations = registered_operations()
    steps = {
        (name, element.id)
        for name, procedure in procedures().items()
        for element in procedure.elements.values()
        if (signature := operations.get(element.operation or ""))
        if signature.notices or any(header.is_notice for header in signature.headers)
    }
    assert {(row["procedure"], row["step"]) for row in TOLD} == steps


@pytest.mark.parametrize("number", range(len(TOLD)), ids=[f"{row['procedure']}/{row['step']}" for row in TOLD])
def test_the_row_is_what_the_notice_of_the_folder_allows(number: int) -> None:
    row = TOLD[number]
    procedure = procedures()[row["procedure"]]
    element = procedure.elements[row["step"]]
    named = [value for name, value in element.headers if name == "notice"]
    signature = registered_operations()[element.operation or ""]
    posts = {each.partition("@")[0] for each in row["to"]}
    if not named and not signature.notices:  # the diagram writes the text itself
        assert dict(element.headers)["kind"] == row["kind"]
        return
    (notice,) = [procedure.notices[each] for each in named or signature.notices]
    assert (notice.kind, posts - {"person"} <= set(notice.to)) == (row["kind"], True)
    assert ("person" in posts) <= notice.to_persons
