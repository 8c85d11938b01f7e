"""FEEL `deadline("name")` names a clock that something here, or a procedure that calls this one, starts."""

from __future__ import annotations

import re

from workflows.feel import FeelError, parse_expression
from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.texts import texts_of
from workflows.procedure.model import DEADLINE_FUNCTION

_NAMED = re.compile(r"\bdeadline\(\s*\"([^\"]*)\"\s*\)")


def check_deadline_names(checking: Checking) -> None:
    """Refuse a name that is near one that exists; warn of any other, which a caller not known here may start."""
    procedures = (checking.procedure, *(checking.called or {}).values())
    known = {
        element.property("deadline_name") or element.id
        for procedure in procedures
        for element in procedure.elements.values()
        if element.property("deadline") is not None
    }
    for text in texts_of(checking.procedure):
        if text.file is not None or not text.is_feel or DEADLINE_FUNCTION not in text.source:
            continue
        try:
            calls = parse_expression(text.source.strip()[1:].strip(), names=text.own_names).calls
        except FeelError:
            continue
        for name in _NAMED.findall(text.source) if DEADLINE_FUNCTION in calls else ():
            if name not in known:
                near = suggest(name, known)
                told = {"what": text.what, "what_zh": text.what_zh, "name": name, **advice_of(near)}
                (checking.warn if near is None else checking.error)("deadline_unknown", text.at, **told)
