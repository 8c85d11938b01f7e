"""The page of a list that an address asks for, and the rows that it narrows the list to."""

from __future__ import annotations

from datetime import date

from flask import request

from workflows.casework.keys import Key, key_of
from workflows.casework.ledgers import Wanted


def page_key() -> Key | None:
    """`?after=`, the key of the last row of the page before; anything that is no such key means the first page."""
    return key_of(request.args.get("after"))


def days_and_words() -> Wanted:
    """`?from=`, `?to=` and `?q=`: days and words that rows are narrowed to; what is no day filters nothing."""
    return Wanted(_day("from"), _day("to"), request.args.get("q", "")[:80].strip())


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, "")[:10])
    except ValueError:
        return None
