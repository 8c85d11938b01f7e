"""Play a case with a unique marker in every text field, and remember for each answer how it would show on a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.disclosure.table import people
from tests.recall.office import Office, procedures
from webapp.answers.fields import display_answer
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.procedure.form_model import DYNAMIC_LIST, FILE_PICKER, Form, FormField
from workflows.procedure.model import Procedure
from workflows.scenarios.chosen_files import chosen_files

TEXT = object()  # an answer that stands for: any text; the play puts a marker there
LONG_TEXT = object()  # one for which the office asks for pages: the marker stands at its beginning
FILE = object()  # a file whose name holds a marker
# After the marker, words enough for every least length; no name and no unit, so that masking leaves them alone.
FILLER = "情况已逐项记录在案，材料齐备，特此说明，供核对查阅使用。"


@dataclass(frozen=True)
class Probe:
    """One answer as it would show: a marker found anywhere in the page's source, or a label with its value read in sequence."""

    step: str
    field: str
    sought: str
    is_text: bool


@dataclass
class Play:
    """A case under way; `probes` grows with every step that was done."""

    office: Office
    probes: list[Probe] = field(default_factory=list)
    answered: set[tuple[str, str]] = field(default_factory=set)  # form and field
    accused: list[str] = field(default_factory=lambda: ["recalled"])
    procedures: tuple[Procedure, ...] = field(default_factory=procedures)
    is_quiet: bool = False
    options: dict[str, str] = field(default_factory=dict)  # what other ids stand for, as the page writes them

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Steps that are no part of what the table is about: their answers are not looked for."""
        before, self.is_quiet = self.is_quiet, True
        yield
        self.is_quiet = before

    def start(self, process_id: str, element: str, by: str, **answers: Any) -> None:
        """Start the case."""
        form, given = self._filled(element, answers)
        actor = self.office.actor(by)
        with transaction(self.office.store) as work:
            files = chosen_files(work, actor, form, given)
            self.office.case_id = start_case(work, process_id, actor=actor, answers=files).id
        self._remember(element, form, given)

    def do(self, step: str, by: str, **answers: Any) -> None:
        """Complete the oldest open task of the step's element; a step done twice is called `element 1`, `element 2`."""
        form, given = self._filled(step.split()[0], answers)
        self.office.do(step.split()[0], by, **given)
        self._remember(step, form, given)

    def _filled(self, element: str, answers: dict[str, Any]) -> tuple[Form, dict[str, Any]]:
        drawn = ((each, each.elements[element].form_id) for each in self.procedures if element in each.elements)
        form = next(procedure.forms[form_id] for procedure, form_id in drawn if form_id is not None)
        return form, {key: self._marked(value) for key, value in answers.items()}

    def _marked(self, value: Any) -> Any:
        """The answer with a marker of its own for each text, in rows of a list too."""
        if value is TEXT:
            return self._marker()
        if value is LONG_TEXT:
            return self._marker() + FILLER * 12
        if value is FILE:
            return f"{self._marker()[:7]}.jpg"
        if isinstance(value, list):
            return [
                {key: self._marked(each) for key, each in row.items()} if isinstance(row, dict) else self._marked(row)
                for row in value
            ]
        return value

    def marked(self, step: str, field_key: str) -> str:
        """Any text that is said elsewhere than in a form of the case, as the answer to look for under this name."""
        text = self._marker()
        self.probes.append(Probe(step, field_key, text[:7], is_text=True))
        return text

    def _marker(self) -> str:
        self._count = getattr(self, "_count", 0) + 1
        return f"mk{self._count:04d}z{FILLER}"

    def _remember(self, step: str, form: Form, given: dict[str, Any]) -> None:
        for item in form.inputs:
            if item.key in given and not self.is_quiet:
                self.answered.add((form.id, item.key))
                self.probes += self._probes(step, item, given[item.key])

    def _probes(self, step: str, item: FormField, value: Any) -> list[Probe]:
        """One of an answer, one of each question of each row of a list."""
        if item.type != DYNAMIC_LIST:
            probe = self._probe(step, item, value)
            return [probe] if probe is not None else []
        return [
            probe
            for row in value
            for inner in item.inputs
            if inner.key in row
            for probe in self._probes(step, inner, row[inner.key])
        ]

    def _probe(self, step: str, item: FormField, value: Any) -> Probe | None:
        if item.type == FILE_PICKER and value:
            return Probe(step, item.key, value[0][:7], is_text=True)
        if isinstance(value, str) and value.startswith("mk"):
            return Probe(step, item.key, value[:7], is_text=True)
        units = {code: entry["name"] for code, entry in people()["units"].items()} if item.values_expression else {}
        options = {**dict(item.options), **units, **self._ids(), **self.options}
        text = display_answer(item, value, options, ("是", "否"))
        if item.property("lookup"):
            text = " ".join(f"{self._numbers()[line]} · {line}" for line in text.split() if line in self._numbers())
        label = self._name_of(step.split()[0]) if item.key == "outcome" else item.label
        return Probe(step, item.key, f"{label} {text}", is_text=False) if text else None

    def _ids(self) -> dict[str, str]:
        """What ids stand for on a page: persons by name, postings by name and village."""
        entries = {**people()["people"], **people()["staff"]}
        found = {str(person_id): entries[name]["name"] for name, person_id in self.office.persons.items()}
        for name, posting_id in self.office.postings.items():
            village = people()["units"][entries[name]["posted"]]["name"]
            found[str(posting_id)] = f"{entries[name]['name']} · {village}"
        return found

    @staticmethod
    def _numbers() -> dict[str, str]:
        known = (*people()["people"].values(), *people()["staff"].values())
        return {entry["number"]: entry["name"] for entry in known if "number" in entry}

    def _name_of(self, element: str) -> str:
        return next(each.elements[element].name for each in self.procedures if element in each.elements)
