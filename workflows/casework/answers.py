"""Check a person's answers against the form of the task: the one authority on what may enter a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import regex

from workflows import feel
from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.errors import InvalidAnswers
from workflows.casework.typed_numbers import NoNumber, NumberTooLarge, plain_number, typed_number
from workflows.procedure.model import Form, FormField

Sentence = tuple[str, str]
Reader = Callable[[FormField, Any], Any]
REQUIRED: Sentence = ("Please fill this in.", "请填写此项。")
MAX_TEXT = 20_000
_TICKED = (True, "true", "1", "y", "on")
_NOTHING: Mapping[str, Any] = {"checkbox": False, "checklist": [], "taglist": []}
# Control characters and halves of surrogate pairs: no keyboard types them, databases and letters cannot hold them.
_UNTYPEABLE = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class _Refused(Exception):
    """One answer does not fit; carries the sentence in both languages."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.sentence = (english, chinese)


def options_of(
    field: FormField, scope: Mapping[str, Any], environment: feel.Environment
) -> tuple[tuple[str, str], ...]:
    """The (value, label) pairs of a choice: as written, or from the variables by the field's expression."""
    if not field.values_expression:
        return field.options
    found = feel.parse_expression(field.values_expression.removeprefix("=")).evaluate(scope, environment)
    pairs = []
    for item in found if isinstance(found, list) else []:
        if isinstance(item, Mapping):
            pairs.append((str(item.get("value", "")), str(item.get("label") or item.get("value", ""))))
        else:
            pairs.append((str(item), str(item)))
    return tuple(pairs)


def is_hidden(field: FormField, scope: Mapping[str, Any], environment: feel.Environment) -> bool:
    """True where the field's `hide` condition holds for these answers and variables."""
    if not field.hide_condition:
        return False
    return feel.parse_expression(field.hide_condition.removeprefix("=")).evaluate(scope, environment) is True


def clean(
    form: Form, answers: Mapping[str, Any], variables: Mapping[str, Any], environment: feel.Environment
) -> dict[str, Any]:
    """The answers as they enter the case: typed, trimmed, only those the form asks for and shows.

    Fields that are hidden, or were not answered and are not required, become None (False for a checkbox, [] for a checklist),
    so that a second round cannot inherit the first round's answer. A field property `check` is FEEL over all answers, the
    variables and `value`; anything but true refuses the answer with `check_message` (`check_message_en` in English).
    Raises InvalidAnswers.
    """
    problems: dict[str, Sentence] = {}
    cleaned: dict[str, Any] = {}
    asked = {field.key: answers.get(field.key) for field in form.inputs if not field.is_read_only}
    scope = {**variables, **{key: _as_meant(form, key, value) for key, value in asked.items()}}
    shown = [field for field in form.inputs if not is_hidden(field, scope, environment)]
    for key in answers:
        if key not in {field.key for field in form.inputs}:
            problems[key] = (f"This form has no field {key}.", f"表单中没有 {key} 这一项。")
    for field in shown:
        if field.is_read_only:
            continue
        try:
            value = _typed(field, answers.get(field.key), scope, environment)
            _require(field, value)
            cleaned[field.key] = value
        except _Refused as refused:
            problems[field.key] = refused.sentence
    for field in form.inputs:
        # A question that does not count has no answer: neither that of an earlier round nor one of another form.
        if field.key in asked and field.key not in cleaned and field.key not in problems:
            cleaned[field.key] = _NOTHING.get(field.type)
    scope = {**variables, **cleaned}
    for field in shown:
        if field.key in cleaned and field.key not in problems:
            sentence = _failed_check(field, cleaned[field.key], scope, environment)
            if sentence:
                problems[field.key] = sentence
    if problems:
        raise InvalidAnswers(problems)
    return cleaned


def _as_meant(form: Form, key: str, raw: Any) -> Any:
    """What a condition sees of an answer not yet checked: a ticked box is true however it was sent, nothing is nothing."""
    kinds = {field.type for field in form.inputs if field.key == key}
    if "checkbox" in kinds:
        return raw in _TICKED
    return None if isinstance(raw, str) and not raw.strip() else raw


def _failed_check(
    field: FormField, value: Any, scope: Mapping[str, Any], environment: feel.Environment
) -> Sentence | None:
    check = field.property("check")
    if not check or value in (None, "", []):
        return None
    if feel.parse_expression(check.removeprefix("=")).evaluate({**scope, "value": value}, environment) is True:
        return None
    chinese = field.property("check_message") or "此项内容不符合要求。"
    return field.property("check_message_en") or "This answer does not meet its rule.", chinese


