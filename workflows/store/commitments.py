"""Commitments: what the record says of a value that may be erased one day, SHA-256(own salt ‖ value), kept beside it."""

from __future__ import annotations

import hashlib
import json
import os
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.kinds import OfRecord

SALT_BYTES = 16


class Erasable:
    """The column of a class with erasable values: JSON of name → `salt.commitment`; an erased value has left its salt empty."""

    commitments: Mapped[str] = mapped_column(Text, default="{}")


def canonical(data: Any) -> str:
    """The one text form of a JSON value that is hashed: sorted keys, no spaces, no escapes."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def is_blank(value: Any) -> bool:
    """True for a value that says nothing, and is therefore committed to by having no commitment."""
    return value is None or (isinstance(value, (str, bytes, dict, list, float)) and not value)


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return b"b" + value
    if isinstance(value, str):
        return b"s" + value.encode()
    return b"j" + canonical(value).encode()


def _text(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).rstrip(b"=").decode()


def commitment(salt: str, value: Any) -> str:
    """What a value commits to under a salt."""
    return _text(hashlib.sha256(salt.encode() + b"." + _bytes(value)).digest())


def _fresh(value: Any) -> str:
    salt = _text(os.urandom(SALT_BYTES))
    return f"{salt}.{commitment(salt, value)}"


def parts(layout: OfRecord, column: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The values of a column by the name under which each is committed: one, or one for each entry."""
    if column in layout.by_entry:
        for key, part in (value or {}).items():
            if not is_blank(part):
                yield f"{column}.{key}", part
    elif not is_blank(value):
        yield column, value


def commit(layout: OfRecord, known: str | None, changed: Iterable[str], values: Mapping[str, Any]) -> str:
    """The text of the commitments column after these erasable columns got new values; what was erased stays committed to."""
    found: dict[str, str] = json.loads(known) if known else {}
    for column in changed:
        for name in [name for name in found if name == column or name.startswith(f"{column}.")]:
            if not is_erased(found[name]):
                del found[name]
        for name, part in parts(layout, column, values.get(column)):
            found[name] = _fresh(part)
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False)


def is_erased(item: str) -> bool:
    """True for a commitment whose value was cleared: its salt is gone."""
    return item.startswith(".")


def said(text: str | None) -> dict[str, str]:
    """Name → commitment, without the salts: what a digest covers."""
    return {name: item.rpartition(".")[2] for name, item in json.loads(text or "{}").items()}
