"""The ledgers of recalls: one row a recall that follows its case, and one for each interview and accountability."""

from __future__ import annotations

from datetime import date

import pytest

from tests.recall import steps
from tests.recall.office import Office
from tests.recall.test_unit_lateness import answered, served
from workflows.casework.errors import NotFound
from workflows.casework.ledgers import Wanted, ledger_named, lines_of

REPLACEMENTS, ACCOUNTABILITY = "replacements", "accountability"


def rows(office: Office, ledger_id: str, reader: str = "dai") -> list[dict[str, object]]:
    """The rows that somebody reads in a ledger of recalls, by column, empty cells left out; the latest day first."""
    actor = office.actor(reader)
    with office.store.read() as work:
        ledger = ledger_named(work, actor, "recall", ledger_id)
        lines = lines_of(work, actor, ledger, Wanted()).lines
        keys = [column.key for column in ledger.file.columns]
    return [{key: cell for key, cell in zip(keys, line.cells, strict=True) if cell is not None} for line in lines]


def test_a_recall_has_one_row_from_service_to_arrival_and_the_unit_reads_none(office: Office) -> None:
    served(office)
    (row,) = rows(office, REPLACEMENTS)
    assert row == {
        "unit": "市水务局",
        "people": "陈小明",
        "village": "清溪村",
        "kind": "责令召回",
        "number": "驻召〔2026〕1号",
        "issued": date(2026, 3, 2),
        "served": date(2026, 3, 2),
        "slots": 1,
        "due": "2026-03-09 24:00",
    }
    office.wait_until("2026-03-04 09:00")
    steps.nominate(office, "W11")
    steps.propose(office, "W11")
    office.wait_until("2026-03-06 09:00")
    steps.check_by_phone(office)
    steps.review(office, "a", "wen")
    steps.review(office, "b", "bao", 17)
    office.wait_until("2026-03-10 21:00")
    steps.match_and_sign(office, "2026-03-11", "2028-03-31")
    office.wait_until("2026-03-12 11:00")
    steps.arrive(office)
    (row,) = rows(office, REPLACEMENTS)
    told = ("proposed", "reviewed", "dispatched", "arrived")
    assert [row[key] for key in told] == [date(2026, 3, day) for day in (4, 6, 10, 12)]
    assert [row[key] for key in ("late", "unit_time", "office_time")] == [1, 2.0, 6.5]
    for reader in ("hu", "county", "cun1"):
        with pytest.raises(NotFound):
            rows(office, REPLACEMENTS, reader)
    assert rows(office, REPLACEMENTS, "wen") == [row]


def test_each_interview_and_each_accountability_has_a_row(office: Office) -> None:
    served(office)
    assert [row["measure"] for row in rows(office, ACCOUNTABILITY)] == ["约谈分管领导"]
    office.wait_until("2026-03-13 09:00")  # nobody named: the superior body is asked on day ten
    answered(office)
    after, before = rows(office, ACCOUNTABILITY)
    assert before == {
        "unit": "市水务局",
        "order": "驻召〔2026〕1号",
        "measure": "约谈分管领导",
        "object": "冯分管",
        "held": date(2026, 3, 2),
        "by": "文静",
        "result": "记录已签字",
    }
    assert (after["measure"], after["result"]) == ("专题约谈，限期整改", "整改已销号")
    assert {"object", "held", "by"} <= set(after)
    with pytest.raises(NotFound):
        rows(office, ACCOUNTABILITY, "hu")