def _require(field: FormField, value: Any) -> None:
    if field.is_required and (value in (None, "", []) or (field.type == "checkbox" and value is not True)):
        raise _Refused(*REQUIRED)


def _typed(field: FormField, raw: Any, scope: Mapping[str, Any], environment: feel.Environment) -> Any:
    if field.type == "checkbox":
        return _boolean(raw)
    if field.type in ("checklist", "taglist"):
        return _choices(field, raw, scope, environment)
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if field.type in ("radio", "select"):
        return _choice(field, raw, scope, environment)
    reader: Reader = _READERS.get(field.type, _text)
    return reader(field, raw)


def _boolean(raw: Any) -> bool:
    if raw in (None, "", False, "false", "0", "n", "off"):
        return False
    if raw in _TICKED:
        return True
    raise _Refused("Tick the box or leave it empty.", "请勾选或留空。")


def _choice(field: FormField, raw: Any, scope: Mapping[str, Any], environment: feel.Environment) -> str:
    if str(raw) not in {value for value, _ in options_of(field, scope, environment)}:
        raise _Refused("Choose one of the options offered.", "请从所列选项中选择。")
    return str(raw)


def _choices(field: FormField, raw: Any, scope: Mapping[str, Any], environment: feel.Environment) -> list[str]:
    chosen = [] if raw in (None, "") else raw
    if not isinstance(chosen, list | tuple):
        raise _Refused("Choose from the options offered.", "请从所列选项中选择。")
    return [_choice(field, item, scope, environment) for item in chosen]


def _text(field: FormField, raw: Any) -> str:
    if not isinstance(raw, str):
        raise _Refused("Write text here.", "请填写文字。")
    text = raw.replace("\r\n", "\n").strip()
    if _UNTYPEABLE.search(text):
        raise _Refused("The text holds characters that cannot be kept.", "文字中含有无法保存的字符，请重新输入。")
    least, most = field.min_length or 0, min(field.max_length or MAX_TEXT, MAX_TEXT)
    if len(text) < least:
        raise _Refused(
            f"Write at least {least} characters; there are {len(text)}.",
            f"至少填写 {least} 个字，现有 {len(text)} 个字。",
        )
    if len(text) > most:
        raise _Refused(
            f"Write at most {most} characters; there are {len(text)}.", f"最多 {most} 个字，现有 {len(text)} 个字。"
        )
    if field.pattern and not _has_form(field.pattern, text):
        raise _Refused("This does not have the form asked for.", "格式不符合要求。")
    return text


def _has_form(pattern: str, text: str) -> bool:
    """True where the text matches; a pattern that takes too long counts as no match, so that no form can stop the server."""
    try:
        return bool(regex.compile(pattern).fullmatch(text, timeout=0.2))
    except TimeoutError:
        return False


def _number(field: FormField, raw: Any) -> int | float:
    try:
        number = typed_number(raw)
    except NoNumber:
        raise _Refused("Write a number.", "请填写数字。") from None
    except NumberTooLarge:
        raise _Refused("Write a number of at most 15 digits.", "请填写 15 位以内的数字。") from None
    digits = field.decimal_digits
    if digits is not None and _decimals(number) > digits:
        raise _Refused(f"At most {digits} decimal places.", f"最多保留 {digits} 位小数。" if digits else "请填写整数。")
    if field.min is not None and number < Decimal(str(field.min)):
        raise _Refused(f"The least allowed is {field.min:g}.", f"不得小于 {field.min:g}。")
    if field.max is not None and number > Decimal(str(field.max)):
        raise _Refused(f"The most allowed is {field.max:g}.", f"不得大于 {field.max:g}。")
    return plain_number(number)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _moment(field: FormField, raw: Any) -> str:
    text = str(raw).strip()
    try:
        if field.subtype == "time":
            return time.fromisoformat(text).isoformat()
        if field.subtype == "datetime":
            return _with_zone(datetime.fromisoformat(text)).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _Refused("Give the date as year-month-day.", "请按“年-月-日”填写日期时间。") from None


def _with_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_ZONE)


_READERS: dict[str, Reader] = {"number": _number, "datetime": _moment}
