"""The page of a list that an address asks for."""

from __future__ import annotations

from flask import request

from workflows.casework.keys import Key, key_of


def page_key() -> Key | None:
    """`?after=`, the key of the last row of the page before; anything that is no such key means the first page."""
    return key_of(request.args.get("after"))
