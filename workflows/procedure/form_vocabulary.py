"""The whitelist of the form reader: every form-js component, attribute and rule that the task page shows; data only.

What a form holds beyond these tables is refused by name. accepted/ says of each word what it does and which test proves it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class LookupName(StrEnum):
    """The searches that the property `lookup` may put beside a field; the pages carry them out."""

    POSTINGS = "recall.postings"
    STAFF = "people.staff"
    UNITS = "people.units"
    VILLAGES = "people.villages"
    CANDIDATES = "selection.candidates"
    NOMINEES = "selection.nominees"


class Camera(StrEnum):
    """Which camera of a phone the property `capture` opens in place of its files."""

    BACK = "environment"
    FRONT = "user"


class Axis(StrEnum):
    """What the property `locate` lets a phone fill in."""

    LATITUDE = "latitude"
    LONGITUDE = "longitude"


_PLACED: Final = frozenset({"type", "id", "layout", "conditional"})
_ASKED: Final = _PLACED | {
    "key",
    "label",
    "description",
    "properties",
    "validate",
    "readonly",
    "disabled",
    "defaultValue",
}
_CHOSEN: Final = _ASKED | {"values", "valuesKey", "valuesExpression"}

# form-js component type → its attributes
FORM_FIELDS: Final[dict[str, frozenset[str]]] = {
    "textfield": _ASKED | {"appearance"},
    "textarea": _ASKED,
    "number": _ASKED | {"decimalDigits", "increment", "appearance", "serializeToString"},
    "checkbox": _ASKED,
    "radio": _CHOSEN,
    "select": _CHOSEN,
    "checklist": _CHOSEN,
    "taglist": _CHOSEN,
    "datetime": _ASKED
    | {"subtype", "dateLabel", "timeLabel", "use24h", "timeSerializingFormat", "timeInterval", "disallowPassedDates"},
    # What is only shown, or begins with something, would have to be a file that nobody chose.
    "filepicker": (_ASKED - {"readonly", "disabled", "defaultValue"}) | {"accept", "multiple"},
    "group": _PLACED | {"label", "components", "showOutline"},
    "dynamiclist": _PLACED
    | {"label", "description", "path", "properties", "components", "isRepeating", "allowAddRemove"}
    | {"defaultRepetitions", "showOutline", "disableCollapse"},
    "table": _PLACED | {"label", "dataSource", "columns", "columnsExpression", "rowCount"},
    "text": _PLACED | {"text"},
    "html": _PLACED | {"content"},
    "separator": _PLACED,
    "spacer": _PLACED | {"height"},
    "button": frozenset({"type", "id", "layout", "label", "action", "properties"}),
}
FORM_FIELDS_WITHOUT_KEY: Final = frozenset({"group", "table", "text", "html", "separator", "spacer", "button"})
FORM_FIELDS_WITH_OPTIONS: Final = frozenset({"radio", "select", "checklist", "taglist"})
_LENGTHS: Final = frozenset({"required", "minLength", "maxLength", "pattern", "validationType"})
_REQUIRED: Final = frozenset({"required"})
# component type → what its `validate` may hold
FORM_VALIDATE: Final[dict[str, frozenset[str]]] = {
    "textfield": _LENGTHS,
    "textarea": _LENGTHS,
    "number": _REQUIRED | {"min", "max"},
    **{kind: _REQUIRED for kind in ("checkbox", "radio", "select", "checklist", "taglist", "datetime", "filepicker")},
}
FORM_CONDITIONAL: Final = frozenset({"hide"})
FORM_LAYOUT: Final = frozenset({"columns", "row"})
FORM_APPEARANCE: Final = frozenset({"prefixAdorner", "suffixAdorner"})
FORM_OPTION: Final = frozenset({"value", "label"})
FORM_COLUMN: Final = frozenset({"key", "label"})
FORM_ATTRIBUTES: Final = frozenset(
    {
        "id",
        "type",
        "components",
        "schemaVersion",
        "executionPlatform",
        "executionPlatformVersion",
        "exporter",
        "versionTag",
    }
)
_INPUTS: Final = frozenset(FORM_FIELDS) - FORM_FIELDS_WITHOUT_KEY
_CHOICES: Final = frozenset({"radio", "select", "checklist", "taglist"})
_BUTTONS: Final = frozenset({"outcome", "button"})
# Custom property → the component types that it acts on; `outcome` is the choice that becomes the buttons of the page.
FORM_PROPERTIES: Final[dict[str, frozenset[str]]] = {
    "capture": frozenset({"filepicker"}),
    "check": _INPUTS,
    "check_message": _INPUTS,
    "check_message_en": _INPUTS,
    "visible_to": _INPUTS,
    "offered": _CHOICES,
    "lookup": frozenset({"textfield", "textarea"}),
    "locate": frozenset({"textfield", "number"}),
    "min_rows": frozenset({"dynamiclist"}),
    "max_rows": frozenset({"dynamiclist"}),
    "confirm": _BUTTONS,
    "confirm_message": _BUTTONS,
    "confirm_message_en": _BUTTONS,
}
# Custom property → the only values it may have.
FORM_PROPERTY_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "lookup": tuple(LookupName),
    "locate": tuple(Axis),
    "capture": tuple(Camera),
}
SUBMIT: Final = "submit"
"""The only thing that a button does: its `action`, and what its `confirm` asks about."""
# Names under which the page itself sends something beside the answers.
FORM_KEYS_OF_THE_PAGE: Final = frozenset({"back", "confirmed", "csrf_token"})
FORM_DATETIME_SUBTYPES: Final = ("date", "time", "datetime")
FORM_MOMENT_FORMATS: Final = ("utc_offset", "utc_normalized", "no_timezone")
"""How the time of a moment is written: with its offset from UTC, in UTC, or as the office's clock shows it."""
