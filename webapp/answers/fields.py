"""From one component of a form to one WTForms field: what the browser draws; what an answer must be is for casework to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, DateInput, DateTimeLocalInput, ListWidget, NumberInput, TimeInput

from webapp.times import moment_in_words
from workflows.calendar.zone import OFFICE_ZONE
from workflows.feel import read_moment
from workflows.files.file_types import IMAGES, MEDIA_TYPES, SUFFIXES, FileType
from workflows.procedure.form_model import FILE_PICKER, FormField

_MOMENT_WIDGETS = {"date": DateInput, "time": TimeInput, "datetime": DateTimeLocalInput}
_SEVERAL = ("checklist", "taglist")
_CHOICES = ("radio", "select", *_SEVERAL)


class ChecklistField(SelectMultipleField):
    """Several choices as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Nothing: casework decides which choices stand."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a field on this page, its expressions evaluated: whether it is only shown or required, and its limits."""

    is_read_only: bool = False
    is_required: bool = False
    min: Decimal | None = None
    max: Decimal | None = None
    min_length: Decimal | None = None
    max_length: Decimal | None = None
    not_before: str = ""  # the first day that may be chosen


class FilesField(Field):
    """Files: those chosen so far, and the place to choose more. Drawn by macros/form.html, which knows what each is called."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Nothing: the files that the ids of the page stand for are the field's data already."""


def make_field(
    definition: FormField, label: str, options: tuple[tuple[str, str], ...], rules: Rules, prefix: str = ""
) -> Any:
    """An unbound WTForms field for a component; typed text is kept as it was typed, so that nothing is lost on an error."""
    marks: dict[str, Any] = {
        "id": f"answer-{prefix}{definition.key}",
        "render_kw": _attributes(definition, rules),
    }
    kind = definition.type
    if rules.is_read_only and kind in (*_CHOICES, "checkbox"):
        return StringField(label, **marks)  # a choice that cannot be changed is read, so it is shown in words
    choices = [SelectChoice(value, text) for value, text in options]
    if kind == "checkbox":
        return BooleanField(label, false_values=(False, "false", "0", ""), **marks)
    if kind in _SEVERAL:
        return ChecklistField(label, choices=choices, **marks)
    if kind == "radio":
        return RadioField(label, choices=choices, validate_choice=False, **marks)
    if kind == "select":
        blank = SelectChoice("", gettext("Please choose"))
        return SelectField(label, choices=[blank, *choices], validate_choice=False, **marks)
    if kind == FILE_PICKER:
        return FilesField(label, **marks)
    if kind == "textarea":
        return TextAreaField(label, **marks)
    if kind == "number":
        return StringField(label, widget=NumberInput(step=_step(definition)), **marks)
    if kind == "datetime":
        return StringField(label, widget=_MOMENT_WIDGETS[definition.subtype or "date"](), **marks)
    return StringField(label, **marks)


def _attributes(definition: FormField, rules: Rules) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if definition.type == "textarea":
        found["rows"] = 3
    if definition.type in ("textfield", "textarea") and rules.max_length:
        # Longer text is refused with a count, not cut off silently while typing: so no maxlength attribute.
        found["data-max-length"] = f"{rules.max_length:f}"
    if definition.type in ("textfield", "textarea") and rules.min_length and not rules.is_read_only:
        found["data-min-length"] = f"{rules.min_length:f}"
    if definition.type == "number":
        limits = {"min": rules.min, "max": rules.max}
        found.update({name: f"{limit:f}" for name, limit in limits.items() if limit is not None})
        found["inputmode"] = "decimal"
    if definition.type == "datetime":
        if rules.not_before:
            found["min"] = rules.not_before
        if definition.time_step:
            found["step"] = str(definition.time_step * 60)
    if definition.type == FILE_PICKER:
        names = [
            suffix for kind in FileType if kind in definition.accept for suffix in (*SUFFIXES[kind], MEDIA_TYPES[kind])
        ]
        found["accept"] = ",".join(names)
        found["types"] = _types_text(definition.accept)
        if definition.is_multiple:
            found["multiple"] = True
        if definition.property("capture"):
            found["capture"] = definition.property("capture")
    if definition.property("locate"):
        found["data-locate"] = definition.property("locate")
    if rules.is_read_only:
        found["readonly"] = True
    return found


def _types_text(accept: frozenset[FileType]) -> str:
    named = [
        gettext("pictures") if accept >= IMAGES and kind in IMAGES else kind.name for kind in FileType if kind in accept
    ]
    *firsts, last = dict.fromkeys(named)
    return gettext("%(firsts)s or %(last)s", firsts=gettext(", ").join(firsts), last=last) if firsts else last


def _step(definition: FormField) -> str:
    if definition.increment is not None:
        return f"{definition.increment:g}"
    digits = definition.decimal_digits
    return "any" if digits is None else f"{10**-digits:g}"


def shown_value(definition: FormField, value: Any, options: Mapping[str, str], *, is_read_only: bool = False) -> Any:
    """A stored or default value in the form its field shows: moments as local text without zone, the rest as it is."""
    if is_read_only and definition.type != FILE_PICKER:
        return display_answer(definition, value, options, (gettext("yes"), gettext("no")))
    if value is None:
        return None
    if definition.type == "datetime" and isinstance(value, str):
        return _local_text(definition, value)
    if definition.type in ("checkbox", FILE_PICKER) or definition.type in _SEVERAL:
        return value
    return str(value)


def _local_text(definition: FormField, value: str) -> str:
    try:
        if definition.subtype == "datetime":
            found = read_moment(value, OFFICE_ZONE)
            return value if found is None else found.astimezone(OFFICE_ZONE).strftime("%Y-%m-%dT%H:%M")
        if definition.subtype == "time" and len(value) > len("hh:mm:ss"):
            moment = datetime.fromisoformat(f"2000-01-01T{value}").astimezone(OFFICE_ZONE)
            return moment.strftime("%H:%M")
        return value[:5] if definition.subtype == "time" else value[:10]
    except (ValueError, OverflowError):
        return value


def display_answer(definition: FormField, value: Any, options: Mapping[str, str], yes_no: tuple[str, str]) -> str:
    """An answer of record in words: option labels, yes or no, lists joined, moments on the office's clock, adorners around."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return yes_no[0] if value else yes_no[1]
    if definition.type == FILE_PICKER and isinstance(value, list):
        return "、".join(str(each.get("name", "")) for each in value if isinstance(each, Mapping))
    if isinstance(value, list):
        return "、".join(options.get(str(item), str(item)) for item in value)
    if definition.type == "datetime":
        return moment_in_words(_local_text(definition, str(value)))
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))  # days are counted in halves: 15, and 15.5
    return options.get(str(value), str(value))


def size_text(size: int) -> str:
    """The size of a file as people read it."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, round(size / 1024))} KB"
