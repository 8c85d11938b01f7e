"""Numbers bounded as text: what is let in, what is refused, and that refusing costs nothing."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest

from workflows.casework.typed_numbers import LARGEST, NoNumber, NumberTooLarge, plain_number, typed_number


@pytest.mark.parametrize(
    ("raw", "number"),
    [("12", 12), (" -0.25 ", -0.25), ("1e3", 1000), (".5", 0.5), ("+7", 7), (3, 3), (2.5, 2.5), (Decimal("1.10"), 1.1)],
)
def test_numbers_as_people_write_them(raw: Any, number: float) -> None:
    assert plain_number(typed_number(raw)) == number


@pytest.mark.parametrize(
    "raw", ["", "x", "1,5", "１２", "1_000", "0x10", "nan", "Infinity", True, None, [], float("nan"), Decimal("NaN")]
)
def test_what_is_no_number(raw: Any) -> None:
    with pytest.raises(NoNumber):
        typed_number(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "1e16",
        "1e300000",
        "1e3000000",
        "-1e999999999",
        "9" * 17,
        "9" * 1_000_000,
        10**16,
        10**6000,
        1e300,
        Decimal("1e300000"),
    ],
    ids=range(10),
)
def test_a_number_beyond_any_question_is_refused_at_once(raw: Any) -> None:
    began = time.thread_time()
    with pytest.raises(NumberTooLarge):
        typed_number(raw)
    assert time.thread_time() - began < 1


def test_the_bound_itself_is_let_in() -> None:
    assert typed_number(str(LARGEST)) == LARGEST
    assert typed_number(-int(LARGEST)) == -LARGEST
