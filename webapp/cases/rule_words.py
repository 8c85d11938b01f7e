"""Conditions of rules in words: what a cell of a decision table asks, with the words of forms in the place of their codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from flask_babel import gettext

from webapp.texts import readable
from workflows.office.settings_file import shipped_settings
from workflows.procedure.model import Procedure

Words = Mapping[str, str]

_TEXTS = re.compile(r'"[^"]*"(?:\s*,\s*"[^"]*")*')
_HOLDS = re.compile(r'list contains\(\s*[\w?]+\s*,\s*("[^"]*")\s*\)')
_NOT = re.compile(r"not\((.*)\)")
_COMPARED = re.compile(r"(?:\?\s*)?(<=|>=|<|>)\s*(.+)")
_BETWEEN = re.compile(r"\[\s*(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)\s*([\])])")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SETTING = re.compile(r'(-?)\s*setting\("([a-z0-9_.]+)"\)')
_OR = re.compile(r"\s+or\s+|,(?=\s*null$)")


def words_of_codes(procedures: Iterable[Procedure], locale: str) -> Words:
    """What the options of these procedures' forms are called; a code that two forms call differently is none of them."""
    found: dict[str, set[str]] = {}
    for procedure in procedures:
        for form in procedure.forms.values():
            for field in form.inputs:
                for each in (field, *field.fields):
                    inside = "" if each is field else f"{field.key}."
                    for value, label in each.options:
                        key = f"form:{form.id}:{inside}{each.key}:option:{value}"
                        found.setdefault(value, set()).add(procedure.label(key, label, locale))
    return {code: next(iter(called)) for code, called in found.items() if len(called) == 1}


def value_in_words(value: Any, words: Words) -> str:
    """A value with its codes in words."""
    if isinstance(value, list | tuple):
        return readable([words.get(each, each) if isinstance(each, str) else each for each in value])
    return readable(words.get(value, value) if isinstance(value, str) else value)


def asked_in_words(test: str, words: Words, locale: str) -> str | None:
    """What a cell asks, such as “includes idle and passive”; None for one that has no simple words."""
    asked = test.strip()
    parts = [part.strip() for part in _OR.split(asked)]
    if len(parts) > 1:
        told = [
            gettext("nothing") if part in ("null", "? = null") else asked_in_words(part, words, locale)
            for part in parts
        ]
        return None if None in told else _either(map(str, told))
    if asked in ("true", "false"):
        return gettext("yes") if asked == "true" else gettext("no")
    if _TEXTS.fullmatch(asked):
        return gettext("is %(what)s", what=_called(asked, words))
    if found := _HOLDS.fullmatch(asked):
        return gettext("includes %(what)s", what=_called(found[1], words))
    if found := _NOT.fullmatch(asked):
        return _denied(found[1].strip(), words)
    if found := _COMPARED.fullmatch(asked):
        return _compared(found[1], found[2].strip(), locale)
    if found := _BETWEEN.fullmatch(asked):
        last = gettext("%(to)s at most", to=found[2]) if found[3] == "]" else gettext("less than %(to)s", to=found[2])
        return gettext("at least %(least)s, %(most)s", least=found[1], most=last)
    return None


def _called(texts: str, words: Words) -> str:
    return _either(words.get(code, code) for code in re.findall(r'"([^"]*)"', texts))


def _either(told: Iterable[str]) -> str:
    return reduce(lambda one, other: gettext("%(one)s or %(other)s", one=one, other=other), told)


def _denied(asked: str, words: Words) -> str | None:
    if _TEXTS.fullmatch(asked):
        return gettext("is not %(what)s", what=_called(asked, words))
    found = _HOLDS.fullmatch(asked)
    return gettext("does not include %(what)s", what=_called(found[1], words)) if found else None


def _compared(sign: str, with_what: str, locale: str) -> str | None:
    if _NUMBER.fullmatch(with_what):
        limit = with_what
    elif found := _SETTING.fullmatch(with_what):
        entry = shipped_settings().get(found[2])
        if entry is None:
            return None
        name = entry.label(locale)
        limit = (
            gettext("minus the setting “%(name)s”", name=name)
            if found[1]
            else gettext("the setting “%(name)s”", name=name)
        )
    else:
        return None
    return {
        "<": gettext("less than %(to)s", to=limit),
        "<=": gettext("%(to)s at most", to=limit),
        ">": gettext("more than %(to)s", to=limit),
        ">=": gettext("at least %(to)s", to=limit),
    }[sign]
