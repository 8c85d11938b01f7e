"""What a form is once its file has been read: immutable fields, groups and dynamic lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from workflows.files.file_types import FileType
from workflows.procedure.lists import names_of

DYNAMIC_LIST = "dynamiclist"
# A row of a list is a person or an allegation, never a table to be imported; and every row costs its fields.
MAX_ROWS = 200
FILE_PICKER = "filepicker"
OUTCOME = "outcome"
BUTTON = "button"
GROUPS = frozenset({"group"})
WITHOUT_ANSWER = frozenset({"text", "html", "table", "spacer", "separator", "button"})


@dataclass(frozen=True, slots=True)
class Table:
    """What a table shows: `source` is FEEL for a list of rows; its columns are (key, label) pairs or FEEL for a list of them."""

    source: str
    columns: tuple[tuple[str, str], ...] = ()
    columns_expression: str | None = None
    row_count: int | None = None  # so many are shown at once, the others when they are asked for


@dataclass(frozen=True, slots=True)
class FormField:
    """One form-js component. `options` are (value, label) pairs; limits are None where the designer set none.

    A limit that is a text is FEEL; so are the conditions. A dynamic list has its `path` as key, the questions of one row
    as `fields`, and a list of rows as its answer.
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
    required_if: str | None = None
    is_read_only: bool = False
    read_only_if: str | None = None
    min: float | str | None = None
    max: float | str | None = None
    min_length: int | str | None = None
    max_length: int | str | None = None
    pattern: str | None = None
    decimal_digits: int | None = None
    increment: float | None = None  # the answer is a whole number of these
    is_kept_as_text: bool = False  # numbers: form-js `serializeToString`
    prefix: str = ""  # shown before and after the field
    suffix: str = ""
    time_step: int | None = None  # minutes
    moment_format: str | None = None  # datetime and time: utc_offset, utc_normalized, no_timezone
    is_never_past: bool = False  # a day before today is refused
    hide_condition: str | None = None  # FEEL, form-js `conditional.hide`
    text: str = ""  # static text (Markdown) and html components
    table: Table | None = None
    height: int = 0  # spacer, in pixels
    row: str = ""  # components of one row stand side by side
    columns: int | None = None  # of sixteen; None: an equal share
    is_outlined: bool = False  # groups and dynamic lists
    properties: tuple[tuple[str, str], ...] = ()
    fields: tuple[FormField, ...] = ()  # groups and dynamic lists
    accept: frozenset[FileType] = frozenset(FileType)  # filepicker: which types it takes
    is_multiple: bool = False  # filepicker
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

    @cached_property
    def outcome(self) -> FormField | None:
        """The question whose choices are the page's buttons, or None."""
        return next((field for field in self.inputs if field.key == OUTCOME), None)

    @cached_property
    def button(self) -> FormField | None:
        """What names the page's one button; None where the form has none, or an outcome gives the buttons."""
        if self.outcome is not None:
            return None
        return next((field for field in self.fields if field.type == BUTTON), None)


def inputs_of(fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
    """The fields among these that take an answer, groups flattened, in order; a dynamic list is one of them."""
    found: list[FormField] = []
    for item in fields:
        if item.type in GROUPS:
            found.extend(inputs_of(item.fields))
        elif item.type not in WITHOUT_ANSWER:
            found.append(item)
    return tuple(found)
