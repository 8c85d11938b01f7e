"""What inspections find in a played month, and what comes of it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from tests.assessment.played_month import CLAIM, NOT_THERE, PlayedMonth
from workflows.assessment.claim_models import PointsClaim
from workflows.assessment.words import ATTENDANCE, Grade
from workflows.casework.errors import NotAllowed
from workflows.casework.models import LedgerRow, Notice


def what_inspections_found_is_scored_once_verified(month: PlayedMonth) -> None:
    """M7, D2a.2, D2a.3: checks of two days and a false punch tell once somebody else has verified them; a second finding of one day
    is no second check, and what is not verified, or does not hold, tells nothing."""
    for day in ("2026-03-18", "2026-03-18", "2026-03-20"):
        month.find("zong", "A", "absence", day)
        with pytest.raises(NotAllowed):
            month.verify("zong")
        month.verify("zhong", is_deducted=True, line="found", deducted_points=1)
    month.find("zong", "W", "absence", "2026-03-19")
    month.verify("zhong", "unfounded")
    month.find("zong", "L", "proxy_punch", "2026-03-05")
    month.verify("zhong", handling="lead")
    month.find("zong", "W", "absence", "2026-03-24")
    with month.store.read() as work:
        told = work.session.scalars(select(Notice.text).where(Notice.person_id == month.office.persons["L"])).all()
        assert not any("暗访" in text for text in told), "a lead is told of when it is served, not before"
        ledger = work.session.scalars(select(LedgerRow).where(LedgerRow.ledger_id == "findings")).all()
        assert Counter(row.cells["result"] for row in ledger) == {"属实": 4, "不属实": 1, "待核实": 1}
        assert not any("甲、乙" in row.words for row in ledger), "the ledger does not name who inspected"


def what_was_found_costs_points_once_somebody_else_agreed(month: PlayedMonth) -> None:
    """What was verified tells in the month: a deduction with its evidence, caps, and a sign of a lead. What is verified after the
    month was scored counts in the next one; a claim that comes too late is refused in words, and who claimed it is told."""
    found = month.results()
    assert {number: (found[number][1].cap, found[number][1].deduction_tenths) for number in "WAL"} == {
        "W": ("none", 0),
        "A": ("fair", 30),
        "L": ("none", 0),
    }
    assert ["T3" in found[number][1].triggers for number in "WAL"] == [False, False, True]
    assert found["L"][1].grade is Grade.POOR
    assert [len(month.lines(number)[ATTENDANCE].evidence.get("findings", [])) for number in "WAL"] == [0, 3, 1]
    known = {row.name: row.given["known"] for row in month.rows("assessment.points") if row.given["line"] == "日记"}
    assert [NOT_THERE in known[name] for name in ("全月员", "到岗员", "离岗员")] == [False, True, True]
    month.complete("agree", "shui", CLAIM, outcome="agree", agreed_points=6)
    month.verify("zhong", is_deducted=True, line="found", deducted_points=2)
    with month.store.read() as work:
        claimant = select(Notice.text).where(Notice.process_id == CLAIM)
        assert any("已经评分，不再计入" in text for text in work.session.scalars(claimant))
        rows = work.session.scalars(select(PointsClaim).where(PointsClaim.person_id == month.office.persons["W"]))
        assert [(row.month, row.points) for row in rows] == [(date(2026, 4, 1), 2)]
