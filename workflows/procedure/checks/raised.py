"""Events that people raise: by which posts, and that each is told from every other that its procedure waits for."""

from __future__ import annotations

from workflows.procedure.checks.assignments import check_post
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.disclosure import ADMINISTRATOR, STARTER
from workflows.procedure.lists import names_of
from workflows.procedure.model import Element, EventType
from workflows.procedure.raised import ON_EXTENSION, RAISED_BY, raised_events


def check_raised(checking: Checking) -> None:
    """Refuse an event that nobody could raise, one that is no message, and two that a press of one button could mean."""
    for element in checking.procedure.elements.values():
        _check_on_extension(checking, element)
    seen: dict[str, Element] = {}
    for element in raised_events(checking.procedure):
        _check_posts(checking, element)
        event = element.event
        if event is None or event.type is not EventType.MESSAGE or event.name is None:
            checking.error("raised_no_message", element)
            continue
        if event.name.strip().startswith("="):
            checking.error("raised_name", element, name=event.name)
        elif event.name in seen:
            checking.error("raised_twice", element, name=event.name, other=seen[event.name].id)
        seen.setdefault(event.name, element)


def _check_on_extension(checking: Checking, element: Element) -> None:
    written = element.property(ON_EXTENSION)
    if written is None:
        return
    if written != "true":
        checking.error("on_extension_value", element, value=written[:80])
        return
    clock = checking.procedure.elements.get(element.attached_to or "")
    if clock is None or clock.property("deadline_extension_by") is None:
        checking.error("on_extension_no_clock", element)
    if element.event is None or element.event.type is not EventType.MESSAGE or element.property(RAISED_BY) is not None:
        checking.error("on_extension_no_message", element)


def _check_posts(checking: Checking, element: Element) -> None:
    written = (element.property(RAISED_BY) or "").strip()
    if written.startswith("="):
        checking.error("raised_posts", element)
        return
    groups = names_of(written)
    if not groups:
        checking.error("posts_nobody", element, name=RAISED_BY)
    for group in groups:
        post = group.partition("@")[0]
        if post == ADMINISTRATOR:
            checking.error("posts_administrator", element, name=RAISED_BY)
        elif group != STARTER:
            check_post(checking, post, element)
