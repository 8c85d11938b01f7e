"""What a form is once its file has been read: immutable fields, groups and dynamic lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from workflows.procedure.lists import names_of

DYNAMIC_LIST = "dynamiclist"
# A row of a list is a person or an allegation, never a table to be imported; and every row costs its fields.
MAX_ROWS = 200
GROUPS = frozenset({"group"})
WITHOUT_ANSWER = frozenset({"text", "spacer", "separator", "button"})


@dataclass(frozen=True, slots=True)
class FormField:
    """One form-js component. `options` are (value, label) pairs; limits are None where the designer set none.

    A dynamic list has its `path` as key, the questions of one row as `fields`, and a list of rows as its answer.
    """

    key: str
    type: str  # textfield textarea number checkbox radio select checklist datetime (subtype) text group dynamiclist …
    label: str
    description: str = ""
    subtype: str | None = None  # datetime: date | time | datetime
    options: tuple[tuple[str, str], ...] = ()
    values_expression: str | None = None  # FEEL giving the options from variables
    default: object = None
    is_required: bool = False
    is_read_only: bool = False
    min: float | None = None
    max: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    decimal_digits: int | None = None
    hide_condition: str | None = None  # FEEL, form-js `conditional.hide`
    text: str = ""  # static text components
    properties: tuple[tuple[str, str], ...] = ()
    fields: tuple[FormField, ...] = ()  # groups and dynamic lists
    list_key: str = ""  # the dynamic list that the field is a question of
    can_add_rows: bool = False  # dynamic lists, and the next three
    default_rows: int = 0  # shown empty where no variable fills the list
    min_rows: int | None = None
    max_rows: int | None = None

    @property
    def name(self) -> str:
        """The name of its texts in the labels: the key, after that of its dynamic list where it is in one."""
        return f"{self.list_key}.{self.key}" if self.list_key else self.key

    @property
    def inputs(self) -> tuple[FormField, ...]:
        """The fields inside a group or list that take an answer, groups flattened, in order."""
        return inputs_of(self.fields)

    @property
    def visible_to(self) -> frozenset[str] | None:
        """The posts (`office`: every post of the office) to which this answer is narrowed; None where it is not."""
        return frozenset(names_of(self.property("visible_to"))) or None

    def property(self, name: str) -> str | None:
        """The text of a custom property, or None where it is absent."""
        return next((value for key, value in self.properties if key == name), None)


@dataclass(frozen=True)
class Form:
    """A form-js form definition. The select or radio whose key is `outcome` gives the task page its buttons."""

    id: str
    file: str
    fields: tuple[FormField, ...]

    @cached_property
    def inputs(self) -> tuple[FormField, ...]:
        """Every field that takes an answer, groups flattened, in order; a dynamic list is one of them."""
        return inputs_of(self.fields)


def inputs_of(fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
    """The fields among these that take an answer, groups flattened, in order; a dynamic list is one of them."""
    found: list[FormField] = []
    for item in fields:
        if item.type in GROUPS:
            found.extend(inputs_of(item.fields))
        elif item.type not in WITHOUT_ANSWER:
            found.append(item)
    return tuple(found)
