"""A form on a page, built from the `.form` definition that the procedure version of its task or start holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from webapp.answers.questions import Item, Questions, Reading
from webapp.answers.sent import sent_answers
from webapp.answers.shown import Answer, shown_answer
from webapp.received_files import files_refused
from workflows import feel
from workflows.casework.answers import clean, row_scope
from workflows.casework.errors import InvalidAnswers
from workflows.casework.given_files import GivenFile, with_files
from workflows.procedure.form_model import DYNAMIC_LIST, FILE_PICKER, OUTCOME, Form, FormField
from workflows.procedure.form_vocabulary import SUBMIT
from workflows.procedure.lists import names_of
from workflows.procedure.model import Procedure
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way out of the task: the button's value and name, and what to ask before it is done, if anything."""

    value: str
    label: str
    confirmation: str = ""

    @property
    def confirmed(self) -> str:
        """What the page sends once the question was answered; the button of a form without outcome has no value of its own."""
        return self.value or SUBMIT


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a target, as WTForms holds labels."""

    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where the summary of errors leads: the id on the page and what the question is called."""

    id: str
    label: Text


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
    files: Mapping[str, GivenFile] = field(default_factory=dict)  # what the ids that were sent stand for
    refused: Mapping[str, Sentence] = field(default_factory=dict)  # files that were not taken, by their question
    cleaned: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reading = Reading(self.definition, self.procedure, self.locale, self.variables, self.environment)
        self._by_key = {item.key: item for item in self.definition.inputs}
        self.raw = dict(self.initial)
        if self.formdata is not None:
            self.raw = with_files(self.definition, sent_answers(self.definition, self.formdata), self.files)
        self.questions = Questions(
            self.reading, self.definition.fields, self.raw, self._scope, shown_only=self.variables, sent=self.formdata
        )
        self.outcomes = self._outcomes()
        self._names = tuple(outcome.value for outcome in self.outcomes) if OUTCOME in self._by_key else ()
        self.errors: dict[str, list[str]] = {}

    def _scope(self, answers: Mapping[str, Any], outcome: str | None) -> dict[str, Any]:
        return {**self.variables, **answers, **({OUTCOME: outcome} if outcome is not None else {})}

    @property
    def fields(self) -> BaseForm:
        """The WTForms fields of the form itself, by key; those of rows are in `questions.lists`."""
        return self.questions.fields

    def label(self, item: FormField) -> str:
        """What a question is called in the reader's language."""
        return self.reading.label(item)

    def _outcomes(self) -> tuple[Outcome, ...]:
        item = self._by_key.get(OUTCOME)
        if item is None:
            button = self.definition.button
            label = (button and self.reading.label(button)) or gettext("Submit")
            return (Outcome("", label, self._confirmation(button, SUBMIT)),)
        return tuple(
            Outcome(value, label, self._confirmation(item, value))
            for value, label in self.reading.choices(item, self.variables)
        )

    def _confirmation(self, item: FormField | None, name: str) -> str:
        """What is asked before `name` is done; empty where it is done at once."""
        if item is None or name not in names_of(item.property("confirm")):
            return ""
        sentence = item.property("confirm_message") or ""
        if not self.locale.startswith("zh"):
            sentence = item.property("confirm_message_en") or sentence
        return sentence or gettext("This cannot be undone.")

    def validate(self) -> bool:
        """Check by casework's rules; errors land on the fields and in `errors`, in the order of the form."""
        found: dict[str, Sentence] = {}
        if OUTCOME in self._by_key and not self.raw.get(OUTCOME):
            found[OUTCOME] = Sentence(
                "Choose what is to happen, with one of the buttons.", "请用下方按钮选择处理意见。"
            )
        try:
            self.cleaned = clean(self.definition, self.raw, self.variables, self.environment)
        except InvalidAnswers as refused:
            found = {**refused.fields, **found}
        found = {**found, **self.refused}
        self.refuse(found)
        return not found

    def refuse(self, sentences: Mapping[str, Sentence]) -> None:
        """Put refusals on their fields."""
        self.errors = {}
        for key, item in self._by_key.items():
            if key in sentences:
                self.errors[key] = [sentences[key].in_language(self.locale)]
                if item.type == DYNAMIC_LIST:
                    self.questions.lists[key].errors = self.errors[key]
                elif key != OUTCOME:
                    self.fields[key].errors = self.errors[key]
            for row in self.questions.lists[key].rows if item.type == DYNAMIC_LIST else ():
                for inner in row.questions.by_key:
                    sentence = sentences.get(f"{key}[{row.number}].{inner}")
                    if sentence is not None:
                        self.errors[row.questions.prefix + inner] = [sentence.in_language(self.locale)]
                        row.questions.fields[inner].errors = [sentence.in_language(self.locale)]

    @property
    def targets(self) -> dict[str, Target]:
        """Where each error is on the page, by the name in `errors`."""
        found = {}
        for key, bound in self.fields._fields.items():
            found[key] = Target(bound.id, Text(bound.label.text))
        for key, rows in self.questions.lists.items():
            name = self.reading.label(self._by_key[key]) or key
            found[key] = Target(f"answer-{key}", Text(name))
            for row in rows.rows:
                for inner, bound in row.questions.fields._fields.items():
                    place = gettext(
                        "%(list)s %(number)d, %(question)s", list=name, number=row.number, question=bound.label.text
                    )
                    found[row.questions.prefix + inner] = Target(bound.id, Text(place))
        return found

    def shown_answers(self) -> Iterator[Answer]:
        """The answers in words, for the summary that is shown before something irreversible."""
        for item in self.definition.inputs:
            if item.key == OUTCOME or item.key not in self.cleaned:
                continue
            answer = shown_answer(item, self.cleaned[item.key], self.reading.label, self._options)
            if answer is not None:
                yield answer

    def _options(self, item: FormField, row: Mapping[str, Any] | None, number: int) -> Mapping[str, str]:
        scope = {**self.variables, **self.cleaned}
        return dict(self.reading.options(item, scope if row is None else row_scope(scope, row, number)))

    def items(self) -> tuple[Item, ...]:
        """What to draw, in order; the outcome becomes buttons and is left out here."""
        return self.questions.items(self._names)

    @property
    def has_files(self) -> bool:
        """True where the form asks for files, which only a body of several parts carries."""
        return any(item.type == FILE_PICKER for item in self.definition.inputs)

    @property
    def outcome_values(self) -> tuple[str, ...]:
        """The outcomes by which a question may be hidden; none where the form has no outcome."""
        return self._names

    def hidden_keys(self) -> list[str]:
        """Names on the page of the questions that do not count for the answers given so far, groups included."""
        return list(self.questions.hidden_names(self._names))


def build_form(
    form: Form,
    variables: Mapping[str, Any],
    locale: str,
    *,
    procedure: Procedure,
    environment: feel.Environment,
    initial: Mapping[str, Any] | None = None,
    formdata: MultiDict[str, str] | None = None,
    files: Mapping[str, GivenFile] | None = None,
) -> AnswerForm:
    """The form of a task in the reader's language.

    `variables` are what the task sees (conditions, options and defaults read them), `initial` the answers to begin with,
    `formdata` a submitted request, whose every word is kept, and `files` what the ids of files in it stand for.
    """
    refused = files_refused() if formdata is not None else {}
    return AnswerForm(form, variables, locale, procedure, environment, initial or {}, formdata, files or {}, refused)
