"""What the engine raises, with the sentence that a user reads; deciding what an error means for the case is casework's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.sentence import Sentence


class EngineError(Exception):
    """A case cannot go on at `element_id`; whoever called must discard the CaseEngine and open an incident.

    `expression` is the text that failed, where one did.
    """

    def __init__(
        self,
        process_id: str,
        element_id: str,
        english: str,
        chinese: str,
        expression: str | None = None,
    ) -> None:
        super().__init__(f"{process_id}/{element_id}: {english}")
        self.process_id = process_id
        self.element_id = element_id
        self.sentence = Sentence(english, chinese)
        self.expression = expression


class BpmnError(Exception):
    """A business error raised by an operation; caught by an error boundary event or an error event sub-process.

    `variables` are handed to the catching event. An error that nothing catches becomes an EngineError.
    """

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message
        self.variables: Mapping[str, Any] = dict(variables or {})


class TokenGone(Exception):
    """The task, event or subscription is not open any more: completed, cancelled, or never there.

    What was due has been fired all the same, so the CaseEngine may still be saved.
    """

    def __init__(self, token_id: str) -> None:
        super().__init__(f"{token_id} is not open any more; reload the case to see what happened to it.")
        self.token_id = token_id
        self.sentence = Sentence(
            "This step is not open any more; reload the case to see what happened to it.",
            "该步骤已不再待办，请刷新案件查看其去向。",
        )


class StateError(Exception):
    """A stored state cannot be read: another format, damaged, or it names elements that the definition lacks."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.sentence = Sentence(english, chinese)


class NewerStateError(StateError):
    """A stored state has a format that only a newer version of the program reads; `format` is its number. Nothing is damaged."""

    def __init__(self, english: str, chinese: str, number: int) -> None:
        super().__init__(english, chinese)
        self.format = number
