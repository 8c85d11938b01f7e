"""Texts of a diagram, literal or FEEL: compiled once, evaluated in a scope, failures named; FEEL itself is workflows.feel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from workflows import feel
from workflows.engine.errors import EngineError
from workflows.procedure.model import DEADLINE_FUNCTION
from workflows.procedure.who_functions import OF_STEP
from workflows.sentence import Sentence

NESTING_LIMIT = 100
_PLAIN = frozenset({type(None), bool, int})
_MOVING = frozenset({DEADLINE_FUNCTION, *OF_STEP})  # what they give may change while nothing that they are given does


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands, for the sentence of its error."""

    process_id: str
    element_id: str

    def error(self, english: str, chinese: str, expression: str | None = None) -> EngineError:
        """An EngineError at this place."""
        return EngineError(self.process_id, self.element_id, english, chinese, expression)


class Text:
    """A literal, or FEEL where the text starts with `=`. Immutable; `names` are the variables it reads.

    `reads_clock` tells that it asks for a running deadline, or for who did a step when: that may move with any variable.
    """

    __slots__ = ("_expression", "names", "place", "reads_clock", "source")

    def __init__(self, source: str, place: Place) -> None:
        self.source = source
        self.place = place
        self._expression: feel.Expression | None = None
        self.names: frozenset[str] = frozenset()
        self.reads_clock = False
        stripped = source.strip()
        if stripped.startswith("="):
            try:
                self._expression = feel.parse_expression(stripped[1:].strip())
            except feel.FeelError as error:
                raise place.error(
                    f"The expression {source!r} cannot be read: {error}",
                    f"表达式“{source}”无法解析：{error.sentence.zh}",
                    source,
                ) from error
            self.names = self._expression.names - self._expression.calls
            self.reads_clock = not _MOVING.isdisjoint(self._expression.calls)

    @property
    def is_literal(self) -> bool:
        """Whether the text stands for itself."""
        return self._expression is None

    def evaluate(self, scope: Mapping[str, Any], environment: feel.Environment) -> Any:
        """The FEEL value, or the literal text. Raises EngineError where a limit is exceeded."""
        if self._expression is None:
            return self.source
        try:
            value = self._expression.evaluate(scope, environment)
            # A name of a function that stands alone is a variable that is not set: no variable of a case holds a function.
            return None if isinstance(value, feel.FeelFunction) else value
        except feel.FeelError as error:
            raise self.place.error(
                f"The expression {self.source!r} failed: {error}",
                f"表达式“{self.source}”求值失败：{error.sentence.zh}",
                self.source,
            ) from error

    def plain(self, scope: Mapping[str, Any], environment: feel.Environment) -> Any:
        """The value as plain JSON, sharing nothing with the scope."""
        return plain(self.evaluate(scope, environment), self.place, self.source)

    def text(self, scope: Mapping[str, Any], environment: feel.Environment, what: tuple[str, str], limit: int) -> str:
        """The value as a text of at most `limit` characters; a number as it is written. `what` names it in both languages.

        Raises EngineError for null, an empty text, anything else than a text or number, and what is too long.
        """
        value = self.plain(scope, environment)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        english, chinese = what
        if not isinstance(value, str) or not value.strip():
            found = feel.kind(value)
            why_en, why_zh = self.why(scope, environment)
            raise self.place.error(
                f"The {english} must be a text that is not empty or a number; {self.source!r} gave {found}.{why_en}",
                f"{chinese}应为非空文本或数字；“{self.source}”的结果是 {found}。{why_zh}",
                self.source,
            )
        if len(value) > limit:
            raise self.place.error(
                f"The {english} has {len(value)} characters; at most {limit} are kept. Shorten what {self.source!r} gives.",
                f"{chinese}有 {len(value)} 个字符，最多保存 {limit} 个；请缩短“{self.source}”的结果。",
                self.source,
            )
        return value

    def holds(self, scope: Mapping[str, Any], environment: feel.Environment) -> bool:
        """The value of a condition. Raises EngineError unless it is true or false."""
        value = self.evaluate(scope, environment)
        if value is True or value is False:
            return value
        raise self._not_boolean(value, scope, environment)

    def _not_boolean(self, value: Any, scope: Mapping[str, Any], environment: feel.Environment) -> EngineError:
        found = feel.kind(value)
        why_en, why_zh = self.why(scope, environment)
        return self.place.error(
            f"The condition {self.source!r} gave {found} instead of true or false.{why_en}",
            f"条件“{self.source}”的结果是 {found}，应为 true 或 false。{why_zh}",
            self.source,
        )

    def why(self, scope: Mapping[str, Any], environment: feel.Environment) -> Sentence:
        """What a user may correct where the value is not as it should be: unset variables, else FEEL's first diagnosis."""
        missing = sorted(name for name in self.names if name not in scope)
        if missing:
            return Sentence(f" Not set: {', '.join(missing)}.", f"未赋值：{'、'.join(missing)}。")
        found = self.diagnosis(scope, environment)
        return Sentence(f" {found.en}", found.zh) if found is not None else Sentence("", "")

    def diagnosis(self, scope: Mapping[str, Any], environment: feel.Environment) -> Sentence | None:
        """The first thing inside the expression that could not be worked out and became null; None where all of it could.

        A clock that is not running is no such thing: its time is null, and that is an answer.
        """
        if self._expression is None:
            return None
        _, diagnoses = self._expression.evaluate_with_diagnosis(scope, environment)
        failed = (each for each in diagnoses if each.params.get("function") != DEADLINE_FUNCTION)
        return next((each.sentence for each in failed), None)


def plain(value: Any, place: Place, source: str | None = None) -> Any:
    """`value` as plain JSON that shares nothing with it; temporal values become ISO texts.

    Raises EngineError for what JSON cannot hold: functions, ranges, not-a-number, objects of Python, nesting beyond
    NESTING_LIMIT.
    """
    try:
        return _plain(value, 0)
    except (feel.FeelError, TypeError, ValueError) as error:
        raise place.error(
            f"A value cannot be kept with the case: {error}", f"有一个值无法随案件保存：{error}", source
        ) from error


def _plain(value: Any, depth: int) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, str):
        if not is_writable(value):
            raise ValueError("a text holds a character that no database keeps")
        return str.__str__(value)  # an enumeration's member, say, comes back as the plain text that it is
    if isinstance(value, int):
        return int(value)
    if depth > NESTING_LIMIT:
        raise ValueError(f"it is nested deeper than {NESTING_LIMIT} levels")
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError(f"{value} is not a number of JSON")
        return value
    if isinstance(value, Mapping):
        return {_plain(str(key), depth): _plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each, depth + 1) for each in value]
    if feel.adopt(value) is None:
        raise TypeError(f"{type(value).__name__} is no type of JSON or FEEL")
    return feel.to_json(value)


def is_writable(text: str) -> bool:
    """Whether every database keeps the text: none keeps a NUL, and half of a surrogate pair cannot be written in UTF-8."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
