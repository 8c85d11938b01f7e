"""Who may do what in the studio: holders of the designer's post change drafts; another person agrees to a version."""

from __future__ import annotations

from workflows.casework.errors import NotAllowed
from workflows.casework.prepared import decides
from workflows.people import Actor
from workflows.people.words import PostKey


def designs(actor: Actor) -> bool:
    """Whether somebody changes drafts and asks for them to be published."""
    return actor.holds(PostKey.DESIGNER) is not None


def publishes(actor: Actor) -> bool:
    """Whether somebody may agree to what another person asks for: a designer, or a post that decides on settings everywhere."""
    return designs(actor) or decides(actor)


def require_designer(actor: Actor) -> None:
    """Raises NotAllowed for whoever does not hold the designer's post."""
    if not designs(actor):
        raise NotAllowed("Only a process designer changes drafts.", "只有流程设计员可以修改草稿。")
