"""One answer of one field: what was sent → the plain value that enters the case, or the sentence that refuses it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import regex

from workflows import feel
from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.typed_numbers import NoNumber, NumberTooLarge, plain_number, typed_number
from workflows.files.file_types import FileType
from workflows.procedure.form_model import FILE_PICKER, FormField
from workflows.sentence import Sentence
from workflows.settings import upload_count
from workflows.unseen import seen

FIRST_YEAR, LAST_YEAR = 1900, 2199  # of a date that somebody may answer
REQUIRED = Sentence("Please fill this in.", "请填写此项。")
MAX_TEXT = Decimal(20_000)
_TICKED = (True, "true", "1", "y", "on")
_SEVERAL = ("checklist", "taglist", "dynamiclist", "filepicker")
# Control characters and halves of surrogate pairs: no keyboard types them, databases and letters cannot hold them.
_UNTYPEABLE = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Refused(Exception):
    """One answer does not fit; carries the sentence in both languages."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.sentence = Sentence(english, chinese)


@dataclass(frozen=True, slots=True)
class Asking:
    """What an answer is read with: the variables and answers that expressions of the form see, and the functions."""

    scope: Mapping[str, Any]
    environment: feel.Environment

    def holds(self, always: bool, condition: str | None) -> bool:
        """True where it is always so or the FEEL condition holds; anything but true is false, as in form-js."""
        return always or (condition is not None and self.value(condition) is True)

    def limit(self, written: float | int | str | None) -> Decimal | None:
        """A limit as written, or what its FEEL gives; null is no limit. Raises Refused where FEEL gives no number."""
        if written is None:
            return None
        given = self.value(written) if isinstance(written, str) else written
        if given is None:
            return None
        try:
            return typed_number(given)
        except (NoNumber, NumberTooLarge):
            raise Refused(
                "The limit of this question cannot be worked out; tell the administrator.",
                "此项的限值无法得出，请告知系统管理员。",
            ) from None

    def value(self, text: str) -> Any:
        """What a FEEL text, with or without its `=`, gives here."""
        return feel.parse_expression(text.removeprefix("=")).evaluate(self.scope, self.environment)


_Reader = Callable[[FormField, Any, Asking], Any]


def nothing(field: FormField) -> Any:
    """What stands in the case where a question was not answered: None, False for a box, an empty list for a choice of several."""
    if field.type == "checkbox":
        return False
    return [] if field.type in _SEVERAL else None


def is_nothing(value: Any) -> bool:
    """True for what counts as no answer."""
    return value is None or value is False or value in ("", [])


def as_meant(field: FormField, raw: Any) -> Any:
    """What a condition sees of an answer not yet checked: a ticked box is true however it was sent, nothing is nothing."""
    if field.type == "checkbox":
        return raw in _TICKED
    if field.type == "dynamiclist":
        rows = raw if isinstance(raw, list | tuple) else []
        return [{item.key: as_meant(item, row.get(item.key)) for item in field.inputs} for row in rows if _is_row(row)]
    return None if isinstance(raw, str) and not seen(raw) else raw


def _is_row(row: object) -> bool:
    return isinstance(row, Mapping)


def options_of(
    field: FormField, scope: Mapping[str, Any], environment: feel.Environment, locale: str = "zh"
) -> tuple[tuple[str, str], ...]:
    """The (value, label) pairs of a choice: as written, or from the variables by the field's expression, whose `label_en` is that
    of the English page."""
    if not field.values_expression:
        return field.options
    is_english = not locale.startswith("zh")
    offered = offered_by(field, scope, environment)
    return tuple((value, (is_english and label_en) or label) for value, label, label_en in offered)


def choices_now(
    field: FormField, scope: Mapping[str, Any], environment: feel.Environment, locale: str = "zh"
) -> tuple[tuple[str, str], ...]:
    """Those of its options that a choice offers now: all, or those that its property `offered` lists."""
    pairs = options_of(field, scope, environment, locale)
    written = field.property("offered")
    if not written:
        return pairs
    given = Asking(scope, environment).value(written)
    offered = given if isinstance(given, list) else [given]
    return tuple((value, label) for value, label in pairs if value in offered)


