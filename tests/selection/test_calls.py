"""Whom to call is drawn: nobody chooses, nobody is drawn twice, and whoever is not reached is replaced."""

from __future__ import annotations

import uuid

from workflows.selection.rules import draw_order


def test_a_draw_can_be_drawn_again_and_is_another_for_another_candidate() -> None:
    people = [uuid.UUID(int=number) for number in range(9)]
    first = draw_order(uuid.UUID(int=100), people)
    assert first == draw_order(uuid.UUID(int=100), list(reversed(people)))
    assert sorted(first) == people
    assert len({tuple(draw_order(uuid.UUID(int=seed), people)) for seed in range(100, 110)}) > 5
