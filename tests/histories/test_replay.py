"""Cases that older versions carried go on as they went: from their start, and from each state that was stored on the way."""

from __future__ import annotations

import copy
import hashlib
import json
import lzma
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.histories import replay
from tests.histories.recording import BUNDLES
from tests.histories.replay import accepted, differences, files, read
from workflows.engine import STATE_FORMAT

FILES = files()
NAMES = [f"{file.parent.name}/{file.name.removesuffix('.json.xz')}" for file in FILES]


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_case_goes_on_from_its_start_and_from_each_stored_state(file: Path) -> None:
    """A wanted difference that no way of playing shows any more would hide the next one at the same place."""
    wanted = accepted(file.name.removesuffix(".json.xz"))
    reached: dict[int, str] = {}
    found = [each for first in range(len(read(file)["steps"])) for each in differences(file, first, reached)]
    assert [str(each) for each in found if not any(place.fullmatch(each.place) for place in wanted)] == []
    assert [place for place in wanted if not any(place.fullmatch(each.place) for each in found)] == []


def test_the_file_of_accepted_differences_names_only_histories_that_exist() -> None:
    everything = yaml.safe_load(replay.ACCEPTED.read_text(encoding="utf-8")) or {}
    assert set(everything) <= {file.name.removesuffix(".json.xz") for file in FILES}


def test_no_history_was_recorded_anew_or_changed() -> None:
    """The name of a file is the digest of what it holds, so whoever records or mends one gives it another name."""
    for file in (*FILES, *sorted(BUNDLES.glob("*.json.xz"))):
        digest = hashlib.sha256(lzma.decompress(file.read_bytes())).hexdigest()[:8]
        assert file.name.removesuffix(".json.xz").split("-")[-1] == digest, file.name


def test_both_formats_of_the_state_are_on_record() -> None:
    """Every format that was ever stored is played from: a new format needs histories of its own."""
    formats = {json.loads(step["state"])["format"] for file in FILES for step in read(file)["steps"]}
    assert formats == set(range(1, STATE_FORMAT + 1))


def _spoil_variable(steps: list[dict[str, Any]]) -> None:
    steps[3]["rows"]["variables"]["case_no"] = "spoiled"


def _spoil_task(steps: list[dict[str, Any]]) -> None:
    steps[1]["rows"]["tasks"] = {"spoiled": {}}


def _spoil_answer(steps: list[dict[str, Any]]) -> None:
    """An answer of an operation: what follows from it goes otherwise, and the first place is told."""
    first = next(answer for step in steps for answer in step["answers"] if isinstance(answer[1], dict))
    first[1]["lead_number"] = "spoiled"


def _spoil_state(steps: list[dict[str, Any]]) -> None:
    state = json.loads(steps[2]["state"])
    state["scope"]["variables"]["unit_name"] = "spoiled"
    steps[2]["state"] = json.dumps(state)


@pytest.mark.parametrize(
    ("spoil", "first", "place"),
    [
        (_spoil_variable, 0, "3/variables/case_no"),
        (_spoil_task, 0, "1/tasks/spoiled"),
        (_spoil_answer, 0, "0/variables/lead_number"),
        (_spoil_state, 3, "3/variables/unit_name"),
    ],
)
def test_a_spoiled_history_fails_and_says_where(
    spoil: Callable[[list[dict[str, Any]]], None], first: int, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand, in the rows of a step, in an answer from outside, or in the state that was stored before step `first`."""
    file = next(each for each in FILES if each.name.startswith("main-"))
    spoiled = copy.deepcopy(read(file))
    spoil(spoiled["steps"])
    monkeypatch.setattr(replay, "read", lambda _: spoiled)
    wanted = accepted(file.name.removesuffix(".json.xz"))
    told = (each.place for each in differences(file, first) if not any(one.fullmatch(each.place) for one in wanted))
    assert place in islice(told, 3)
