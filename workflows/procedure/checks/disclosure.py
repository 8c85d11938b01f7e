"""Who may read what: readers and owner of the process, its public title, what tasks show and seal, narrowed fields."""

from __future__ import annotations

from collections.abc import Collection

from workflows.feel import FeelError, parse_expression, suggest, to_json
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.assignments import check_post, known_elements, written_names
from workflows.procedure.checks.context import Checking
from workflows.procedure.form_model import Form
from workflows.procedure.lists import names_of
from workflows.procedure.model import Element, ElementType

OFFICE = "office"  # in `visible_to`: every post that belongs to the office
ADMINISTRATOR = "administrator"  # learns that a case exists and never what stands in it
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
        if not (procedure.property(name) or "").strip():
            checking.error(f"{name}_missing", at)
    for name in ("readers", "owner", "cancel_by", "recuse_by", "appoint_by"):
        _check_named_posts(checking, name, (procedure.property(name) or "").strip(), at)
    follows = procedure.property("starter_follows")
    if follows not in (None, "true"):
        checking.error("starter_follows_value", at, value=follows[:80])
    _check_owner(checking, at)
    _check_public_title(checking)


def _check_named_posts(checking: Checking, name: str, text: str, at: str) -> None:
    """Refuse what names nobody: an empty list, a post that nobody knows, an expression where only names are read."""
    groups = names_of(text)
    if text.startswith("="):
        if name != "readers":
            # Who mends, cancels, appoints or orders a recusal must be plain whatever stands in the case, damaged ones included.
            checking.error("posts_literal", at, name=name)
            return
        constant = _constant(text[1:])
        groups = written_names(text) if constant is None else tuple(constant)
        if constant is None and not groups:
            return
    if text and not groups:
        checking.error("posts_nobody", at, name=name)
    for group in groups:
        post = group.partition("@")[0]
        if name == "cancel_by" and group == STARTER:
            continue
        if post == ADMINISTRATOR and name not in ("recuse_by", "appoint_by"):
            checking.error("posts_administrator", at, name=name)
        else:
            check_post(checking, post, at)


def _constant(source: str) -> list[str] | None:
    """The names that an expression gives whatever stands in the case; None where it reads variables, or compiles not."""
    try:
        expression = parse_expression(source.strip())
        value = None if expression.names else to_json(expression.evaluate({}))
    except FeelError:
        return None
    if expression.names:
        return None
    return [str(each) for each in value] if isinstance(value, list) else []


def _check_owner(checking: Checking, at: str) -> None:
    """One post, and one that reads the file: the values of an incident are part of it."""
    owners = names_of(checking.procedure.property("owner"))
    readers = (checking.procedure.property("readers") or "").strip()
    if len(owners) > 1:
        checking.error("owner_several", at, value=", ".join(owners))
    elif owners and not readers.startswith("=") and not owners[0].startswith("="):
        owner, posts = owners[0].partition("@")[0], {group.partition("@")[0] for group in names_of(readers)}
        is_known = checking.posts is None or {owner, *posts} <= set(checking.posts)
        if posts and is_known and owner not in posts:
            checking.error("owner_no_reader", at, value=owners[0])


def _check_public_title(checking: Checking) -> None:
    allowed = _names_read(checking.procedure.property("business_key") or "")
    for title in ("title_public", "title_outside"):
        for name in sorted(_names_read(checking.procedure.property(title) or "") - allowed):
            known = ", ".join(sorted(allowed)) or "—"
            checking.error(f"{title}_reads", checking.procedure.process_id, name=name, known=known)


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
            elif other.form_id is None and other.sheet is None:
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
