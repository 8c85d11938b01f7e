"""Cases that older versions carried go on as they went: from their start, and from each state that was stored on the way."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from tests.histories import replay
from tests.histories.replay import accepted, differences, files, read

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


def test_a_spoiled_history_fails_and_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    file = next(each for each in FILES if each.name.startswith("main-"))
    spoiled = copy.deepcopy(read(file))
    spoiled["steps"][3]["rows"]["variables"]["case_no"] = "spoiled"
    monkeypatch.setattr(replay, "read", lambda _: spoiled)
    wanted = accepted(file.name.removesuffix(".json.xz"))
    found = [each.place for each in differences(file) if not any(place.fullmatch(each.place) for place in wanted)]
    assert found == ["3/variables/case_no"]
