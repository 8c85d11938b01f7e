"""FEEL's functions that say who: their steps and posts exist and are written out, and what they give fits where it stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from workflows.feel import FeelError, parse_expression
from workflows.feel.names import suggest
from workflows.feel.outline import outline
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.assignments import NO_PERSON, UNKNOWN, known_elements, wrong_step
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.text import Text
from workflows.procedure.checks.texts import texts_of
from workflows.procedure.model import Element
from workflows.procedure.who_functions import OF_CASE, OF_OFFICE, OF_STEP, POST_FOR, SHAPES

_ALL = OF_CASE | OF_OFFICE
# A call with its first argument, where that is written out; texts between quotation marks are passed over.
_CALL = re.compile(
    rf'\b(?P<function>{"|".join(sorted(OF_STEP | {POST_FOR}))})\s*\(\s*(?:"(?P<first>[^"]*)"\s*[,)])?|"(?:[^"\\]|\\.)*"'
)


def check_who(checking: Checking) -> None:
    """Refuse steps and posts that do not exist or are worked out, and calls where there is nobody to ask for, or to be told."""
    known = known_elements(checking)
    for text in texts_of(checking.procedure):
        if not _ALL.isdisjoint(_calls(text.source, text.own_names)):
            _check_arguments(checking, known, text)
    # The public titles may read only what the key reads, so what the key must not say, they do not say either.
    for function in sorted(_ALL & _calls(checking.procedure.property("business_key") or "")):
        checking.error("who_public", checking.procedure.process_id, function=f"{function}()")
    for start in checking.procedure.process.starts:
        timer = start.event.timer if start.event is not None else None
        for function in sorted(OF_CASE & _calls(timer or "")):
            checking.error("who_no_case", start, function=f"{function}()")
    for element in checking.procedure.elements.values():
        _check_kind(checking, element)


def _check_arguments(checking: Checking, known: dict[str, Element], text: Text) -> None:
    for function, first in dict.fromkeys(_first_arguments(text.source)):
        kind = "step" if function in OF_STEP else "post"
        if first is None:
            _note(checking, text, f"who_{kind}_computed", name=function)
        elif kind == "post":
            if checking.posts is not None and first not in checking.posts:
                _note(checking, text, "who_post_unknown", name=first, **advice_of(suggest(first, checking.posts)))
        else:
            wrong = wrong_step(checking, known, first)
            if wrong == UNKNOWN:
                _note(checking, text, "who_step_unknown", name=first, **advice_of(suggest(first, known)))
            elif wrong == NO_PERSON:
                _note(checking, text, "who_step_no_person", name=first)


def _check_kind(checking: Checking, element: Element) -> None:
    """An assignee is one text, candidates are lists: told here, where it can be mended, and not only by the first case."""
    written = element.assignment
    asked = (
        (written.assignee, "string", "The assignee", "办理人"),
        (written.candidate_users, "list", "The candidate users", "候选人员"),
        (written.candidate_groups, "list", "The candidate groups", "候选岗位"),
    )
    for text, wanted, what, what_zh in asked:
        if not _ALL & _calls(text or ""):
            continue
        source = (text or "").strip()[1:].strip()
        given = outline(source, {}, results=SHAPES).shape.kind
        if given == "context" and wanted == "string":
            checking.error("who_text", element, what=what, what_zh=what_zh, function=source)
        elif given in ("string", "context") and wanted == "list":
            checking.error("who_list", element, what=what, what_zh=what_zh)


def _first_arguments(source: str) -> Iterator[tuple[str, str | None]]:
    """(Function, first argument) of every call that needs one, in order; None for one that is not written out."""
    for found in _CALL.finditer(source):
        if found["function"]:
            yield found["function"], found["first"]


def _calls(source: str, names: Collection[str] = ()) -> frozenset[str]:
    """Every function that a text calls; one that does not compile gets its sentence from the check of expressions."""
    if not source.strip().startswith("=") or not any(name in source for name in _ALL):
        return frozenset()
    try:
        return frozenset(parse_expression(source.strip()[1:].strip(), names=names).calls)
    except FeelError:
        return frozenset()


def _note(checking: Checking, text: Text, code: str, **values: object) -> None:
    told = {"what": text.what, "what_zh": text.what_zh, **values}
    if text.file is not None:
        checking.in_file(code, text.file, str(text.at), values=told)
    else:
        checking.error(code, text.at, **told)
