"""Posts as pages list them: what each opens, who may start what by it, how many hold it, and how it came to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from workflows.calendar.zone import local_date
from workflows.casework import catalogue
from workflows.people import Post, PostHolding
from workflows.people.models import PostChange
from workflows.people.posts import shipped_posts
from workflows.people.words import ChangeState
from workflows.store import UnitOfWork

MOST_CHANGES = 100


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post: what starts by hand its holders may begin, by process id and drawn or given; holders; the change that waits."""

    post: Post
    is_shipped: bool
    drawn: Sequence[str]
    holders: int
    waiting: PostChange | None


@dataclass(frozen=True, slots=True)
class Startable:
    """A procedure that people start by hand: its names, and the post in whose lane its start is drawn."""

    name: str
    name_en: str
    post: str

    def label(self, locale: str) -> str:
        """The procedure's name in the reader's language."""
        return self.name if locale.startswith("zh") or not self.name_en else self.name_en


def startables(work: UnitOfWork) -> Mapping[str, Startable]:
    """The procedures that people start by hand, by process id, as their newest versions are drawn."""
    found = {}
    for version in catalogue.latest_versions(work):
        if not catalogue.is_readable(work, version.id):
            continue
        procedure = catalogue.procedure_of(work, version.id)
        lane = catalogue.start_lane(procedure)
        if lane is not None:
            found[version.process_id] = Startable(procedure.name, procedure.label("process", "", "en"), lane.post)
    return found


def post_lines(work: UnitOfWork, search: str = "") -> list[PostLine]:
    """The posts whose key or name holds the words: shipped ones in the order of the file, then the office's own, withdrawn last."""
    words = search.strip()
    statement = select(Post)
    if words:
        statement = statement.where(
            or_(*(column.icontains(words, autoescape=True) for column in (Post.key, Post.name, Post.name_en)))
        )
    order = list(shipped_posts())
    posts = sorted(
        work.session.scalars(statement),
        key=lambda post: (
            post.withdrawn_on is not None,
            order.index(post.key) if post.key in order else len(order),
            post.key,
        ),
    )
    return _lines(work, posts)


def post_line(work: UnitOfWork, key: str) -> PostLine | None:
    """One post, None for a key that there is not."""
    post = work.session.get(Post, key)
    return _lines(work, [post])[0] if post is not None else None


def _lines(work: UnitOfWork, posts: Sequence[Post]) -> list[PostLine]:
    today = local_date(work.now)
    counted = work.session.execute(
        select(PostHolding.post_key, func.count(PostHolding.person_id.distinct()))
        .where(
            PostHolding.post_key.in_([post.key for post in posts]),
            PostHolding.from_on <= today,
            or_(PostHolding.to_on.is_(None), PostHolding.to_on > today),
        )
        .group_by(PostHolding.post_key)
    )
    holders = {key: number for key, number in counted}
    waiting = {change.post_key: change for change in waiting_changes(work)}
    drawn: dict[str, list[str]] = defaultdict(list)
    for process_id, each in startables(work).items():
        drawn[each.post].append(process_id)
    shipped = shipped_posts()
    return [
        PostLine(post, post.key in shipped, drawn[post.key], holders.get(post.key, 0), waiting.get(post.key))
        for post in posts
    ]


def waiting_changes(work: UnitOfWork) -> Sequence[PostChange]:
    """The changes that wait to be decided, the oldest first, those of new posts included."""
    return work.session.scalars(
        select(PostChange)
        .options(joinedload(PostChange.prepared_by))
        .where(PostChange.state == ChangeState.PREPARED)
        .order_by(PostChange.prepared_at, PostChange.id)
    ).all()


def changes_of(work: UnitOfWork, key: str) -> Sequence[PostChange]:
    """The changes of one post, the newest first, at most MOST_CHANGES."""
    return work.session.scalars(
        select(PostChange)
        .options(joinedload(PostChange.prepared_by), joinedload(PostChange.decided_by))
        .where(PostChange.post_key == key)
        .order_by(PostChange.prepared_at.desc(), PostChange.id)
        .limit(MOST_CHANGES)
    ).all()
