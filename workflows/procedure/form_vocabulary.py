"""The whitelist of the form reader: every form-js component, attribute and rule that the task page shows; data only."""

from __future__ import annotations

from typing import Final

# form-js component type → attributes beyond those of every component
FORM_FIELDS: Final[dict[str, frozenset[str]]] = {
    "textfield": frozenset({"defaultValue", "appearance"}),
    "textarea": frozenset({"defaultValue"}),
    "number": frozenset({"defaultValue", "decimalDigits", "increment", "appearance", "serializeToString"}),
    "checkbox": frozenset({"defaultValue"}),
    "radio": frozenset({"defaultValue", "values", "valuesKey", "valuesExpression"}),
    "select": frozenset({"defaultValue", "values", "valuesKey", "valuesExpression", "searchable"}),
    "checklist": frozenset({"defaultValue", "values", "valuesKey", "valuesExpression"}),
    "datetime": frozenset(
        {
            "defaultValue",
            "subtype",
            "dateLabel",
            "timeLabel",
            "use24h",
            "timeSerializingFormat",
            "timeInterval",
            "disallowPassedDates",
        }
    ),
    "filepicker": frozenset({"accept", "multiple"}),
    "group": frozenset({"components", "showOutline", "verticalAlignment"}),
    "dynamiclist": frozenset(
        {
            "path",
            "components",
            "isRepeating",
            "allowAddRemove",
            "defaultRepetitions",
            "showOutline",
            "disableCollapse",
        }
    ),
    "text": frozenset({"text"}),
    "separator": frozenset(),
    "spacer": frozenset({"height"}),
    "button": frozenset({"action"}),
}
FORM_FIELDS_WITHOUT_KEY: Final = frozenset({"group", "text", "separator", "spacer", "button"})
FORM_FIELDS_WITH_OPTIONS: Final = frozenset({"radio", "select", "checklist"})
FORM_FIELD_COMMON: Final = frozenset(
    {
        "id",
        "key",
        "type",
        "label",
        "description",
        "layout",
        "conditional",
        "properties",
        "validate",
        "readonly",
        "disabled",
    }
)
FORM_VALIDATE: Final = frozenset({"required", "min", "max", "minLength", "maxLength", "pattern", "validationType"})
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
# Custom properties of a field, each read by the page, by the answers or by disclosure.
FORM_PROPERTIES: Final = frozenset(
    {
        "check",
        "check_message",
        "check_message_en",
        "confirm",
        "confirm_message",
        "confirm_message_en",
        "locate",
        "lookup",
        "visible_to",
    }
)
# The least and the most number of rows of a dynamic list; form-js knows no such limits.
FORM_LIST_PROPERTIES: Final = frozenset({"min_rows", "max_rows"})
FORM_DATETIME_SUBTYPES: Final = ("date", "time", "datetime")
