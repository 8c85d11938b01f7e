"""What parts report to their round, and are answered, in words: a name that has none is not shown, for nobody reads raw names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext, lazy_gettext

from webapp.i18n import current_locale
from workflows.sentence import Sentence

NAMES: Final[Mapping[str, Any]] = {
    "vetting_result": lazy_gettext("Calls and review"),
    "unit_result": lazy_gettext("Share of the unit"),
    "arrival_status": lazy_gettext("Arrival"),
    "is_nobody_leaving": lazy_gettext("Nobody leaves the village"),
    "proposed_count": lazy_gettext("Proposed"),
    "open_count": lazy_gettext("Still open"),
    "excellent": lazy_gettext("Excellent"),
    "good": lazy_gettext("Good"),
    "fair": lazy_gettext("Fair"),
    "poor": lazy_gettext("Poor"),
    "graded": lazy_gettext("Graded"),
    "facts_only": lazy_gettext("Facts only"),
    "waived_places": lazy_gettext("Excellent beyond the share"),
    "waiver_reason": lazy_gettext("Reason for that"),
    "return_reason": lazy_gettext("Why it was sent back"),
    "again_text": lazy_gettext("What is to be looked at again"),
}
"""By name of a value of the message, what it is."""

WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "vetting_result": {
        "passed": lazy_gettext("passed"),
        "failed": lazy_gettext("not passed"),
        "withdrawn": lazy_gettext("withdrawn from the selection"),
    },
    "unit_result": {
        "proposed": lazy_gettext("somebody is proposed"),
        "exempt": lazy_gettext("exempted"),
        "nobody": lazy_gettext("nobody is proposed"),
    },
    "arrival_status": {"arrived": lazy_gettext("arrived"), "no_show": lazy_gettext("never came")},
}
"""By name, what each value means, where the value is a word of the program."""


def in_words(values: Mapping[str, Any], fields: Mapping[str, Sentence]) -> list[tuple[str, str]]:
    """What was reported, as label and text, in the order of the report; `fields` is what forms call their answers.

    Lists, ids and whatever has no words are left out.
    """
    locale = current_locale()
    found: list[tuple[str, str]] = []
    for name, value in values.items():
        label = str(NAMES[name]) if name in NAMES else fields[name].in_language(locale) if name in fields else None
        if label is None or not isinstance(value, str | int | float):
            continue
        if isinstance(value, bool):
            said = gettext("yes") if value else gettext("no")
        else:
            said = str(WORDS.get(name, {}).get(str(value), value))
        found.append((label, said))
    return found
