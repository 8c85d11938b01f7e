"""FEEL `setting("key")` names a setting of the office, written out: whoever changes one must be able to see what reads it.

`catalogue("key")` likewise, for a setting that names a scheme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.texts import texts_of
from workflows.procedure.model import CATALOGUE_FUNCTION, SETTING_FUNCTION, Procedure
from workflows.procedure.scenario_reader import read_scenarios
from workflows.procedure.signatures import SettingWords
from workflows.xml import XmlRefused, parse_xml

# A call with its key, where that is written out; texts between quotation marks are passed over.
_FUNCTIONS = (SETTING_FUNCTION, CATALOGUE_FUNCTION)
_NAMES = "|".join(_FUNCTIONS)
_CALL = re.compile(rf'\b(?P<name>{_NAMES})\s*\(\s*(?:"(?P<key>[^"]*)"\s*\))?|"(?:[^"\\]|\\.)*"')


def keys_in(source: str) -> Iterator[str | None]:
    """The keys of the settings that an expression reads, in order; None for one that is not written out."""
    for found in _CALL.finditer(source):
        if not found[0].startswith('"'):
            yield found["key"]


def _catalogues_in(source: str) -> Iterator[str]:
    return (found["key"] for found in _CALL.finditer(source) if found["name"] == CATALOGUE_FUNCTION and found["key"])


def wrong_keys(source: str, known: Mapping[str, SettingWords]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is wrong with the settings that an expression reads: the code of the sentence, and what it says."""
    for key in dict.fromkeys(keys_in(source)):
        if key is None:
            yield "setting_computed", {}
        elif key not in known:
            yield "setting_unknown", {"name": key, **advice_of(suggest(key, known))}
    for key in dict.fromkeys(_catalogues_in(source)):
        if key in known and not known[key].names_scheme:
            near = suggest(key, [other for other, words in known.items() if words.names_scheme])
            yield "setting_no_scheme", {"name": key, **advice_of(near)}


def check_setting_names(checking: Checking) -> None:
    """Settings in decision tables exist, and those that a scenario sets do and may have that value; see also check_text."""
    known = checking.settings
    if known is None:
        return
    for file, source in _texts_of_tables(checking.procedure):
        for code, values in wrong_keys(source, known):
            checking.in_file(code, file, values={"what": "A cell", "what_zh": "单元格", **values})
    scenarios, _ = read_scenarios(checking.procedure.files)
    for file, scenario in scenarios.items():
        for key, text in scenario.own_settings.items():
            if key not in known:
                values = {"what": "The scenario", "what_zh": "场景", "name": key, **advice_of(suggest(key, known))}
                checking.in_file("setting_unknown", file, values=values)
                continue
            wrong = known[key].problem(text)
            if wrong is not None:
                checking.in_file("setting_value", file, values={"reason": wrong.en, "reason_zh": wrong.zh})


def settings_read(procedure: Procedure) -> frozenset[str]:
    """The keys of every setting that the expressions of a procedure read: its diagram, forms, letters, notices and tables."""
    texts = [text.source for text in texts_of(procedure) if text.is_feel]
    for letter in procedure.letters.values():
        texts += [place.source for place in letter.places()]
    for notice in procedure.notices.values():
        texts += [place.source for place in notice.places()]
    texts += [source for _, source in _texts_of_tables(procedure)]
    return frozenset(key for source in texts for key in keys_in(source) if key is not None)


def keys_in_tables(procedure: Procedure) -> Iterator[tuple[str, frozenset[str]]]:
    """Each file of decision tables that reads settings, once for every cell that does, with the keys of that cell."""
    for file, source in _texts_of_tables(procedure):
        yield file, frozenset(key for key in keys_in(source) if key is not None)


def _texts_of_tables(procedure: Procedure) -> Iterator[tuple[str, str]]:
    """The file and the text of every expression of the decision tables; a file that is no XML is told elsewhere."""
    for file, data in procedure.files.items():
        if not file.endswith(".dmn") or not any(name.encode() in data for name in _FUNCTIONS):
            continue
        try:
            root = parse_xml(data, file)
        except XmlRefused:
            continue
        for node in root.iter("{*}text"):
            if node.text and any(name in node.text for name in _FUNCTIONS):
                yield file, node.text
