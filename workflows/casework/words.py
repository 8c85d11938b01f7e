"""The closed words of casework, one enum a family. Words in rows of record or in hashed entries are never respelt."""

from __future__ import annotations

from enum import StrEnum

from workflows.engine import Happening as Happening  # for pages, which know nothing of the engine


class Attempt(StrEnum):
    """What is tried on a case: the verbs of people and what comes by itself. An incident keeps it, and a retry repeats it."""

    START = "start"
    CLAIM = "claim"
    RELEASE = "release"
    COMPLETE = "complete"
    SAVE_ROW = "save_row"
    ANSWER_ROW = "answer_row"  # by the person whom a row names
    APPOINT = "appoint"
    RECUSE = "recuse"
    EXTEND = "extend"
    EXPLAIN_OVERDUE = "explain_overdue"
    RAISE = "raise_event"  # an event of the diagram
    CANCEL = "cancel"
    RETRY = "retry"
    TIMER = "timer"
    MESSAGE = "message"
    CALENDAR = "calendar"  # counting by the holidays that were confirmed last
    STATE = "state"  # reading the stored state, which is damaged
    NEWER = "newer"  # what only a newer program can: nothing is tried until one runs


class IncidentKind(StrEnum):
    """What failed, as whoever may not read the values of a case is told."""

    EXPRESSION = "expression"
    DECISION = "decision"
    OPERATION = "operation"
    STATE = "state"
    NEWER = "newer"  # nothing failed: the case waits for a newer program
    PROGRAM = "program"
    STEP = "step"


class NoticeKind(StrEnum):
    """What a notice is about; `notice` is one that a diagram sends without saying more."""

    NOTICE = "notice"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    SUPERVISION = "supervision"
    INCIDENT = "incident"
    UNHELD = "unheld"  # nobody is left who may act
    APPOINTED = "appointed"
    RECUSAL = "recusal"
    RELATION = "relation"
    SETTING = "setting"
    CALENDAR = "calendar"  # a due time moved with the holidays
    POST = "post"
    UNIT = "unit"  # what a unit stands under changes
    ABSENCE = "absence"  # somebody is away, and who stands in for them
    PROCEDURE = "procedure"  # a version of a procedure waits to be agreed to, or was decided on
    RETURNED = "returned"  # something came back to the unit, and why
    SERVED = "served"  # a letter was served, and what it begins
    EXTENDED = "extended"  # a due time was moved by whoever may


class NoticePlace(StrEnum):
    """What a notice without a case is about, and so where it leads."""

    SETTING = "setting"
    SCHEME = "scheme"
    POST = "post"
    UNIT_CHANGE = "unit_change"
    HOLIDAYS = "holidays"  # of a year, as entered
    REQUEST = "request"  # that a version be published
    REGISTERS = "registers"  # handed in


CLOCK_KINDS = frozenset(
    {
        NoticeKind.REMINDER,
        NoticeKind.OVERDUE,
        NoticeKind.SUPERVISION,
        NoticeKind.CALENDAR,
        NoticeKind.SERVED,
        NoticeKind.EXTENDED,
    }
)
"""Notices about a clock that runs: they wait for no quiet hours."""


class NoticeWay(StrEnum):
    """By which way a notice leaves the office; the page always shows it."""

    MAIL = "mail"
    GATEWAY = "gateway"


class ExtensionReason(StrEnum):
    """What a deadline is extended, or lateness explained, for (rules.md 4.3)."""

    DISASTER = "disaster"
    EPIDEMIC = "epidemic"
    ROAD = "road"
    REORGANISATION = "reorganisation"


class PartState(StrEnum):
    """How a part of a round stands, told from its case and from what went between the two."""

    WORKING = "working"
    REPORTED = "reported"  # the round has its report, and has not answered it
    ANSWERED = "answered"  # accepted, returned or told that it is late: the round's message says which
    ENDED = "ended"
    CANCELLED = "cancelled"


class RowState(StrEnum):
    """How a row of a sheet stands for one task."""

    OPEN = "open"
    SETTLED = "settled"
    LEFT = "left"  # without answers, for a reason


class AskState(StrEnum):
    """How it stands with what a person was asked on a row of a sheet."""

    OPEN = "open"
    ANSWERED = "answered"
    SILENT = "silent"  # nothing was said by the due time
    WITHDRAWN = "withdrawn"  # asked anew, or nobody is asked any more


class SheetEnd(StrEnum):
    """Whether a sheet may end while persons named by its rows have not been heard."""

    MAY_CLOSE = "may_close"  # the row is provisional until then
    WAITS = "waits"
    WITHDRAWS = "withdraws"  # whoever has not answered by then need not any more


class Hold(StrEnum):
    """Why automatic acts are held back: where the machine's clock leapt, or that nothing ran for too long."""

    BACKWARD = "backward"
    FORWARD = "forward"
    STOPPED = "stopped"


class MoveKind(StrEnum):
    """What of a case has a due time that the calendar may move."""

    DEADLINE = "deadline"
    TASK = "task"
    TIMER = "timer"
