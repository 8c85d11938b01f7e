"""Rows for units (a dated tree), posts, persons, who holds which post, users and declared relations."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from workflows.people.words import ChangeState, PostLevel, PostScope, RelationKind, Sex, UnitKind
from workflows.store.base import Base, new_id
from workflows.store.commitments import Erasable
from workflows.store.held import is_reference
from workflows.store.kinds import SYSTEM_CHAIN, OfRecord
from workflows.store.words import Word, one_of


@is_reference
class Unit(Base):
    """An organ, office, county, township, village or dispatching unit. `path` lists the codes from the root, `/CITY/HC/`."""

    __tablename__ = "unit"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=(
            "code name name_en kind parent_id path valid_from valid_to",
            "code name name_en short_names kind parent_id path valid_from valid_to",
        ),
    )
    __table_args__ = (
        one_of("kind", UnitKind),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from", name="valid_span"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    name_en: Mapped[str] = mapped_column(String(160), default="")
    # Other names by which people call it, such as 市教局; what is masked outside goes by these too.
    short_names: Mapped[list[Any]] = mapped_column(default=list)
    kind: Mapped[UnitKind] = mapped_column(Word(UnitKind, 20), index=True)
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(400), index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    parent: Mapped[Unit | None] = relationship(remote_side=[id])

    def label(self, locale: str) -> str:
        """The unit's name in the reader's language."""
        return self.name if locale.startswith("zh") or not self.name_en else self.name_en


@is_reference
class Post(Base):
    """A kind of post, such as the general group or a unit's leader in charge; lanes of diagrams name its key."""

    __tablename__ = "post"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        working="is_closing",
        layouts=(
            "name name_en level",
            "name name_en level unit_kind scope records is_office cancels administers watches",
            "name name_en level unit_kind scope records is_office cancels administers watches settings",
            "name name_en level unit_kind scope records is_office cancels administers watches settings leader_key leads",
            "name name_en level unit_kind scope records is_office cancels administers watches settings leader_key leads"
            " starts withdrawn_on",
            "name name_en level unit_kind scope records is_office cancels administers watches settings leader_key leads"
            " starts withdrawn_on directs relatives roles body",
        ),
    )
    __table_args__ = (
        one_of("level", PostLevel),
        one_of("scope", PostScope),
        one_of("unit_kind", UnitKind, may_be_empty=True),
    )

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120))
    level: Mapped[PostLevel] = mapped_column(Word(PostLevel, 20))
    # The kind of unit that it stands in; empty for a post that an office added and that stands anywhere.
    unit_kind: Mapped[UnitKind | Literal[""]] = mapped_column(Word(UnitKind, 20, may_be_empty=True), default="")
    # What the next columns mean stands at the head of bpmn/posts.yaml; a post that says nothing opens nothing.
    scope: Mapped[PostScope] = mapped_column(Word(PostScope, 10), default=PostScope.OWN)
    records: Mapped[list[Any]] = mapped_column(default=list)
    is_office: Mapped[bool] = mapped_column(default=False)
    cancels: Mapped[bool] = mapped_column(default=False)
    administers: Mapped[bool] = mapped_column(default=False)
    watches: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[bool] = mapped_column(default=False)
    directs: Mapped[bool] = mapped_column(default=False)
    relatives: Mapped[bool] = mapped_column(default=False)
    roles: Mapped[list[Any]] = mapped_column(default=list)
    body: Mapped[str] = mapped_column(String(40), default="")
    leader_key: Mapped[str | None] = mapped_column(String(60))
    leads: Mapped[list[Any]] = mapped_column(default=list)
    # Procedures whose cases its holders may start beside those of the start event's lane.
    starts: Mapped[list[Any]] = mapped_column(default=list)
    withdrawn_on: Mapped[date | None]  # nobody is given it any more; what it did stays
    # What it opens became less, and the rows of some cases do not say so yet: until they do, it opens none (casework/access.py).
    is_closing: Mapped[bool] = mapped_column(default=False)

    def label(self, locale: str) -> str:
        """The post's name in the reader's language."""
        return self.name if locale.startswith("zh") else self.name_en


class AskedFor(Erasable):
    """What every change of the office has that one person prepares and another decides on: who, when, why. Rows are never removed.

    A class of such changes lists these columns in its layout, `reason answer` as erasable, and `checks_of_asked` in its arguments.
    """

    state: Mapped[ChangeState] = mapped_column(Word(ChangeState, 12))
    prepared_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")  # why a change was refused

    @declared_attr
    @classmethod
    def prepared_by(cls) -> Mapped[Person]:
        """Who entered it."""
        return relationship(foreign_keys=f"{cls.__name__}.prepared_by_id")

    @declared_attr
    @classmethod
    def decided_by(cls) -> Mapped[Person | None]:
        """Who agreed or refused."""
        return relationship(foreign_keys=f"{cls.__name__}.decided_by_id")


