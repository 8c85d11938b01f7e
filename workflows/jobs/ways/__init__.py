"""The ways by which notices leave the office: one file each, told apart by what the environment names."""

from __future__ import annotations


class Refused(Exception):
    """The receiving side will never take this message."""


class Later(Exception):
    """The receiving side does not take this message now, as from a full mailbox; what is for others goes on."""


class OutOfOrder(Exception):
    """The way does not work now; the message is sent again later."""
