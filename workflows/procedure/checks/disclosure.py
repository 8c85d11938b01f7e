"""Who may read what: readers and owner of the process, its public title, what tasks show and seal, narrowed fields."""

from __future__ import annotations

from collections.abc import Collection

from workflows.feel import FeelError, parse_expression, suggest
from workflows.procedure.checks.activities import advice_of
from workflows.procedure.checks.assignments import check_post, known_elements
from workflows.procedure.checks.context import Checking
from workflows.procedure.form_model import Form
from workflows.procedure.lists import names_of
from workflows.procedure.model import Element, ElementType

OFFICE = "office"  # in `visible_to`: every post that belongs to the office
STARTER = "starter"  # in `cancel_by`: whoever started the case, before the first decision
START = "start"  # in `shows`: the answers with which the case was started
DECISION = "decision:"
LETTER = "letter:"


def check_disclosure(checking: Checking) -> None:
    """Every process names readers and owner; what is shown, sealed or narrowed exists; the public title tells nothing."""
    _check_process(checking)
    known = known_elements(checking)
    for element in checking.procedure.elements.values():
        if element.type is ElementType.USER_TASK:
            _check_shows(checking, element, known)
            _check_seal(checking, element)
    for form in checking.procedure.forms.values():
        _check_fields(checking, form)


def _check_process(checking: Checking) -> None:
    procedure = checking.procedure
    at = procedure.process_id
    for name in ("readers", "owner"):
        if not procedure.property(name):
            checking.error(f"{name}_missing", at)
    for name in ("readers", "owner", "cancel_by", "recuse_by"):
        text = procedure.property(name) or ""
        # Who may order a recusal must be plain before there is a case, so it is never an expression.
        if name == "recuse_by" or not text.startswith("="):
            for group in names_of(text):
                if not (name == "cancel_by" and group == STARTER):
                    check_post(checking, group.partition("@")[0], at)
    owner = procedure.property("owner") or ""
    if not owner.startswith("=") and len(names_of(owner)) > 1:
        checking.error("owner_several", at, value=owner)
    _check_public_title(checking)


def _check_public_title(checking: Checking) -> None:
    title = checking.procedure.property("title_public") or ""
    allowed = _names_read(checking.procedure.property("business_key") or "")
    for name in sorted(_names_read(title) - allowed):
        known = ", ".join(sorted(allowed)) or "—"
        checking.error("title_public_reads", checking.procedure.process_id, name=name, known=known)


def _names_read(text: str) -> frozenset[str]:
    """Every variable that a text may read; one that does not compile gets its sentence from the check of expressions."""
    if not text.strip().startswith("="):
        return frozenset()
    try:
        return parse_expression(text.strip()[1:].strip()).names
    except FeelError:
        return frozenset()


def _check_shows(checking: Checking, element: Element, known: dict[str, Element]) -> None:
    shown = element.shows
    for name in sorted({name for name in shown if shown.count(name) > 1}):
        checking.error("shows_twice", element, name=name)
    for name in dict.fromkeys(shown):
        if name.startswith(DECISION):
            _check_named(checking, element, name, DECISION, _decisions(checking))
        elif name.startswith(LETTER):
            if checking.letters is not None:
                _check_named(checking, element, name, LETTER, checking.letters)
        elif name != START:
            other = known.get(name)
            if other is None:
                checking.error("shows_unknown", element, name=name, **advice_of(suggest(name, [*known, START])))
            elif other.form_id is None:
                checking.error("shows_no_answers", element, name=name)


def _decisions(checking: Checking) -> list[str]:
    """Decisions of this procedure and of every other that a case may hold."""
    found = set(checking.procedure.decisions)
    for procedure in (checking.called or {}).values():
        found.update(procedure.decisions)
    return sorted(found)


def _check_named(checking: Checking, element: Element, name: str, prefix: str, names: Collection[str]) -> None:
    rest = name.removeprefix(prefix)
    if rest not in names:
        near = suggest(rest, names)
        checking.error("shows_unknown", element, name=name, **advice_of(f"{prefix}{near}" if near else None))


def _check_seal(checking: Checking, element: Element) -> None:
    until = element.sealed_until
    if until is None:
        return
    known = checking.procedure.elements
    if until == element.id:
        checking.error("sealed_until_itself", element)
    elif until not in known:
        checking.error("sealed_until_unknown", element, name=until, **advice_of(suggest(until, known)))


def _check_fields(checking: Checking, form: Form) -> None:
    for field in form.inputs:
        if field.property("visible_to") is None:
            continue
        posts = field.visible_to or frozenset()
        if not posts:
            checking.in_file("visible_to_empty", form.file, form.id, values={"key": field.key})
        if checking.posts is None:
            continue
        for post in sorted(posts - {OFFICE} - set(checking.posts)):
            near = advice_of(suggest(post, [*checking.posts, OFFICE]))
            checking.in_file("visible_to_unknown", form.file, form.id, values={"key": field.key, "post": post, **near})
