"""Days that a person must decide on (异常核对), put together to rows of a township's sheet, and what is decided on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Annotated, NotRequired, TypedDict

from sqlalchemy import select

from workflows.assessment.facts import MonthFacts
from workflows.assessment.words import DecisionBasis, NightDecision, Vouched
from workflows.attendance.corrections import DaysDecided, decide_days
from workflows.attendance.import_words import DayDecision
from workflows.attendance.settle import Outcome, Settled
from workflows.casework.errors import InvalidAnswers
from workflows.casework.models import RowAsk, SheetRow
from workflows.casework.sheets import RowCall, sheet
from workflows.casework.words import AskState
from workflows.sentence import Sentence

EXCEPTIONS = "assessment.exceptions"
_LODGED = {NightDecision.LODGED: True, NightDecision.NOT_LODGED: False}


class ExceptionColumns(TypedDict):
    """What a row shows: whose days, which, and what the sources say of them."""

    village: Annotated[str, Sentence("Village", "所驻村")]
    days: Annotated[str, Sentence("Days", "日期")]
    count: Annotated[int, Sentence("How many days", "天数")]
    finding: Annotated[Outcome, Sentence("Finding", "情形")]
    sources: Annotated[str, Sentence("What the sources say", "各来源情况")]
    dates: Annotated[list[str], Sentence("Dates", "日期明细")]
    leader: NotRequired[Annotated[str | None, Sentence("Team leader who is asked", "答复的队长")]]
    secretary: NotRequired[Annotated[str | None, Sentence("Village branch secretary who is asked", "答复的村支部书记")]]
    statement_days: NotRequired[
        Annotated[int, Sentence("Days a month that a statement may count", "当月可凭证明认定的天数")]
    ]


class ExceptionAnswers(TypedDict):
    """What is decided: whether the days count, why and on what, and where it matters whether the nights were lodged."""

    outcome: DayDecision
    ground: str
    basis: NotRequired[DecisionBasis]
    night: NotRequired[NightDecision]


@sheet(
    EXCEPTIONS,
    Sentence(
        "Days of members that no two sources settle: a person decides whether they count; the decision lies over the files.",
        "各来源不足以认定的日期，由有权人员认定是否计入；认定作为更正，不改动原始考勤。",
    ),
)
def decide_exception(call: RowCall, columns: ExceptionColumns, answers: ExceptionAnswers) -> None:
    """Write the decision about every day of a row, above what the files say. Raises InvalidRequest for too short a reason, and
    InvalidAnswers for a basis that nobody has given, or a statement for more days than it may count in a month."""
    person_id = call.row.person_id
    assert person_id is not None  # every row is opened for a member
    if answers["outcome"] != DayDecision.NOT_COUNTED and "basis" in answers:
        _require_basis(call, columns, DecisionBasis(answers["basis"]))
    decide_days(
        call.work,
        call.actor,
        DaysDecided(
            person_id,
            tuple(date.fromisoformat(day) for day in columns["dates"]),
            DayDecision(answers["outcome"]),
            answers["ground"],
            _LODGED.get(NightDecision(answers["night"])) if "night" in answers else None,
            _asked_until(call),
        ),
    )


def _asked_until(call: RowCall) -> datetime | None:
    """Until when the member may still answer on the row."""
    asked = (RowAsk.row_id == call.row.id, RowAsk.person_id == call.row.person_id, RowAsk.state == AskState.OPEN)
    return call.work.session.scalar(select(RowAsk.due_at).where(*asked))


def _require_basis(call: RowCall, columns: ExceptionColumns, basis: DecisionBasis) -> None:
    said = call.row.answers
    given = {
        DecisionBasis.EXPLANATION: bool(said.get("explanation")),
        DecisionBasis.LEADER: said.get("leader_word") == Vouched.PRESENT,
        DecisionBasis.STATEMENT: said.get("statement") == Vouched.PRESENT,
        DecisionBasis.CHECKED: True,
    }
    if not given[basis]:
        raise InvalidAnswers(
            {
                "basis": Sentence(
                    "Nobody has said so on this row; name what it rests on.", "此行没有相应的说明或证明，请另选依据。"
                )
            }
        )
    if basis is not DecisionBasis.STATEMENT:
        return
    of_member = (
        SheetRow.case_id == call.case.id,
        SheetRow.sheet == EXCEPTIONS,
        SheetRow.person_id == call.row.person_id,
    )
    others = call.work.session.scalars(select(SheetRow).where(*of_member, SheetRow.id != call.row.id))
    counted = columns["count"] + sum(
        int(row.given["count"])
        for row in others
        if row.answers.get("basis") == DecisionBasis.STATEMENT
        and row.answers.get("outcome") in (DayDecision.COUNTED, DayDecision.HALF)
    )
    most = columns.get("statement_days", 0)
    if counted > most:
        raise InvalidAnswers(
            {
                "basis": Sentence(
                    f"Statements of the village branch secretary count for {most} days a month; with these it would be {counted}.",
                    f"每月凭村支部书记证明认定的不超过{most}天，连同此行共{counted}天。",
                )
            }
        )


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One row of a township's sheet: days of one member of which the same is known."""

    key: str
    month: MonthFacts
    days: tuple[Settled, ...]


def rows_of_exceptions(found: Iterable[MonthFacts]) -> Iterator[ExceptionRow]:
    """The open days of each member: those of one source alone, and those overdue from leave, together, so that one decision serves
    them; of a contradiction, or of punches in doubt, each day by itself."""
    for month in found:
        if not month.row.is_graded:
            continue

        def alike(day: Settled) -> tuple[str, ...]:
            together = "" if day.outcome in (Outcome.ONE_SOURCE, Outcome.OVERDUE) else day.day.isoformat()
            return (day.outcome.value, *(each.value for each in day.by), together)

        for _, days in groupby(sorted(month.facts.open_days, key=lambda day: (alike(day), day.day)), key=alike):
            some = tuple(days)
            key = f"{month.row.person_id.hex}-{some[0].day:%Y%m%d}-{some[0].outcome.value}"
            yield ExceptionRow(key, month, some)


def days_text(days: Iterable[date]) -> str:
    """Days of one month as officials write them: 3—7日、12日."""
    runs: list[list[int]] = []
    for number in sorted(day.day for day in days):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}日" if len(run) == 1 else f"{run[0]}—{run[-1]}日" for run in runs)
