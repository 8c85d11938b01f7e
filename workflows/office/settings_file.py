"""The settings that are shipped, read from bpmn/settings.yaml: what each is called, in what it is counted, between which bounds."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from workflows import feel
from workflows.feel import numbers
from workflows.feel.names import suggest
from workflows.office.catalogues_file import SCHEME, CatalogueKind, shipped_schemes
from workflows.procedure.plain_data import DataRefused, read_yaml
from workflows.sentence import Sentence
from workflows.settings import ROOT, procedures_folder

FILE: Final = "settings.yaml"
_REQUIRED: Final = ("group", "name", "name_en", "unit", "values", "source", "source_en")
_BOUNDS: Final = ("least", "most")
_KIND: Final = ("kind",)
_KEY: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_WHOLE: Final = re.compile(r"-?[0-9]{1,9}")
_SHARE: Final = re.compile(r"([0-9]{1,4})/([1-9][0-9]{0,3})")

Value = feel.Value


class SettingsError(Exception):
    """The file of settings cannot be used; the sentence says where and what to write."""


class SettingGroup(StrEnum):
    """What a setting belongs to; pages list them in this order."""

    RECALL = "recall"
    SELECTION = "selection"
    ASSESSMENT = "assessment"
    OFFICE = "office"


class SettingUnit(StrEnum):
    """What the value of a setting counts; a `share` is written `2/3`, a `catalogue` names a scheme of catalogues.yaml, `yes_no` is
    one of these words, `text` any words, all else is a whole number.
    """

    DAYS = "days"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    MONTHS = "months"
    YEARS = "years"
    POINTS = "points"
    PEOPLE = "people"
    TIMES = "times"
    METRES = "metres"
    CHARACTERS = "characters"
    CLOCK_HOUR = "clock_hour"
    SHARE = "share"
    CATALOGUE = "catalogue"
    YES_NO = "yes_no"
    TEXT = "text"


_UNBOUNDED: Final = (SettingUnit.CATALOGUE, SettingUnit.YES_NO, SettingUnit.TEXT)
LONGEST_TEXT: Final = 20  # characters, as many as the column of a value holds
YES_NO: Final[Mapping[str, bool]] = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class SettingEntry:
    """One setting as the file describes it: what each word means stands at the head of bpmn/settings.yaml. One that counts
    `catalogue` has a `kind` of scheme and no bounds, one that counts `yes_no` or `text` neither."""

    key: str
    group: SettingGroup
    name: str
    name_en: str
    unit: SettingUnit
    least: str
    most: str
    values: tuple[tuple[date, str], ...]
    source: str
    source_en: str
    kind: CatalogueKind | None = None

    def label(self, locale: str) -> str:
        """The setting's name in the reader's language."""
        return self.name if locale.startswith("zh") else self.name_en

    @property
    def names_scheme(self) -> bool:
        """Whether its value is a scheme of a catalogue."""
        return self.unit is SettingUnit.CATALOGUE

    @property
    def is_text(self) -> bool:
        """Whether its value is words, such as a name."""
        return self.unit is SettingUnit.TEXT

    @property
    def shipped_choices(self) -> tuple[str, ...]:
        """The codes of the shipped schemes that it may name, in the order of their file; of a yes or no these words."""
        if self.unit is SettingUnit.YES_NO:
            return tuple(YES_NO)
        return tuple(code for code, scheme in shipped_schemes().items() if scheme.kind is self.kind)

    def on(self, day: date) -> str:
        """The shipped value that holds on a day; before the first one, that."""
        return next((value for since, value in reversed(self.values) if since <= day), self.values[0][1])

    def since(self, day: date) -> date:
        """The day from which the shipped value of a day holds."""
        return next((since for since, _ in reversed(self.values) if since <= day), self.values[0][0])

    def problem(self, text: str, *, by_name: bool = False, schemes: Collection[str] | None = None) -> Sentence | None:
        """What keeps a text from being a value of this setting, which is called by its key, or by its name on a page; None for a
        value within its bounds. `schemes` are those that a catalogue may name, the shipped ones without it.
        """
        called, called_zh = (self.name_en, self.name) if by_name else (self.key, self.key)
        gap = "" if by_name else " "
        if self.names_scheme:
            known = sorted(self.shipped_choices if schemes is None else schemes)
            if text in known:
                return None
            return Sentence(
                f"{called} names one of {', '.join(known)}; {text} is none of them.",
                f"{called_zh}{gap}应为 {'、'.join(known)} 之一，{text} 不在其中。",
            )
        if self.is_text:
            if text == text.strip() and text.isprintable() and 0 < len(text) <= LONGEST_TEXT:
                return None
            return Sentence(
                f"{called} is one line of 1 to {LONGEST_TEXT} characters.",
                f"{called_zh}{gap}应为一行文字，1 至 {LONGEST_TEXT} 个字。",
            )
        value = _number(self.unit, text)
        if value is None:
            wanted, wanted_zh = _WRITTEN.get(self.unit, _WHOLE_NUMBER)
            return Sentence(f"{called}: {text} is not {wanted}.", f"{called_zh}：{text} 应为{wanted_zh}。")
        least, most = _number(self.unit, self.least), _number(self.unit, self.most)
        if least is not None and most is not None and not least <= value <= most:
            return Sentence(
                f"{called} is at least {self.least} and at most {self.most}; {text} is not.",
                f"{called_zh}{gap}应在 {self.least} 至 {self.most} 之间，{text} 不在此范围。",
            )
        return None

    def read(self, text: str) -> Value:
        """The number that a stored text means, the truth value of yes or no, the code of a scheme, or the words themselves. Raises
        SettingsError for one that is none."""
        if self.names_scheme or self.is_text:
            return text
        value = _number(self.unit, text)
        if value is None:
            raise SettingsError(f"{self.key}: {text} is no value.")
        return value


_WHOLE_NUMBER: Final = ("a whole number", "整数")
_WRITTEN: Final[Mapping[SettingUnit, tuple[str, str]]] = {
    SettingUnit.SHARE: ("a share such as 2/3", "形如 2/3 的比例"),
    SettingUnit.YES_NO: ("yes or no", " yes 或 no"),
}


def _number(unit: SettingUnit, text: str) -> Any:
    """The number of a text, None where it is none. A share is divided as FEEL divides, so that equal shares compare as equal."""
    if unit is SettingUnit.YES_NO:
        return YES_NO.get(text)
    if unit is not SettingUnit.SHARE:
        return int(text) if _WHOLE.fullmatch(text) else None
    found = _SHARE.fullmatch(text)
    return numbers.divide(int(found[1]), int(found[2])) if found else None


def kept_value(text: str) -> Value:
    """What a text means that a case keeps of a setting which counts something, also of one that is shipped no more."""
    if text in YES_NO:
        return YES_NO[text]
    if SCHEME.fullmatch(text):
        return text
    value = _number(SettingUnit.SHARE if "/" in text else SettingUnit.DAYS, text)
    return text if value is None else value


def shipped_settings() -> Mapping[str, SettingEntry]:
    """The settings by key, in the order of the file: those of the procedures' folder, then what it lacks of the shipped ones.

    So a folder from before a setting was built goes on working. Raises SettingsError for a file that cannot be read or says what
    means nothing.
    """
    own, shipped = procedures_folder() / FILE, ROOT / "bpmn" / FILE
    return _read(own, shipped) if own.is_file() else _read(shipped)


@lru_cache
def _read(*paths: Path) -> Mapping[str, SettingEntry]:
    found: dict[str, SettingEntry] = {}
    for path in paths:
        for key, entry in read_settings(path.read_bytes()).items():
            found.setdefault(key, entry)
    return MappingProxyType(found)


def read_settings(data: bytes) -> Mapping[str, SettingEntry]:
    """The settings of one file, by key. Raises SettingsError naming the setting and the word that is wrong."""
    try:
        rows = read_yaml(data)
    except DataRefused as refused:
        raise SettingsError(f"{FILE} cannot be read: {refused.reason.en}.") from refused
    if not isinstance(rows, dict) or not rows:
        raise SettingsError(f"{FILE} must list settings as `key: values`.")
    return MappingProxyType({str(key): _entry(str(key), row) for key, row in rows.items()})


def _entry(key: str, row: Any) -> SettingEntry:
    if not _KEY.fullmatch(key):
        raise SettingsError(f"{FILE}: {key} is not written like `recall.days`.")
    if not isinstance(row, dict):
        raise SettingsError(f"{FILE}: {key} must be a list of values such as `unit: days`.")
    words: dict[str, tuple[str, ...]] = {SettingUnit.CATALOGUE: _KIND, SettingUnit.YES_NO: (), SettingUnit.TEXT: ()}
    known = (*_REQUIRED, *words.get(str(row.get("unit")), _BOUNDS))
    for word in row:
        if word not in known:
            near = suggest(str(word), known)
            advice = f"; did you mean {near}?" if near else f"; it may say {', '.join(known)}."
            raise SettingsError(f"{FILE}: {key} says {word}, which means nothing{advice}")
    for word in known:
        if word not in row or row[word] in (None, ""):
            raise SettingsError(f"{FILE}: {key} does not say {word}.")
    for word, allowed in (("group", SettingGroup), ("unit", SettingUnit), ("kind", CatalogueKind)):
        if word in row and row[word] not in tuple(allowed):
            raise SettingsError(f"{FILE}: {word} of {key} is one of {', '.join(allowed)}, not {row[word]}.")
    unit = SettingUnit(row["unit"])
    for word in _BOUNDS if unit not in _UNBOUNDED else ():
        if _number(unit, _text(row[word])) is None:
            raise SettingsError(f"{FILE}: {word} of {key} is {_WRITTEN.get(unit, _WHOLE_NUMBER)[0]}.")
    if not isinstance(row["values"], dict):
        raise SettingsError(f"{FILE}: values of {key} are written `day: value`, such as `2018-12-01: 7`.")
    entry = SettingEntry(
        key=key,
        group=SettingGroup(row["group"]),
        name=str(row["name"]),
        name_en=str(row["name_en"]),
        unit=unit,
        least=_text(row.get("least", "")),
        most=_text(row.get("most", "")),
        kind=CatalogueKind(row["kind"]) if "kind" in row else None,
        values=tuple(sorted((_day(key, day), _text(value, unit)) for day, value in row["values"].items())),
        source=str(row["source"]),
        source_en=str(row["source_en"]),
    )
    for _, value in entry.values:
        wrong = entry.problem(value)
        if wrong is not None:
            raise SettingsError(f"{FILE}: {wrong.en}")
    return entry


def _text(value: Any, unit: SettingUnit | None = None) -> str:
    """A value as it is written; `true` is no number although Python takes it for one, and YAML's for `yes`."""
    if isinstance(value, bool):
        return next(word for word, meant in YES_NO.items() if meant is value) if unit is SettingUnit.YES_NO else ""
    return str(value)


def _day(key: str, text: Any) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise SettingsError(f"{FILE}: {key} holds from a day such as 2018-12-01, not from {text}.") from None
