"""The order of the tests themselves."""

from __future__ import annotations

import pytest

from tests.order import LONG, long_first
from workflows.settings import ROOT

SHORT = [f"tests/feel/test_{number}.py" for number in range(20)]


@pytest.mark.parametrize("processes", [1, 2, 3, 5])
def test_each_process_begins_with_its_share_of_the_long_ones(processes: int) -> None:
    long = [f"tests/{name}" for name in LONG[:7]]
    names = [*SHORT, *reversed(long)]
    found = long_first([(name, name) for name in names], processes)
    assert sorted(found) == sorted(names)
    first = 0
    for number in range(processes):
        length = (len(names) - first) // (processes - number)
        piece = found[first : first + length]
        mine = long[number::processes]
        assert piece[: len(mine)] == mine
        assert piece[len(mine) :] == [name for name in SHORT if name in piece]
        first += length


def test_the_long_ones_exist() -> None:
    assert [name for name in LONG if not (ROOT / "tests" / name.partition("::")[0]).exists()] == []
