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
from workflows.casework.models import DeadlineStatus
from workflows.procedure.ledger_model import LedgerFile, plain_column
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

MOST_CASES = 2000
"""Cases on one workbook; its name says where there are more."""


_TIME = Sentence("Time spent, in hours", "用时（小时）")
BOARD = LedgerFile(
    "deadlines",
    "",
    Sentence("Deadlines", "时限台账"),
    (),
    "",
    (
        plain_column("number", "Case number", "案件编号", 16),
        plain_column("case", "Case", "案件", 40),
        plain_column("unit", "Unit", "单位", 22),
        plain_column("clock", "Clock", "时限", 22),
        plain_column("since", "Since", "起算", 16),
        plain_column("due", "Due", "到期", 16),
        plain_column("overdue", "Days overdue", "超期天数", 9),
        plain_column("by_unit", "Unit", "单位", 8, _TIME),
        plain_column("by_office", "Office", "驻村办", 8, _TIME),
        plain_column("held", "Held by", "当前办理", 30),
        plain_column("telephone", "Telephone", "办公电话", 16),
        plain_column("extended", "Extended", "延期", 10),
        plain_column("explained", "Overdue explained", "超期说明", 10),
    ),
)


def board_lines(
    work: UnitOfWork, rows: Sequence[DeadlineRow], locale: str, post_name: Callable[[str], str]
) -> Iterator[Line]:
    """A line for each clock in the order of the board; what its reader may not know is empty, as there."""
    yes = Sentence("yes", "是").in_language(locale)
    for row in rows:
        deadline, unit = row.deadline, row.deadline.unit or row.case.unit
        # Beside a clock that has stopped, whoever holds the case now would be taken for whoever was late.
        holders = row.holders if deadline.status == DeadlineStatus.RUNNING.value else ()
        name = deadline.label_en or deadline.label if locale == "en" else deadline.label
        yield Line(
            row.case.id,
            local_date(deadline.due_at),
            (
                row.case.business_key or None,
                row.case.title.in_language(locale),
                unit.label(locale) if unit is not None else None,
                " · ".join(each for each in (name, deadline.item) if each),
                due_text(deadline.started_at),
                due_text(deadline.due_at),
                overdue_days(deadline, work.now) or None,
                _hours(row.unit_seconds),
                _hours(row.office_seconds),
                "；".join(_held(step, locale, post_name) for step in holders) or None,
                "；".join(dict.fromkeys(step.telephone for step in holders if step.telephone)) or None,
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
