"""Look up names of posts for pages that show a task's post rather than a person."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from workflows.people.models import Post
from workflows.store import UnitOfWork


def post_labels(work: UnitOfWork, locale: str) -> Mapping[str, str]:
    """The name of every post in the reader's language, by key."""
    return {post.key: post.label(locale) for post in work.session.scalars(select(Post))}
