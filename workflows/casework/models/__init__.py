"""Rows of casework: versions, cases, tasks, clocks. One file per family; every other room imports from here."""

from workflows.casework.models.case import Case, CaseStatus, Incident, ProcedureVersion
from workflows.casework.models.clock import (
    Deadline,
    DeadlineExtension,
    DeadlineSpan,
    DeadlineStatus,
    OverdueExplanation,
    Timer,
)
from workflows.casework.models.clock_start import ClockStart
from workflows.casework.models.duty import CaseSubject, Recusal, TaskBar
from workflows.casework.models.ledger import LedgerRow
from workflows.casework.models.message import MessageStart, MessageSubscription, Notice, OutboxMessage
from workflows.casework.models.outgoing import NoticeChoice, NoticeToSend, Outgoing
from workflows.casework.models.part import CasePart
from workflows.casework.models.reader import CaseReader, CaseTitle, Ground, ReaderMark
from workflows.casework.models.row_ask import RowAsk, RowReply
from workflows.casework.models.saved_view import SavedView
from workflows.casework.models.sheet import RowEntry, SheetRow
from workflows.casework.models.task import Decision, EvaluationRecord, Task, TaskCandidate, TaskStatus
from workflows.casework.models.words import CaseWords
from workflows.casework.models.worker import ClockHold, WorkerBeat

__all__ = [
    "Case",
    "CasePart",
    "CaseReader",
    "CaseStatus",
    "CaseSubject",
    "CaseTitle",
    "CaseWords",
    "ClockHold",
    "ClockStart",
    "Deadline",
    "DeadlineExtension",
    "DeadlineSpan",
    "DeadlineStatus",
    "Decision",
    "EvaluationRecord",
    "Ground",
    "Incident",
    "LedgerRow",
    "MessageStart",
    "MessageSubscription",
    "Notice",
    "NoticeChoice",
    "NoticeToSend",
    "OutboxMessage",
    "Outgoing",
    "OverdueExplanation",
    "ProcedureVersion",
    "ReaderMark",
    "Recusal",
    "RowAsk",
    "RowEntry",
    "RowReply",
    "SavedView",
    "SheetRow",
    "Task",
    "TaskBar",
    "TaskCandidate",
    "TaskStatus",
    "Timer",
    "WorkerBeat",
]
