"""Who does a task: lanes, posts, candidate groups and the duties that are kept apart."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.feel.literals import beginnings_given, literals_given
from workflows.feel.names import suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.lists import names_of
from workflows.procedure.model import Element, ElementType, Lane
from workflows.procedure.rounds import start_by_hand

RECUSED = ("unit:", "person:")
"""How what a recusal lists begins: with the code of a unit or the id of a person behind it."""
_BY_PEOPLE = frozenset({ElementType.USER_TASK, ElementType.MANUAL_TASK})
UNKNOWN, NO_PERSON = "unknown", "no person"


def literal_people(element: Element) -> tuple[str, ...]:
    """The persons that an assignment names as they are: without FEEL, and where its FEEL gives a written text."""
    written = element.assignment
    return tuple(name for text in (written.assignee, written.candidate_users) for name in written_names(text))


def written_names(text: str | None) -> tuple[str, ...]:
    """The names in a text that lists them, or that its FEEL gives as they are written, in whichever branch."""
    if text and text.strip().startswith("="):
        return literals_given(text.strip()[1:].strip())
    return names_of(text)


def _check_people(checking: Checking, element: Element) -> None:
    assignee = element.assignment.assignee or ""
    if not assignee.startswith("=") and len(names_of(assignee)) > 1:
        checking.error("assignee_several", element, value=assignee)
    for name in literal_people(element):
        if checking.people is not None and name not in checking.people:
            checking.error("person_unknown", element, name=name)


def check_assignments(checking: Checking) -> None:
    """Every task of a person has somebody who may do it, in a post that exists."""
    for lane in checking.procedure.lanes:
        check_post(checking, lane.post, lane)
    lanes = {lane.id for lane in checking.procedure.lanes}
    known = known_elements(checking)
    for element in checking.procedure.elements.values():
        if element.type in _BY_PEOPLE and element.lane not in lanes and not _is_assigned(element):
            checking.warn("nobody", element, name=element.name or element.id)
        if element.type is ElementType.START_EVENT and element.form_id is not None and element.lane not in lanes:
            checking.error("start_form_lane", element)
        _check_people(checking, element)
        for group in written_names(element.assignment.candidate_groups):
            check_post(checking, group.partition("@")[0].strip(), element)
        extension_by = element.property("deadline_extension_by")
        if extension_by is not None:
            check_post(checking, extension_by, element)
        _check_separation(checking, element, known)
        _check_recusal(checking, element.property("recuse"), element)
        _check_own_word(checking, element)
    _check_recusal(checking, checking.procedure.property("recuse"), checking.procedure.process_id)


def _check_own_word(checking: Checking, element: Element) -> None:
    """Whose own word is asked for is one person, named as the assignee."""
    value = element.property("own_word")
    if value is None:
        return
    if value != "true":
        checking.error("own_word_value", element, value=value[:80])
    written = element.assignment
    if not written.assignee or written.candidate_users or written.candidate_groups:
        checking.error("own_word_assignee", element)


def _check_recusal(checking: Checking, text: str | None, at: Element | str) -> None:
    """What a recusal lists begins with `unit:` or `person:`, wherever its beginning is written."""
    for written, is_whole in beginnings_given((text or "").strip().removeprefix("=")):
        begins = any(written.startswith(each) or (not is_whole and each.startswith(written)) for each in RECUSED)
        if not begins:
            prefix, sign, _ = written.partition(":")
            near = suggest(prefix, [each.rstrip(":") for each in RECUSED]) if sign else None
            checking.error("recusal_beginning", at, value=written[:80], **advice_of(f"{near}:" if near else None))


def _is_assigned(element: Element) -> bool:
    written = element.assignment
    return any((written.assignee, written.candidate_users, written.candidate_groups))


def check_post(checking: Checking, post: str, at: Element | Lane | str) -> None:
    """Note a post that nobody knows, with the one that was probably meant."""
    if checking.posts is not None and post not in checking.posts:
        checking.error("post_unknown", at, post=post, **advice_of(suggest(post, checking.posts)))


def known_elements(checking: Checking) -> dict[str, Element]:
    """Elements of this procedure and of every other that a case may hold, by id."""
    known: dict[str, Element] = {}
    for procedure in (checking.called or {}).values():
        known.update(procedure.elements)
    known.update(checking.procedure.elements)
    return known


def _check_separation(checking: Checking, element: Element, known: dict[str, Element]) -> None:
    for name in names_of(element.property("separate_from")):
        wrong = wrong_step(checking, known, name)
        if wrong == UNKNOWN:
            checking.error("separate_from_unknown", element, name=name, **advice_of(suggest(name, known)))
        elif wrong == NO_PERSON:
            checking.error("separate_from_no_person", element, name=name)


def wrong_step(checking: Checking, known: Mapping[str, Element], name: str) -> str | None:
    """UNKNOWN for a step that no procedure of the case has, NO_PERSON for one that nobody does, None for one that people do."""
    step = known.get(name)
    if step is None:
        return UNKNOWN
    return None if step.type in _BY_PEOPLE or _is_set_off_by_hand(checking, step) else NO_PERSON


def _is_set_off_by_hand(checking: Checking, element: Element) -> bool:
    """True for the start event of a process that a person starts: not that of a sub-process or a part, nor one that waits."""
    return any(start_by_hand(each) is element for each in (checking.procedure, *(checking.called or {}).values()))
