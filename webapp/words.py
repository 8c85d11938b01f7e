"""The closed words of pages: what a message on the next page is, and what the session of a browser keeps."""

from __future__ import annotations

from enum import StrEnum


class Said(StrEnum):
    """Whether what somebody is told on the next page was done, or is merely so."""

    SUCCESS = "success"
    INFO = "info"


class SessionKey(StrEnum):
    """What the signed cookie keeps (webapp/session.py)."""

    SECRET = "secret"  # noqa: S105  the name of the entry, no secret
    SEEN = "seen"
    LOCALE = "locale"
