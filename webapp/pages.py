"""The page of a list that an address asks for."""

from __future__ import annotations

from flask import request

from workflows.casework.keys import Key, key_of

# Beyond the last row of any list, and far within what a database can skip.
_LAST_PAGE = 1_000_000


def page_number() -> int:
    """`?page=`, from 1; anything that is no such number means the first page."""
    text = request.args.get("page", "")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_LAST_PAGE))):
        return 1
    return min(max(int(text), 1), _LAST_PAGE)


def page_key() -> Key | None:
    """`?after=`, the key of the last row of the page before; anything that is no such key means the first page."""
    return key_of(request.args.get("after"))
