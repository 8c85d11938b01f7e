"""The closed words of stored imports, one enum a family. Words in rows of record are never respelt."""

from __future__ import annotations

from enum import StrEnum


class UploadState(StrEnum):
    """Where a file stands that was handed in: to be read by the worker, read, refused by the reading, being stored."""

    WAITING = "waiting"
    READ = "read"
    REFUSED = "refused"
    TAKEN = "taken"


class ImportState(StrEnum):
    """Where an import stands: its rows are being written; its queue is open; finished; another version counts in its place; or
    its rows were given up before all were stored, because the file was refused since."""

    STORING = "storing"
    OPEN = "open"
    FINISHED = "finished"
    REPLACED = "replaced"
    GIVEN_UP = "given_up"


class RowKind(StrEnum):
    """What a row of an import is: something asked of a person, something told, an approved leave, one person's day."""

    ASKED = "asked"
    TOLD = "told"
    LEAVE = "leave"
    DAY = "day"


class Recognition(StrEnum):
    """What a person decided about somebody of a file: a member, or nobody whose days the office counts."""

    MEMBER = "member"
    NOT_MEMBER = "not_member"


class AccountProgram(StrEnum):
    """The program whose account a member has."""

    DINGTALK = "dingtalk"
    WECOM = "wecom"


class DayDecision(StrEnum):
    """What a person decided about a day: counted (计入), half a day (半天), not counted (不计)."""

    COUNTED = "counted"
    HALF = "half"
    NOT_COUNTED = "not_counted"
