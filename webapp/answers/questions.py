"""The questions of one level of a form — the form itself, or one row of a dynamic list — as fields to draw, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from flask_babel import gettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.form import BaseForm

from webapp.answers.fields import Rules, make_field, shown_value
from webapp.answers.sent import EDIT, row_answers, row_prefix, rows_name, sent_rows
from webapp.answers.tables import TableView, table_view
from webapp.answers.texts import filled, markdown, plain_html
from workflows import feel
from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.answer_values import Asking, Refused, choices_now, options_of
from workflows.casework.answers import is_hidden, row_scope, rows_at_start
from workflows.casework.expressions import evaluate_text
from workflows.casework.refusals import ENGLISH
from workflows.procedure.form_model import BUTTON, DYNAMIC_LIST, GROUPS, MAX_ROWS, OUTCOME, Form, FormField, inputs_of
from workflows.procedure.model import Procedure

_NOT_DRAWN = (BUTTON,)


@dataclass(frozen=True, slots=True)
class Reading:
    """What every level of one form is read with: whose texts, for whom, and what its expressions see."""

    form: Form
    procedure: Procedure
    locale: str
    variables: Mapping[str, Any]
    environment: feel.Environment

    def written(self, item: FormField, part: str = "", fallback: str | None = None) -> str:
        """The text of a component in the reader's language, as the designer wrote it."""
        key = f"form:{self.form.id}:{item.name}{part}"
        return self.procedure.label(key, item.label if fallback is None else fallback, self.locale)

    def label(
        self, item: FormField, part: str = "", fallback: str | None = None, scope: Mapping[str, Any] | None = None
    ) -> str:
        """The text of a component in the reader's language, with the values of its expressions filled in."""
        text = self.written(item, part, fallback)
        return filled(text, self.variables if scope is None else scope, self.environment)

    def options(self, item: FormField, scope: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """The choices of a component with their labels in the reader's language."""
        return self._in_words(item, options_of(item, scope, self.environment, self.locale))

    def choices(self, item: FormField, scope: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """Those of its choices that a component offers now."""
        return self._in_words(item, choices_now(item, scope, self.environment, self.locale))

    def _in_words(self, item: FormField, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple((value, self.written(item, f":option:{value}", label)) for value, label in pairs)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the form, in order: a question, a text, a separator, a group with items inside, or a list of rows."""

    kind: str  # field text separator spacer group list table columns
    definition: FormField
    name: str
    label: str = ""
    field: Field | None = None
    help: str = ""
    note: str = ""  # for which outcomes the question counts
    is_hidden: bool = False
    items: tuple[Item, ...] = ()
    rows: RowList | None = None
    prefix: str = ""  # what is shown before and after the field
    suffix: str = ""
    content: Markup | None = None  # static texts
    table: TableView | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a dynamic list: its number on the page as it is sent, its number as it is read, and its questions."""

    id: str
    number: int
    questions: Questions
    is_new: bool = False

    def items(self, outcomes: tuple[str, ...]) -> tuple[Item, ...]:
        """What to draw, in order."""
        return self.questions.items(outcomes)


class RowList:
    """The rows of one dynamic list on the page."""

    edit = EDIT

    def __init__(
        self,
        reading: Reading,
        field: FormField,
        answers: Mapping[str, Any],
        outer: Callable[[str | None], Mapping[str, Any]],
        sent: MultiDict[str, str] | None,
    ) -> None:
        self.field = field
        self.name = rows_name(field)
        self.errors: list[str] = []
        # Rows that nobody adds are those of the variable; others begin with what the page offers.
        start = rows_at_start(field, answers if sent is None and field.can_add_rows else reading.variables)
        known = set(sent.getlist(self.name)) if sent is not None else set()
        ids = [str(at) for at in range(len(start))] if sent is None else sent_rows(field, sent, start)
        self.rows: list[Row] = []
        for number, row_id in enumerate(ids, 1):
            begun = start[number - 1] if number <= len(start) and (sent is None or not field.can_add_rows) else {}
            is_sent = sent is not None and row_id in known
            questions = Questions(
                reading,
                field.fields,
                {**begun, **(row_answers(field, sent, row_id) if sent is not None and is_sent else {})},
                lambda answers, outcome, n=number: row_scope(outer(outcome), answers, n),
                shown_only=begun,
                prefix=row_prefix(field, row_id),
                sent=sent if is_sent else None,
            )
            self.rows.append(Row(row_id, number, questions, is_new=sent is not None and not is_sent))
        self.can_add = field.can_add_rows and len(self.rows) < (field.max_rows or MAX_ROWS)
        self.has_new = any(row.is_new for row in self.rows)
        self.is_edited = sent is not None and sent.get(EDIT, "").split(" ")[1:2] == [field.key]
        self.can_remove = field.can_add_rows and len(self.rows) > (field.min_rows or 0)


class Questions:
    """The fields of one level, filled from a request or from what is known, and what hides them."""

    def __init__(
        self,
        reading: Reading,
        definitions: tuple[FormField, ...],
        answers: Mapping[str, Any],
        scope_of: Callable[[Mapping[str, Any], str | None], Mapping[str, Any]],
        *,
        shown_only: Mapping[str, Any],
        prefix: str = "",
        sent: MultiDict[str, str] | None = None,
    ) -> None:
        self.reading = reading
        self.definitions = definitions
        self.prefix = prefix
        self.by_key = {item.key: item for item in inputs_of(definitions)}
        self._scope_of = scope_of
        asked = {key: item for key, item in self.by_key.items() if key != OUTCOME and item.type != DYNAMIC_LIST}
        self.answers: dict[str, Any] = dict(answers)
        for key, item in self.by_key.items():
            if item.is_read_only:
                self.answers[key] = self._shown(key, shown_only)
        for item in asked.values():
            self._begin(item, is_sent=sent is not None)
        self.rules = {key: self._rules(item) for key, item in asked.items()}
        for key, rules in self.rules.items():
            if rules.is_read_only and not self.by_key[key].is_read_only:
                self.answers[key] = self._shown(key, shown_only)
        options = {key: reading.options(item, self.scope()) for key, item in asked.items()}
        start = {
            key: shown_value(item, self.answers.get(key), dict(options[key]), is_read_only=self.rules[key].is_read_only)
            for key, item in asked.items()
        }
        unbound = {
            key: make_field(
                item, self._label(item) or key, reading.choices(item, self.scope()), self.rules[key], prefix
            )
            for key, item in asked.items()
        }
        self.fields = BaseForm(unbound, prefix=prefix)
        self.fields.process(sent, data=start)
        for key, rules in self.rules.items():
            self.fields[key].flags.required = rules.is_required
            if rules.is_read_only:
                # What is only shown comes from the case, whatever the browser sent.
                self.fields[key].process(None, start[key])
        lists = [item for item in self.by_key.values() if item.type == DYNAMIC_LIST]
        self.lists = {item.key: RowList(reading, item, answers, self.scope, sent) for item in lists}
        for key, rows in self.lists.items():
            self.answers[key] = [row.questions.answers for row in rows.rows]

    def _shown(self, key: str, values: Mapping[str, Any]) -> Any:
        """What a question that is only shown shows: on English pages what an operation said in English beside it."""
        said = values.get(key)
        # What was said before, and is no more, leaves its English behind.
        in_english = values.get(f"{key}{ENGLISH}") if said is not None and self.reading.locale == "en" else None
        return in_english if in_english is not None else said

    def scope(self, outcome: str | None = None) -> Mapping[str, Any]:
        """What an expression of this level sees, with the outcome that would be chosen."""
        return self._scope_of(self.answers, outcome)

    def _label(self, item: FormField, part: str = "", fallback: str | None = None) -> str:
        return self.reading.label(item, part, fallback, self.scope())

    def _rules(self, item: FormField) -> Rules:
        asking = Asking(self.scope(), self.reading.environment)
        return Rules(
            is_read_only=asking.holds(item.is_read_only, item.read_only_if),
            is_required=asking.holds(item.is_required, item.required_if),
            min=_limit(asking, item.min),
            max=_limit(asking, item.max),
            min_length=_limit(asking, item.min_length),
            max_length=_limit(asking, item.max_length),
            not_before=self._first_day(item),
        )

    def _first_day(self, item: FormField) -> str:
        now = self.reading.environment.now
        if not item.is_never_past or now is None:
            return ""
        today = now.astimezone(OFFICE_ZONE).date().isoformat()
        return f"{today}T00:00" if item.subtype == "datetime" else today

    def _begin(self, item: FormField, *, is_sent: bool) -> None:
        if self.answers.get(item.key) is None and not is_sent:
            value = item.default
            if isinstance(value, str):
                value = evaluate_text(value, self.scope(), self.reading.environment)
            self.answers[item.key] = value

    def items(self, outcomes: tuple[str, ...]) -> tuple[Item, ...]:
        """What to draw, in order; the outcome becomes buttons and is left out here."""
        return self._items(self.definitions, outcomes)

    def _items(self, definitions: tuple[FormField, ...], outcomes: tuple[str, ...]) -> tuple[Item, ...]:
        found = []
        for item in definitions:
            if item.key == OUTCOME or item.type in _NOT_DRAWN:
                continue
            note, hidden = self._visibility(item, outcomes)
            found.append(self._item(item, outcomes, note, hidden))
        return tuple(_side_by_side(found))

    def _item(self, item: FormField, outcomes: tuple[str, ...], note: str, hidden: bool) -> Item:
        reading, name = self.reading, self.prefix + item.key
        if item.type in GROUPS:
            inner = self._items(item.fields, outcomes)
            return Item("group", item, name, self._label(item), items=inner, note=note, is_hidden=hidden)
        if item.type in ("text", "html"):
            fill = markdown if item.type == "text" else plain_html
            content = fill(reading.written(item, ":text", item.text), self.scope(), reading.environment)
            return Item("text", item, name, is_hidden=hidden, content=content)
        if item.type in ("separator", "spacer"):
            return Item(item.type, item, name, is_hidden=hidden)
        if item.table is not None:
            view = table_view(item, reading.written, Asking(self.scope(), reading.environment))
            return Item("table", item, name, self._label(item), is_hidden=hidden, table=view)
        help_text = self._label(item, ":description", item.description)
        if item.type == DYNAMIC_LIST:
            rows = self.lists[item.key]
            label = self._label(item) or item.key
            return Item("list", item, name, label, help=help_text, note=note, is_hidden=hidden, rows=rows)
        bound = self.fields[item.key]
        before, after = self._label(item, ":prefix", item.prefix), self._label(item, ":suffix", item.suffix)
        return Item("field", item, name, bound.label.text, bound, help_text, note, hidden, prefix=before, suffix=after)

    def _visibility(self, item: FormField, outcomes: tuple[str, ...]) -> tuple[str, bool]:
        """A note saying for which outcomes the question counts, and whether it is hidden for every one of them."""
        if not item.hide_condition:
            return "", False
        environment = self.reading.environment
        if not outcomes:
            return "", is_hidden(item, self.scope(), environment)
        shown = [value for value in outcomes if not is_hidden(item, self.scope(value), environment)]
        if len(shown) in (0, len(outcomes)):
            return "", not shown
        button = next(field for field in self.reading.form.inputs if field.key == OUTCOME)
        labels = dict(self.reading.options(button, self.reading.variables))
        return gettext("Only for: %(outcomes)s", outcomes=gettext(", ").join(labels[value] for value in shown)), False

    def hidden_names(self, outcomes: tuple[str, ...]) -> Iterator[str]:
        """Names on the page of what does not count for the answers given so far, groups and rows included."""
        yield from _hidden(self.items(outcomes), outcomes)


def _hidden(items: tuple[Item, ...], outcomes: tuple[str, ...]) -> Iterator[str]:
    for item in items:
        if item.is_hidden:
            yield item.name
        yield from _hidden(item.items, outcomes)
        for row in item.rows.rows if item.rows is not None else ():
            yield from _hidden(row.items(outcomes), outcomes)


def _limit(asking: Asking, written: float | str | None) -> Decimal | None:
    try:
        return asking.limit(written)
    except Refused:
        return None  # casework refuses the answer with a sentence; the page shows no limit


def _side_by_side(items: list[Item]) -> Iterator[Item]:
    """Items as they are, but those that follow one another in the same row of the layout as one item of columns."""
    for row, group in groupby(items, key=lambda item: item.definition.row):
        together = tuple(group)
        if row and len(together) > 1:
            yield Item("columns", together[0].definition, "", items=together)
        else:
            yield from together
