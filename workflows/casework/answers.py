"""Check a person's answers against the form of the task: the one authority on what may enter a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from workflows import feel
from workflows.casework.answer_values import Asking, Refused, as_meant, is_nothing, nothing, typed
from workflows.casework.errors import InvalidAnswers
from workflows.procedure.form_model import DYNAMIC_LIST, GROUPS, MAX_ROWS, WITHOUT_ANSWER, Form, FormField, inputs_of
from workflows.procedure.templates import pieces_of
from workflows.sentence import Sentence

_Scope = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def is_hidden(field: FormField, scope: Mapping[str, Any], environment: feel.Environment) -> bool:
    """True where the field's own `hide` condition holds for these answers and variables."""
    return bool(field.hide_condition) and Asking(scope, environment).value(field.hide_condition or "") is True


def row_scope(outer: Mapping[str, Any], row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """What an expression inside a dynamic list sees, as in form-js: `this` is its row, `parent` what is around the list,
    `i` the numbers of the rows (from 1), and every name around the list. Written `_this_`, `_parent_`, `_i_` they are
    meant even where a variable has such a name.
    """
    place = {"this": row, "parent": outer, "i": [number]}
    return {**place, **outer, **{f"_{name}_": value for name, value in place.items()}}


def rows_at_start(field: FormField, variables: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rows that a dynamic list begins with: those of the variable of its name, else its default number of empty ones."""
    rows = variables.get(field.key)
    if isinstance(rows, list):
        return [row if isinstance(row, Mapping) else {} for row in rows[:MAX_ROWS]]
    return [{} for _ in range(field.default_rows)]


def clean(
    form: Form, answers: Mapping[str, Any], variables: Mapping[str, Any], environment: feel.Environment
) -> dict[str, Any]:
    """The answers as they enter the case: typed, trimmed, only those the form asks for and shows.

    Fields that are hidden, or were not answered and are not required, become None (False for a checkbox, [] for a checklist),
    so that a second round cannot inherit the first round's answer. A field property `check` is FEEL over all answers, the
    variables and `value`; anything but true refuses the answer with `check_message` (`check_message_en` in English).
    A dynamic list is answered with a list of rows; what is wrong in a row is told under `<path>[<number from 1>].<key>`.
    Raises InvalidAnswers.
    """
    cleaning = _Cleaning(variables, environment)
    cleaned = cleaning.level(form.fields, answers, lambda found: {**variables, **found})
    cleaning.rules(form.fields, cleaned, lambda found: {**variables, **found}, but=frozenset(cleaning.problems))
    if cleaning.problems:
        raise InvalidAnswers(cleaning.problems)
    return cleaned


class _Cleaning:
    """One reading of one form: what was found wrong, and which of the rows sent are kept."""

    def __init__(self, variables: Mapping[str, Any], environment: feel.Environment) -> None:
        self.variables = variables
        self.environment = environment
        self.problems: dict[str, Sentence] = {}
        self.numbers: dict[str, list[int]] = {}

    def level(
        self,
        fields: tuple[FormField, ...],
        answers: Mapping[str, Any],
        scope_of: _Scope,
        shown_only: Mapping[str, Any] | None = None,
        at: str = "",
    ) -> dict[str, Any]:
        """The typed answers of one level of the form: its own, or those of one row whose read-only values are `shown_only`."""
        inputs = inputs_of(fields)
        for key in answers:
            if key not in {field.key for field in inputs}:
                self.problems[at + key] = Sentence(f"This form has no field {key}.", f"表单中没有 {key} 这一项。")
        kept = shown_only or {}
        meant = {field.key: as_meant(field, answers.get(field.key)) for field in inputs if not field.is_read_only}
        scope = scope_of({**kept, **meant})
        asking = Asking(scope, self.environment)
        asked = [field for field in inputs if not asking.holds(field.is_read_only, field.read_only_if)]
        cleaned: dict[str, Any] = {}
        for field in self.shown(fields, scope):
            if field not in asked:
                if shown_only is not None:
                    cleaned[field.key] = kept.get(field.key)
                continue
            try:
                cleaned[field.key] = self._value(field, answers.get(field.key), scope, at)
            except Refused as refused:
                self.problems[at + field.key] = refused.sentence
        for field in asked:
            # A question that does not count has no answer: neither that of an earlier round nor one of another form.
            if field.key not in cleaned and at + field.key not in self.problems:
                cleaned[field.key] = nothing(field)
        return cleaned

    def shown(self, fields: tuple[FormField, ...], scope: Mapping[str, Any]) -> Iterator[FormField]:
        """The questions that count: not hidden, and in no hidden group."""
        for field in fields:
            if field.type in WITHOUT_ANSWER or is_hidden(field, scope, self.environment):
                continue
            if field.type in GROUPS:
                yield from self.shown(field.fields, scope)
            else:
                yield field

    def _value(self, field: FormField, raw: Any, scope: Mapping[str, Any], at: str) -> Any:
        if field.type != DYNAMIC_LIST:
            return typed(field, raw, Asking(scope, self.environment))
        rows, start = self._rows(field, raw)
        asked = [item for item in field.inputs if not item.is_read_only]
        found: list[dict[str, Any]] = []
        numbers: list[int] = []
        for number, row in enumerate(rows, 1):
            is_blank = all(is_nothing(as_meant(item, row.get(item.key))) for item in asked)
            if field.can_add_rows and is_blank:
                continue  # it was offered, not answered
            found.append(self._row(field, row, scope, number, start))
            numbers.append(number)
        self.numbers[at + field.key] = numbers
        _check_count(field, len(found))
        return found

    def _row(
        self,
        field: FormField,
        row: Mapping[str, Any],
        scope: Mapping[str, Any],
        number: int,
        start: Sequence[Mapping[str, Any]],
    ) -> dict[str, Any]:
        shown_only = {} if field.can_add_rows else start[number - 1]
        place = f"{field.key}[{number}]."
        return self.level(field.fields, row, lambda found: row_scope(scope, found, number), shown_only, place)

    def _rows(self, field: FormField, raw: Any) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
        start = rows_at_start(field, self.variables)
        if raw in (None, ""):
            raw = [] if field.can_add_rows else [{} for _ in start]
        if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
            raise Refused("Give a list of rows.", "请按行填写。")
        if len(raw) > MAX_ROWS:
            raise Refused(f"At most {MAX_ROWS} rows.", f"最多 {MAX_ROWS} 行。")
        if not field.can_add_rows and len(raw) != len(start):
            raise Refused(
                f"This list has {len(start)} rows; {len(raw)} were sent. Open the page again.",
                f"此列表共 {len(start)} 行，收到 {len(raw)} 行；请重新打开页面。",
            )
        return list(raw), start

    def rules(
        self,
        fields: tuple[FormField, ...],
        cleaned: Mapping[str, Any],
        scope_of: _Scope,
        at: str = "",
        but: frozenset[str] = frozenset(),
    ) -> None:
        """Apply the `check` of every question that counts to the typed answers; those in `but` are wrong already."""
        scope = scope_of(cleaned)
        for field in self.shown(fields, scope):
            if field.key not in cleaned or at + field.key in but:
                continue
            sentence = self._failed(field, cleaned[field.key], scope)
            if sentence:
                self.problems[at + field.key] = sentence
            if field.type == DYNAMIC_LIST:
                self._row_rules(field, cleaned[field.key], scope, at, but)

    def _row_rules(
        self,
        field: FormField,
        rows: Sequence[Mapping[str, Any]],
        scope: Mapping[str, Any],
        at: str,
        but: frozenset[str],
    ) -> None:
        for number, row in zip(self.numbers.get(at + field.key, []), rows, strict=True):

            def scope_of(found: Mapping[str, Any], number: int = number) -> Mapping[str, Any]:
                return row_scope(scope, found, number)

            self.rules(field.fields, row, scope_of, f"{field.key}[{number}].", but)

    def _failed(self, field: FormField, value: Any, scope: Mapping[str, Any]) -> Sentence | None:
        check = field.property("check")
        if not check or value in (None, "", []):
            return None
        scope = {**scope, "value": value}
        if Asking(scope, self.environment).value(check) is True:
            return None
        return Sentence(
            self._said(field.property("check_message_en") or "This answer does not meet its rule.", scope),
            self._said(field.property("check_message") or "此项内容不符合要求。", scope),
        )

    def _said(self, text: str, scope: Mapping[str, Any]) -> str:
        """The text with every expression's value in its place, as in the labels of the form; nothing stands for null."""
        found = []
        for piece in pieces_of(text):
            value = Asking(scope, self.environment).value(piece.text) if piece.is_feel else piece.text
            found.append("" if value is None else str(feel.to_json(value)))
        return "".join(found)


def _check_count(field: FormField, count: int) -> None:
    least, most = field.min_rows or 0, field.max_rows or MAX_ROWS
    if count < least:
        raise Refused(f"Fill in at least {least}; there are {count}.", f"至少填写 {least} 项，现有 {count} 项。")
    if count > most:
        raise Refused(f"At most {most}; there are {count}.", f"最多 {most} 项，现有 {count} 项。")