def checks_of_asked() -> tuple[CheckConstraint, ...]:
    """What holds for the state of every such change."""
    return (
        one_of("state", ChangeState),
        CheckConstraint("(state = 'prepared') = (decided_at IS NULL)", name="decided_has_time"),
    )


class PostChange(AskedFor, Base):
    """A change of a post, or a new one, as it was asked for."""

    __tablename__ = "post_change"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("post_key values state prepared_by_id prepared_at decided_by_id decided_at",),
        erasable="reason answer",
    )
    __table_args__ = (
        *checks_of_asked(),
        Index("ix_post_change_post", "post_key", "prepared_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    post_key: Mapped[str] = mapped_column(String(60))
    values: Mapped[dict[str, Any]]  # only what changes; of a new post everything


@is_reference
class Person(Erasable, Base):
    """A natural person known to the office, with or without an account."""

    __tablename__ = "person"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("unit_id is_party_member",),
        erasable="name employee_no born_on sex post_rank",
    )
    __table_args__ = (one_of("sex", Sex), Index("ix_person_name_id", "name", "id"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    employee_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    born_on: Mapped[date | None]
    is_party_member: Mapped[bool] = mapped_column(default=False)
    sex: Mapped[Sex | None] = mapped_column(Word(Sex, 10))
    post_rank: Mapped[str] = mapped_column(
        String(60), default=""
    )  # 职务职级, as their unit says it; empty where it says none

    unit: Mapped[Unit | None] = relationship()


@is_reference
class PostHolding(Base):
    """A person holds a post in a unit from one day up to, not including, another. Permissions attach to it, not to the person."""

    __tablename__ = "post_holding"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("person_id post_key unit_id from_on to_on", "person_id post_key unit_id from_on to_on telephone"),
    )
    __table_args__ = (
        Index("ix_post_holding_post_unit", "post_key", "unit_id"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="span"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    post_key: Mapped[str] = mapped_column(ForeignKey("post.key"))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    telephone: Mapped[str] = mapped_column(
        String(40), default=""
    )  # of the office, where the holder is reached in this post

    person: Mapped[Person] = relationship()
    post: Mapped[Post] = relationship()
    unit: Mapped[Unit] = relationship()

    @classmethod
    def holding_on(cls, day: date) -> ColumnElement[bool]:
        """SQL: the post is held on this day."""
        return and_(cls.from_on <= day, or_(cls.to_on.is_(None), cls.to_on > day))


@is_reference
class User(Erasable, Base):
    """An account: how a person signs in."""

    __tablename__ = "user_account"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=("username person_id is_active",),
        erasable="password_hash",
        working="locale signed_in_at session_key must_change_password",
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str] = mapped_column(String(10), default="zh_CN")
    signed_in_at: Mapped[datetime | None]
    # The password came from somebody else, who wrote it down: it opens nothing but the page that changes it.
    must_change_password: Mapped[bool] = mapped_column(default=False)
    # Changing it ends every session of the account.
    session_key: Mapped[uuid.UUID] = mapped_column(default=new_id)

    person: Mapped[Person] = relationship()


_WAITS = text("ended_on IS NULL AND open_since IS NOT NULL")


@is_reference
class Relation(Base):
    """A declared relation between two persons that keeps one from deciding about the other (recusal rules, C2).

    It keeps whoever declared it away at once, until the day on which it ended: one may always step back. The other it keeps away
    only once they, or the department that keeps the declarations, have confirmed it: nobody drives another from a case by a word.
    """

    __tablename__ = "relation"
    __record__ = OfRecord(
        chain=SYSTEM_CHAIN,
        layouts=(
            "person_id other_id kind declared_at since_on ended_on",
            "person_id other_id kind declared_at since_on ended_on open_since denied_at",
        ),
    )
    __table_args__ = (
        one_of("kind", RelationKind),
        UniqueConstraint("person_id", "other_id"),
        CheckConstraint("person_id <> other_id", name="two_persons"),
        Index("ix_relation_declared_at_id", "declared_at", "id"),
        Index("ix_relation_ended_on", "ended_on"),
        Index("ix_relation_open_since_id", "open_since", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[RelationKind] = mapped_column(Word(RelationKind, 30))
    declared_at: Mapped[datetime]
    since_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    # Since when nobody but the declarer has said that it is so; None: confirmed, or declared before anybody was asked.
    open_since: Mapped[datetime | None]
    denied_at: Mapped[datetime | None]  # the other said that it is not so; the department decides

    def holds_on(self, day: date) -> bool:
        """True where the relation has not ended by this day: the day on which it ends is the first without it."""
        return self.ended_on is None or self.ended_on > day

    @classmethod
    def holding_on(cls, day: date) -> ColumnElement[bool]:
        """SQL: `holds_on`, of the rows of a statement."""
        return or_(cls.ended_on.is_(None), cls.ended_on > day)
