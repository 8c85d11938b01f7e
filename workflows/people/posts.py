"""The catalogue of posts, read from bpmn/posts.yaml; an installation may add its own rows in the database beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from workflows.feel.names import suggest
from workflows.people.models import Post
from workflows.people.words import PostLevel, PostScope, TeamRole, UnitKind
from workflows.procedure.plain_data import DataRefused, read_yaml
from workflows.sentence import Sentence
from workflows.settings import ROOT, procedures_folder
from workflows.store.held import held
from workflows.store.unit_of_work import UnitOfWork

FILE: Final = "posts.yaml"
RECORDS: Final = (
    "roster",
    "attendance",
    "attendance_files",
    "diary",
    "leave",
    "points",
    "coordinates",
    "telephone",
    "health",
)
_REQUIRED: Final = ("name", "name_en", "unit", "level", "scope", "records", "office")
_FLAGS: Final = ("office", "cancels", "administers", "watches", "settings", "directs", "relatives")
_ROLES, _BODY = "roles", "body"
LONGEST_BODY: Final = 40
_LEADING: Final = ("leader", "leads")
_STARTS: Final = "starts"
STARTED_IT: Final = "starter"
ANY_OFFICE: Final = "office"
RESERVED: Final = MappingProxyType(
    {
        STARTED_IT: Sentence("whoever started a case", "案件发起人"),
        ANY_OFFICE: Sentence("every post of the office", "办公室的全部岗位"),
    }
)
"""Words that diagrams and forms write in the place of a post; a post of that key could not be told from them."""


class PostsError(Exception):
    """The catalogue of posts cannot be used; the sentence says where and what to write."""


@dataclass(frozen=True, slots=True)
class PostEntry:
    """One kind of post as the file describes it: what each value means stands at the head of bpmn/posts.yaml."""

    key: str
    name: str
    name_en: str
    unit_kind: UnitKind | Literal[""]  # empty: in units of any kind
    level: PostLevel
    scope: PostScope
    records: frozenset[str]
    is_office: bool
    cancels: bool = False
    administers: bool = False
    watches: bool = False
    settings: bool = False
    directs: bool = False
    relatives: bool = False
    roles: frozenset[TeamRole] = frozenset()
    body: str = ""
    leader: str | None = None
    leads: frozenset[str] = frozenset()
    starts: frozenset[str] = frozenset()


def shipped_posts() -> Mapping[str, PostEntry]:
    """The posts of the catalogue by key, in the order of the file: that of the procedures' folder, else the shipped one.

    Raises PostsError for a file that cannot be read or says what means nothing.
    """
    return _read(posts_file())


def posts_file() -> Path:
    """Where the catalogue of posts is read from."""
    own = procedures_folder() / FILE
    return own if own.is_file() else ROOT / "bpmn" / FILE


@lru_cache
def _read(path: Path) -> Mapping[str, PostEntry]:
    return read_posts(path.read_bytes())


def read_posts(data: bytes) -> Mapping[str, PostEntry]:
    """The posts of one file, by key. Raises PostsError naming the post and the word that is wrong."""
    try:
        rows = read_yaml(data)
    except DataRefused as refused:
        raise PostsError(f"{FILE} cannot be read: {refused.reason.en}.") from refused
    if not isinstance(rows, dict) or not rows:
        raise PostsError(f"{FILE} must list posts as `key: values`.")
    for key in RESERVED.keys() & rows:
        raise PostsError(f"{FILE}: {key} means {RESERVED[key].en} in diagrams and forms; give the post another key.")
    found = {str(key): _entry(str(key), row) for key, row in rows.items()}
    for entry in found.values():
        _require_leading(entry, found)
    return MappingProxyType(found)


def _require_leading(entry: PostEntry, known: Mapping[str, PostEntry]) -> None:
    """A leader is a post of the file, nobody leads themselves, however many steps up, and no kind of unit is led by two posts."""
    if entry.leader is not None and entry.leader not in known:
        near = suggest(entry.leader, known)
        advice = f" Did you mean {near}?" if near else ""
        raise PostsError(f"{FILE}: the leader of {entry.key} is no post of the file: {entry.leader}.{advice}")
    above = entry.leader
    for _ in known:
        if above is None:
            break
        if above == entry.key:
            raise PostsError(f"{FILE}: {entry.key} would lead itself; take away one `leader` on the way up from it.")
        above = known[above].leader if above in known else None
    for other in known.values():
        twice = sorted(entry.leads & other.leads)
        if twice and other.key != entry.key:
            raise PostsError(f"{FILE}: {entry.key} and {other.key} both lead units of the kind {twice[0]}; keep one.")
        shared = sorted(entry.roles & other.roles)
        if shared and other.key != entry.key:
            raise PostsError(f"{FILE}: {entry.key} and {other.key} both go with the role {shared[0]}; keep one.")


def _entry(key: str, row: Any) -> PostEntry:
    if not isinstance(row, dict):
        raise PostsError(f"{FILE}: {key} must be a list of values such as `scope: own`.")
    for word in row:
        if word not in (*_REQUIRED, *_FLAGS, *_LEADING, _STARTS, _ROLES, _BODY):
            may = ", ".join((*_REQUIRED, *_FLAGS[1:], *_LEADING, _STARTS, _ROLES, _BODY))
            raise PostsError(f"{FILE}: {key} says {word}, which means nothing; it may say {may}.")
    for word in _REQUIRED:
        if word not in row:
            raise PostsError(f"{FILE}: {key} does not say {word}.")
    for word, allowed in (("unit", tuple(UnitKind)), ("level", tuple(PostLevel)), ("scope", tuple(PostScope))):
        if row[word] not in allowed:
            raise PostsError(f"{FILE}: {word} of {key} is one of {', '.join(allowed)}, not {row[word]}.")
    for word in _FLAGS:
        if not isinstance(row.get(word, False), bool):
            raise PostsError(f"{FILE}: {word} of {key} is true or false.")
    records = row["records"]
    if not isinstance(records, list) or not set(records) <= set(RECORDS):
        raise PostsError(f"{FILE}: records of {key} lists some of {', '.join(RECORDS)}.")
    leader, leads = row.get("leader"), row.get("leads", [])
    if leader is not None and not isinstance(leader, str):
        raise PostsError(f"{FILE}: leader of {key} is the key of a post.")
    if not isinstance(leads, list) or not set(leads) <= set(UnitKind):
        raise PostsError(f"{FILE}: leads of {key} lists some of {', '.join(UnitKind)}.")
    starts = row.get(_STARTS, [])
    if not isinstance(starts, list) or not all(isinstance(each, str) for each in starts):
        raise PostsError(f"{FILE}: starts of {key} lists names of procedures.")
    roles, body = _roles_and_body(key, row)
    return PostEntry(
        key=key,
        name=str(row["name"]),
        name_en=str(row["name_en"]),
        unit_kind=UnitKind(row["unit"]),
        level=PostLevel(row["level"]),
        scope=PostScope(row["scope"]),
        records=frozenset(records),
        is_office=row["office"],
        cancels=row.get("cancels", False),
        administers=row.get("administers", False),
        watches=row.get("watches", False),
        settings=row.get("settings", False),
        directs=row.get("directs", False),
        relatives=row.get("relatives", False),
        roles=frozenset(TeamRole(role) for role in roles),
        body=body,
        leader=leader,
        leads=frozenset(leads),
        starts=frozenset(starts),
    )


def _roles_and_body(key: str, row: dict[Any, Any]) -> tuple[list[Any], str]:
    roles, body = row.get(_ROLES, []), row.get(_BODY, "")
    if not isinstance(roles, list) or not set(roles) <= set(TeamRole):
        raise PostsError(f"{FILE}: roles of {key} lists some of {', '.join(TeamRole)}.")
    if roles and row["unit"] != UnitKind.VILLAGE:
        raise PostsError(f"{FILE}: {key} goes with roles in a team and must stand in a village.")
    if not isinstance(body, str) or len(body) > LONGEST_BODY:
        raise PostsError(f"{FILE}: body of {key} is a name of at most {LONGEST_BODY} characters.")
    return roles, body


def ensure_posts(work: UnitOfWork) -> list[Post]:
    """Add the posts of the catalogue that the database lacks; returns those added. Names that were changed there stay."""
    known = set(work.session.scalars(select(Post.key)))
    added = [row_of(entry) for entry in shipped_posts().values() if entry.key not in known]
    work.session.add_all(added)
    work.session.flush()
    return added


def kinds_of_units(post: Post) -> tuple[UnitKind, ...]:
    """The kinds of units in which a post may stand: an organ's also in an office, which is one of party or government."""
    if not post.unit_kind:
        return tuple(UnitKind)
    return (UnitKind.ORGAN, UnitKind.OFFICE) if post.unit_kind == UnitKind.ORGAN else (UnitKind(post.unit_kind),)