def offered_by(
    field: FormField, scope: Mapping[str, Any], environment: feel.Environment
) -> tuple[tuple[str, str, str], ...]:
    """What the field's expression offers: value, label, and the label of the English page, empty where there is none."""
    found = Asking(scope, environment).value(field.values_expression or "")
    offered = []
    for item in found if isinstance(found, list) else []:
        if isinstance(item, Mapping):
            value = str(item.get("value", ""))
            offered.append((value, str(item.get("label") or value), str(item.get("label_en") or "")))
        else:
            offered.append((str(item), str(item), ""))
    return tuple(offered)


def typed(field: FormField, raw: Any, asking: Asking) -> Any:
    """The plain value of an answer. Raises Refused where it does not fit the field or is missing though required."""
    value = _read(field, raw, asking)
    if is_nothing(value) and asking.holds(field.is_required, field.required_if):
        raise Refused(*REQUIRED)
    return value


def _read(field: FormField, raw: Any, asking: Asking) -> Any:
    if field.type == "checkbox":
        return _boolean(raw)
    if field.type in ("checklist", "taglist"):
        return _choices(field, raw, asking)
    if field.type == FILE_PICKER:
        return _files(field, raw)
    if raw is None or (isinstance(raw, str) and not seen(raw)):
        return None
    if field.type in ("radio", "select"):
        return _choice(field, raw, asking)
    reader: _Reader = _READERS.get(field.type, _text)
    return reader(field, raw, asking)


def _files(field: FormField, raw: Any) -> list[dict[str, Any]]:
    """The files of an answer, each once; they were put in place of their ids before (given_files.py)."""
    given = raw if isinstance(raw, list) else [] if raw in (None, "") else [raw]
    if not all(isinstance(each, Mapping) for each in given):
        raise Refused(
            "A file that was chosen here is not there any more; choose it again.", "此处选择的文件已失效，请重新选择。"
        )
    files = list({each["id"]: dict(each) for each in given}.values())
    most = upload_count() if field.is_multiple else 1
    if len(files) > most:
        raise Refused(f"At most {most} files; there are {len(files)}.", f"最多 {most} 个文件，现有 {len(files)} 个。")
    for each in files:
        if each["type"] not in field.accept:
            taken = [kind.value.upper() for kind in FileType if kind in field.accept]
            raise Refused(
                f"{each['name']} is not taken here; give {', '.join(taken)}.",
                f"此项不接受 {each['name']}；请提供 {'、'.join(taken)}。",
            )
    return files


def _boolean(raw: Any) -> bool:
    if raw in (None, "", False, "false", "0", "n", "off"):
        return False
    if raw in _TICKED:
        return True
    raise Refused("Tick the box or leave it empty.", "请勾选或留空。")


def _choice(field: FormField, raw: Any, asking: Asking) -> str:
    if str(raw) not in {value for value, _ in choices_now(field, asking.scope, asking.environment)}:
        raise Refused("Choose one of the options offered.", "请从所列选项中选择。")
    return str(raw)


def _choices(field: FormField, raw: Any, asking: Asking) -> list[str]:
    chosen = [] if raw in (None, "") else raw
    if not isinstance(chosen, list | tuple):
        raise Refused("Choose from the options offered.", "请从所列选项中选择。")
    return [_choice(field, item, asking) for item in chosen]


def _text(field: FormField, raw: Any, asking: Asking) -> str:
    if not isinstance(raw, str):
        raise Refused("Write text here.", "请填写文字。")
    text = seen(raw.replace("\r\n", "\n"))
    if _UNTYPEABLE.search(text):
        raise Refused("The text holds characters that cannot be kept.", "文字中含有无法保存的字符，请重新输入。")
    least, most = asking.limit(field.min_length) or 0, min(asking.limit(field.max_length) or MAX_TEXT, MAX_TEXT)
    if len(text) < least:
        raise Refused(
            f"Write at least {least:f} characters; there are {len(text)}.",
            f"至少填写 {least:f} 个字，现有 {len(text)} 个字。",
        )
    if len(text) > most:
        raise Refused(
            f"Write at most {most:f} characters; there are {len(text)}.",
            f"最多 {most:f} 个字，现有 {len(text)} 个字。",
        )
    if field.pattern and not _has_form(field.pattern, text):
        raise Refused("This does not have the form asked for.", "格式不符合要求。")
    return text


