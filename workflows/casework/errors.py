"""What casework says no with: each error carries the sentence the user reads, in both languages, and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from workflows.casework.words import IncidentKind
from workflows.sentence import Sentence


class CaseworkError(Exception):
    """Base of all refusals. `code` is stable for programs; the sentence is for people."""

    code = "casework"

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.sentence = Sentence(english, chinese)


class NotFound(CaseworkError):
    """The thing does not exist, or the actor may not know that it does."""

    code = "not_found"


def no_such_task() -> NotFound:
    """The same answer for a task that is not there and for one that the actor may not know of."""
    return NotFound("This task does not exist.", "该任务不存在。")


def no_such_case() -> NotFound:
    """The same answer for a case that is not there and for one that the actor may not know of."""
    return NotFound("This case does not exist.", "该案件不存在。")


class NotAllowed(CaseworkError):
    """The actor may see it but must not do it: wrong post, separation of duties, recusal."""

    code = "not_allowed"


class AlreadyDone(CaseworkError):
    """Somebody was faster: the sentence says who completed or claimed the task, and when."""

    code = "already_done"


class CaseClosed(CaseworkError):
    """The case has ended; nothing in it can move any more."""

    code = "case_closed"


class InvalidRequest(CaseworkError):
    """The wish itself is wrong: a date in the past, an extension beyond its limit, a reason too short."""

    code = "invalid"


class WrongField(InvalidRequest):
    """One answer of several is wrong; `field` is the word by which the page knows it."""

    def __init__(self, field: str, english: str, chinese: str) -> None:
        super().__init__(english, chinese)
        self.field = field


class WrongValue(InvalidRequest):
    """An expression of a diagram gave the engine a value of another kind than it needs; `element_id` says where."""

    def __init__(self, element_id: str, english: str, chinese: str) -> None:
        super().__init__(english, chinese)
        self.element_id = element_id


class NobodyToAct(WrongValue):
    """Who a task is for could not be worked out; `element_id` is the task, `expression` what the diagram says of it."""

    def __init__(self, element_id: str, english: str, chinese: str, *, expression: str) -> None:
        super().__init__(element_id, english, chinese)
        self.expression = expression


class InvalidAnswers(CaseworkError):
    """Some answers do not fit their form: `fields` maps a field key to its sentence."""

    code = "invalid_answers"

    def __init__(self, fields: Mapping[str, Sentence]) -> None:
        super().__init__("Some answers need correcting.", "有些内容需要更正。")
        self.fields = dict(fields)


class IncidentRaised(CaseworkError):
    """A step of the procedure failed: nothing of it was kept; `transaction` records an incident for the administrator."""

    code = "incident"

    def __init__(
        self,
        case_id: uuid.UUID | None,
        element_id: str,
        sentence: Sentence,
        attempt: Mapping[str, Any],
        *,
        kind: IncidentKind = IncidentKind.STEP,
        expression: str = "",
    ) -> None:
        super().__init__(*sentence)
        self.case_id = case_id
        self.element_id = element_id
        self.attempt = dict(attempt)
        # Without values: what failed, and the text in the diagram.
        self.kind = kind
        self.expression = expression
        self.is_about_doer = False  # no case could begin, as nobody could be found to do the step

    @property
    def refusal(self) -> Sentence | None:
        """Why a first step refused what somebody began a case with, in its own words: their wish is wrong, and nothing failed."""
        cause = self.__cause__.__cause__ if self.__cause__ is not None else None
        if self.case_id is not None or self.is_about_doer or not isinstance(cause, InvalidRequest):
            return None
        return cause.sentence