def row_of(entry: PostEntry) -> Post:
    """The row of a post as the catalogue describes it, not yet in any database."""
    return Post(
        key=entry.key,
        name=entry.name,
        name_en=entry.name_en,
        level=entry.level,
        unit_kind=entry.unit_kind,
        scope=entry.scope,
        records=sorted(entry.records),
        is_office=entry.is_office,
        cancels=entry.cancels,
        administers=entry.administers,
        watches=entry.watches,
        settings=entry.settings,
        directs=entry.directs,
        relatives=entry.relatives,
        roles=sorted(entry.roles),
        body=entry.body,
        leader_key=entry.leader,
        leads=sorted(entry.leads),
        starts=sorted(entry.starts),
    )


def posts_in_use(work: UnitOfWork) -> Mapping[str, PostEntry]:
    """The posts of the database by key, as the administration has changed them, without those that were withdrawn."""
    rows = work.session.scalars(select(Post).where(Post.withdrawn_on.is_(None)).order_by(Post.key))
    return MappingProxyType({row.key: _entry_of(row) for row in rows})


def _entry_of(row: Post) -> PostEntry:
    return PostEntry(
        key=row.key,
        name=row.name,
        name_en=row.name_en,
        unit_kind=row.unit_kind,
        level=row.level,
        scope=row.scope,
        records=frozenset(row.records),
        is_office=row.is_office,
        cancels=row.cancels,
        administers=row.administers,
        watches=row.watches,
        settings=row.settings,
        directs=row.directs,
        relatives=row.relatives,
        roles=frozenset(TeamRole(role) for role in row.roles),
        body=row.body,
        leader=row.leader_key,
        leads=frozenset(row.leads),
        starts=frozenset(row.starts),
    )


def posts_that(work: UnitOfWork, flag: Literal["directs", "relatives", "watches"]) -> tuple[str, ...]:
    """The keys of the posts in use of which the catalogue says this, in their order; held between two changes of posts."""
    return held(
        work,
        ("posts that", flag),
        lambda: tuple(key for key, each in posts_in_use(work).items() if getattr(each, flag)),
    )


def posts_of_roles(work: UnitOfWork) -> Mapping[TeamRole, str]:
    """The post in the village that goes with each role in a team (`roles` of the catalogue); a role without one is not there."""
    return held(
        work,
        "posts of roles",
        lambda: MappingProxyType({role: key for key, each in posts_in_use(work).items() for role in each.roles}),
    )


# Posts are never deleted, so one that was found once stays known; kept by database, because tests use several.
_known: WeakKeyDictionary[Engine, set[str]] = WeakKeyDictionary()


def is_post(work: UnitOfWork, key: str) -> bool:
    """True for the key of a post; asked of the database once per post and process."""
    known = _known.setdefault(work.session.get_bind().engine, set())
    if key not in known and work.session.get(Post, key) is not None:
        known.add(key)
    return key in known