def _has_form(pattern: str, text: str) -> bool:
    """True where the pattern is found in the text, as browsers look for it: anywhere unless it is anchored, \\d and \\w in ASCII.

    A pattern that takes too long counts as no match, so that no form can stop the server.
    """
    try:
        return bool(regex.compile(pattern, regex.ASCII).search(text, timeout=0.2))
    except TimeoutError:
        return False


def _number(field: FormField, raw: Any, asking: Asking) -> int | float | str:
    try:
        number = typed_number(raw)
    except NoNumber:
        raise Refused("Write a number.", "请填写数字。") from None
    except NumberTooLarge:
        raise Refused("Write a number of at most 15 digits.", "请填写 15 位以内的数字。") from None
    digits = field.decimal_digits
    if digits is not None and _decimals(number) > digits:
        raise Refused(f"At most {digits} decimal places.", f"最多保留 {digits} 位小数。" if digits else "请填写整数。")
    least, most = asking.limit(field.min), asking.limit(field.max)
    if least is not None and number < least:
        raise Refused(f"The least allowed is {_plain(least)}.", f"不得小于 {_plain(least)}。")
    if most is not None and number > most:
        raise Refused(f"The most allowed is {_plain(most)}.", f"不得大于 {_plain(most)}。")
    if field.increment is not None:
        step = Decimal(str(field.increment))
        if number % step:
            near = number - number % step
            raise Refused(
                f"Steps of {_plain(step)}: write {_plain(near)} or {_plain(near + step)}.",
                f"须为 {_plain(step)} 的倍数，例如 {_plain(near)} 或 {_plain(near + step)}。",
            )
    return _plain(number) if field.is_kept_as_text else plain_number(number)


def _plain(number: Decimal | int) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _moment(field: FormField, raw: Any, asking: Asking) -> str:
    text = seen(str(raw))
    try:
        if field.subtype == "time":
            hour = time.fromisoformat(text)
            _on_step(field, hour)
            return _time_text(field, hour)
        if field.subtype == "datetime":
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_ZONE)
            _within_years(moment.date())
            local = moment.astimezone(OFFICE_ZONE)
            _not_past(field, local.date(), asking)
            _on_step(field, local.time())
            return _moment_text(field, moment)
        day = date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise Refused("Give the date as year-month-day.", "请按“年-月-日”填写日期时间。") from None
    _within_years(day)
    _not_past(field, day, asking)
    return day.isoformat()


def _within_years(day: date) -> None:
    # A slip such as 0026 for 2026 would stand in the record as the day of a meeting; nobody alive was born before these years.
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.", f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。")


def _not_past(field: FormField, day: date, asking: Asking) -> None:
    now = asking.environment.now
    if field.is_never_past and now is not None and day < now.astimezone(OFFICE_ZONE).date():
        raise Refused("Choose today or a later day.", "请选择今天或以后的日期。")


def _on_step(field: FormField, hour: time) -> None:
    if field.time_step and (hour.second or hour.microsecond or (hour.hour * 60 + hour.minute) % field.time_step):
        raise Refused(
            f"Choose a time in steps of {field.time_step} minutes.", f"请按 {field.time_step} 分钟的间隔选择时间。"
        )


def _moment_text(field: FormField, moment: datetime) -> str:
    if field.moment_format == "utc_normalized":
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if field.moment_format == "no_timezone":
        return moment.astimezone(OFFICE_ZONE).replace(tzinfo=None).isoformat()
    return moment.isoformat()


def _time_text(field: FormField, hour: time) -> str:
    if field.moment_format in (None, "no_timezone"):
        return hour.replace(tzinfo=None).isoformat()
    # China has one zone without summer time since 1992, so the day does not matter.
    moment = datetime.combine(date(2000, 1, 1), hour.replace(tzinfo=hour.tzinfo or OFFICE_ZONE))
    if field.moment_format == "utc_normalized":
        return moment.astimezone(UTC).time().isoformat() + "Z"
    return moment.isoformat().partition("T")[2]


_READERS: dict[str, _Reader] = {"number": _number, "datetime": _moment}
