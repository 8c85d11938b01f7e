"""The geometry behind the checks, held against brute force on random tables."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dmn.models import column, decision, input_data, model, output, table, value
from workflows.dmn import check_table
from workflows.dmn.boxes import is_covered, uncovered

PIECES = 5
masks = st.integers(min_value=0, max_value=2**PIECES - 1)


@given(st.lists(st.tuples(masks, masks, masks), max_size=8))
def test_what_is_uncovered_is_exactly_what_no_box_holds(boxes: list[tuple[int, int, int]]) -> None:
    full = 2**PIECES - 1
    gaps = list(uncovered((full, full, full), boxes))

    def holds(box: tuple[int, ...], point: tuple[int, ...]) -> bool:
        return all(mask >> place & 1 for mask, place in zip(box, point, strict=True))

    for point in product(range(PIECES), repeat=3):
        inside = any(holds(box, point) for box in boxes)
        assert sum(holds(gap, point) for gap in gaps) <= 1
        if inside:
            assert not any(holds(gap, point) for gap in gaps)
    points = list(product(range(PIECES), repeat=3))
    has_gap = any(not any(holds(box, point) for box in boxes) for point in points)
    assert bool(gaps) is has_gap
    assert is_covered((full, full, full), boxes) is not has_gap


CELLS = ["-", "< 2", "<= 2", "2", "> 2", "[1..3]", "(1..3)", "not(2)", "1,3", ">= 3", "null", "not(null)"]
FLAGS = ["-", "true", "false"]
rows = st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(FLAGS)), min_size=1, max_size=6)
POINTS = [0, 1, 1.5, 2, 2.5, 3, 4]


@settings(max_examples=150)
@given(rows)
def test_the_checks_agree_with_evaluating_the_table(found: list[tuple[str, str]]) -> None:
    """Under collect every rule answers with its number, so evaluation shows which rules hold where."""
    rules = [([test, flag], [str(number)]) for number, (test, flag) in enumerate(found, 1)]

    def of(hit: str) -> tuple[str, ...]:
        logic = table([column("n", "number"), column("b", "boolean")], [output("o")], rules, hit)
        return (decision(logic, "n", "b"), input_data("n", "number"), input_data("b", "boolean"))

    collected = model(*of("COLLECT"))
    seen = {(n, b): value(collected, n=n, b=b) for n in [*POINTS, None] for b in (True, False, None)}
    problems = check_table(model(*of("UNIQUE")), "decision")
    overlaps = {each.rules for each in problems if each.code == "check.overlap"}
    assert overlaps == {(a, b) for hits in seen.values() for a in hits for b in hits if a < b}
    has_gap = any(not hits for (n, b), hits in seen.items() if n is not None and b is not None)
    assert any(each.code in ("check.gap", "check.gap_between") for each in problems) is has_gap

    hidden = {each.rules[-1] for each in check_table(model(*of("FIRST")), "decision") if each.code == "check.hidden"}
    decisive = {hits[0] for hits in seen.values() if hits}
    never = {each.rules[0] for each in problems if each.code == "check.never"}
    assert hidden == set(range(1, len(rules) + 1)) - decisive - never
