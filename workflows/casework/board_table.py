"""The board as a table for a workbook (时限台账): the same clocks, by the same rights, as they stand at a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from workflows.calendar.day_ends import due_text
from workflows.calendar.zone import local_date
from workflows.casework.board import DeadlineRow
from workflows.casework.deadlines import overdue_days
from workflows.casework.file_parts import OpenStep
from workflows.casework.ledgers import Line
from workflows.procedure.ledger_model import LedgerColumn, LedgerFile
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

MOST_CASES = 2000
"""Cases on one workbook; the page says where there are more."""


def _column(key: str, en: str, zh: str, width: int, group: Sentence | None = None) -> LedgerColumn:
    return LedgerColumn(key, Sentence(en, zh), "", group, width)


_TIME = Sentence("Time spent, in hours", "用时（小时）")
BOARD = LedgerFile(
    "deadlines",
    "",
    Sentence("Deadlines", "时限台账"),
    (),
    "",
    (
        _column("number", "Case number", "案件编号", 16),
        _column("case", "Case", "案件", 40),
        _column("unit", "Unit", "单位", 22),
        _column("clock", "Clock", "时限", 22),
        _column("since", "Since", "起算", 16),
        _column("due", "Due", "到期", 16),
        _column("overdue", "Days overdue", "超期天数", 9),
        _column("by_unit", "Unit", "单位", 8, _TIME),
        _column("by_office", "Office", "驻村办", 8, _TIME),
        _column("held", "Held by", "当前办理", 30),
        _column("telephone", "Telephone", "办公电话", 16),
        _column("extended", "Extended", "延期", 10),
        _column("explained", "Overdue explained", "超期说明", 10),
    ),
)


def board_lines(
    work: UnitOfWork, rows: Sequence[DeadlineRow], locale: str, post_name: Callable[[str], str]
) -> Iterator[Line]:
    """A line for each clock in the order of the board; what its reader may not know is empty, as there."""
    yes = Sentence("yes", "是").in_language(locale)
    for row in rows:
        deadline, unit = row.deadline, row.deadline.unit or row.case.unit
        name = deadline.label_en or deadline.label if locale == "en" else deadline.label
        yield Line(
            row.case.id,
            local_date(deadline.due_at),
            (
                row.case.business_key or None,
                row.case.title,
                unit.label(locale) if unit is not None else None,
                " · ".join(each for each in (name, deadline.item) if each),
                due_text(deadline.started_at),
                due_text(deadline.due_at),
                overdue_days(deadline, work.now) or None,
                _hours(row.unit_seconds),
                _hours(row.office_seconds),
                "；".join(_held(step, locale, post_name) for step in row.holders) or None,
                "；".join(dict.fromkeys(step.telephone for step in row.holders if step.telephone)) or None,
                yes if deadline.extensions else None,
                yes if deadline.explanations else None,
            ),
            False,
        )


def _hours(seconds: float) -> float:
    return round(timedelta(seconds=seconds) / timedelta(hours=1), 1)


def _held(step: OpenStep, locale: str, post_name: Callable[[str], str]) -> str:
    post = f"{step.unit_label(locale)} {post_name(step.post_key)}".strip() if step.post_key else ""
    return " · ".join(each for each in (step.label(locale), step.holder, post) if each)
