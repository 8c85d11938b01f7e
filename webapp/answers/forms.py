"""A form on a page, built from the `.form` definition that the procedure version of its task or start holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.form import BaseForm

from webapp.answers.fields import display_answer, make_field, raw_answer, shown_value
from workflows import feel
from workflows.casework.answers import clean, is_hidden, options_of
from workflows.casework.errors import InvalidAnswers
from workflows.casework.expressions import evaluate_text
from workflows.procedure.model import Form, FormField, Procedure

OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the form, in order: a question, a text, a separator, or a group with items inside."""

    kind: str  # field text separator group
    definition: FormField
    label: str = ""
    field: Field | None = None
    help: str = ""
    note: str = ""  # for which outcomes the question counts
    is_hidden: bool = False
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way out of the task: the button's value and name, and what to ask before it is done, if anything."""

    value: str
    label: str
    confirmation: str = ""


@dataclass
class AnswerForm:
    """A form definition with WTForms fields: rendered, filled from a request, checked by casework's own rules."""

    definition: Form
    variables: Mapping[str, Any]
    locale: str
    procedure: Procedure
    environment: feel.Environment
    initial: Mapping[str, Any]
    formdata: MultiDict[str, str] | None = None
    cleaned: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_key = {item.key: item for item in self.definition.inputs}
        self.fields = BaseForm({key: self._unbound(item) for key, item in self._by_key.items() if key != OUTCOME})
        self.fields.process(self.formdata, data={key: self._start_value(item) for key, item in self._by_key.items()})
        for key, item in self._by_key.items():
            if key != OUTCOME and item.is_required:
                self.fields[key].flags.required = True
        self.outcomes = self._outcomes()
        self.errors: dict[str, list[str]] = {}

    def label(self, item: FormField, part: str = "", fallback: str | None = None) -> str:
        """The text of a component in the reader's language."""
        key = f"form:{self.definition.id}:{item.key}{part}"
        return self.procedure.label(key, item.label if fallback is None else fallback, self.locale)

    def _unbound(self, item: FormField) -> Any:
        return make_field(item, self.label(item) or item.key, self.options(item), is_read_only=item.is_read_only)

    def options(self, item: FormField) -> tuple[tuple[str, str], ...]:
        """The choices of a component with their labels in the reader's language."""
        pairs = options_of(item, self.variables, self.environment)
        return tuple((value, self.label(item, f":option:{value}", label)) for value, label in pairs)

    def _start_value(self, item: FormField) -> Any:
        value = self.variables.get(item.key) if item.is_read_only else self.initial.get(item.key)
        if value is None and isinstance(item.default, str):
            value = evaluate_text(item.default, self.variables, self.environment)
        elif value is None:
            value = item.default
        return shown_value(item, value)

    def _outcomes(self) -> tuple[Outcome, ...]:
        item = self._by_key.get(OUTCOME)
        if item is None:
            return (Outcome("", gettext("Submit")),)
        asked = {part.strip() for part in (item.property("confirm") or "").split(",")}
        sentence = item.property("confirm_message") or ""
        if not self.locale.startswith("zh"):
            sentence = item.property("confirm_message_en") or sentence
        return tuple(
            Outcome(value, label, (sentence or gettext("This cannot be undone.")) if value in asked else "")
            for value, label in self.options(item)
        )

    @property
    def raw(self) -> dict[str, Any]:
        """Every answer as typed, outcome included. Read-only fields only show a variable: they answer nothing."""
        asked = [item for key, item in self._by_key.items() if key != OUTCOME and not item.is_read_only]
        answers = {item.key: raw_answer(item, self.fields[item.key]) for item in asked}
        if OUTCOME in self._by_key:
            answers[OUTCOME] = self.formdata.get(OUTCOME) if self.formdata is not None else None
        return answers

    def validate(self) -> bool:
        """Check by casework's rules; errors land on the fields and in `errors`, in the order of the form."""
        asked = self.raw
        found: dict[str, tuple[str, str]] = {}
        if OUTCOME in self._by_key and not asked.get(OUTCOME):
            found[OUTCOME] = ("Choose what is to happen, with one of the buttons.", "请用下方按钮选择处理意见。")
        try:
            self.cleaned = clean(self.definition, asked, self.variables, self.environment)
        except InvalidAnswers as refused:
            found = {**refused.fields, **found}
        self.refuse(found)
        return not found

    def refuse(self, sentences: Mapping[str, tuple[str, str]]) -> None:
        """Put refusals (English, Chinese) on their fields."""
        index = 1 if self.locale.startswith("zh") else 0
        self.errors = {key: [sentences[key][index]] for key in self._by_key if key in sentences}
        for key, errors in self.errors.items():
            if key != OUTCOME:
                self.fields[key].errors = errors

    def shown_text(self, item: FormField) -> str:
        """An answer in words, for the summary that is shown before something irreversible."""
        if item.key not in self.cleaned:
            return ""
        return display_answer(item, self.cleaned[item.key], dict(self.options(item)), (gettext("yes"), gettext("no")))

    def items(self) -> tuple[Item, ...]:
        """What to draw, in order; the outcome becomes buttons and is left out here."""
        return self._items(self.definition.fields)

    def _items(self, definitions: tuple[FormField, ...]) -> tuple[Item, ...]:
        found = []
        for item in definitions:
            if item.key == OUTCOME or item.type in ("button", "spacer", "html", "image"):
                continue
            note, hidden = self._visibility(item)
            if item.type in ("group", "fieldset"):
                found.append(
                    Item("group", item, self.label(item), items=self._items(item.fields), note=note, is_hidden=hidden)
                )
            elif item.type == "text":
                text = evaluate_text(self.label(item, ":text", item.text), self.variables, self.environment)
                found.append(Item("text", item, str(text or ""), is_hidden=hidden))
            elif item.type == "separator":
                found.append(Item("separator", item))
            else:
                help_text = self.label(item, ":description", item.description)
                bound = self.fields[item.key]
                found.append(Item("field", item, bound.label.text, bound, help_text, note, hidden))
        return tuple(found)

    def _visibility(self, item: FormField) -> tuple[str, bool]:
        """A note saying for which outcomes the question counts, and whether it is hidden for every one of them."""
        if not item.hide_condition:
            return "", False
        scope = {**self.variables, **self.raw}
        if OUTCOME not in self._by_key:
            return "", is_hidden(item, scope, self.environment)
        shown = [o for o in self.outcomes if not is_hidden(item, {**scope, OUTCOME: o.value}, self.environment)]
        if len(shown) in (0, len(self.outcomes)):
            return "", not shown
        return gettext("Only for: %(outcomes)s", outcomes=gettext(", ").join(o.label for o in shown)), False

    def hidden_keys(self) -> list[str]:
        """Keys of the questions that do not count for the answers given so far, groups included."""
        return list(_hidden_keys(self.items()))


def _hidden_keys(items: tuple[Item, ...]) -> list[str]:
    found = [item.definition.key for item in items if item.is_hidden]
    for item in items:
        found.extend(_hidden_keys(item.items))
    return found


def build_form(
    form: Form,
    variables: Mapping[str, Any],
    locale: str,
    *,
    procedure: Procedure,
    environment: feel.Environment,
    initial: Mapping[str, Any] | None = None,
    formdata: MultiDict[str, str] | None = None,
) -> AnswerForm:
    """The form of a task in the reader's language.

    `variables` are what the task sees (conditions, options and defaults read them), `initial` the answers to begin with,
    `formdata` a submitted request, whose every word is kept.
    """
    return AnswerForm(form, variables, locale, procedure, environment, initial or {}, formdata)
