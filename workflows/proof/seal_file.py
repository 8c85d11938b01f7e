"""The file outside the database: one printable, signed line for each seal, each new key and each restore.

    gatepost <number> <hash of the line before> <what> … <moment> <signature>

The last line proves all that stand before it; another office can keep it on paper.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workflows.proof.keys import is_signed, public_text, sign
from workflows.store import as_utc
from workflows.store.private import private

FIRST = "-"
KEY, SEAL, RESTORE = "key", "seal", "restore"


class SealRefused(Exception):
    """Nothing was sealed: the file outside and the database do not belong together; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class SealLine:
    """One line: its number, what it is, its fields, and the text itself."""

    text: str
    number: int
    previous: str
    what: str
    fields: tuple[str, ...]
    moment: str
    signature: str

    @property
    def signed_text(self) -> str:
        """What the signature is over: everything before it."""
        return self.text.rpartition(" ")[0]

    @property
    def hash(self) -> str:
        """What the next line names this one by."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:32]


def stamp(moment: datetime) -> str:
    """A moment as lines write it."""
    return as_utc(moment).isoformat(timespec="seconds")


def parse_line(text: str) -> SealLine | None:
    """A line of the file, None where it is none."""
    parts = text.split(" ")
    if (
        len(parts) < 7
        or parts[0] != "gatepost"
        or not (parts[1].isascii() and parts[1].isdigit() and len(parts[1]) < 12)
    ):
        return None
    return SealLine(text, int(parts[1]), parts[2], parts[3], tuple(parts[4:-2]), parts[-2], parts[-1])


class SealFile:
    """The file and, on the machine that seals, the key. Reading it needs no key."""

    def __init__(self, path: Path, key: Ed25519PrivateKey | None = None) -> None:
        self.path = path
        self.key = key

    def lines(self) -> list[str]:
        """Every line, oldest first; empty where there is no file yet."""
        if not self.path.exists():
            return []
        return self.path.read_text(encoding="utf-8", errors="replace").splitlines()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from appending until the transaction that seals has ended."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(f"{self.path}.lock", "w", encoding="ascii", opener=private) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def append(self, what: str, fields: tuple[str, ...], moment: datetime, key: Ed25519PrivateKey | None = None) -> str:
        """Sign and append one line, on the disk when this returns; gives its text. The first line of all names the key."""
        signer = key or self.key
        assert signer is not None, "only a machine with the key seals"
        lines = self.lines()
        if not lines and what != KEY:
            self.append(KEY, (public_text(signer),), moment)
            lines = self.lines()
        last = parse_line(lines[-1]) if lines else None
        if lines and last is None:
            raise SealRefused(f"The last line of {self.path} is damaged; restore the file, or begin another one.")
        head = (str(last.number + 1), last.hash) if last else ("1", FIRST)
        text = " ".join(("gatepost", *head, what, *fields, stamp(moment)))
        text = f"{text} {sign(signer, text)}"
        descriptor = private(str(self.path), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(descriptor, f"{text}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return text

    def change_key(self, new: Ed25519PrivateKey, moment: datetime) -> str:
        """Name the key that signs from now on; the old one signs the line. Gives its text."""
        with self.locked():
            text = self.append(KEY, (public_text(new),), moment)
        self.key = new
        return text


@dataclass
class Reading:
    """What a file says once its lines were checked: the seals that stand, by number, and where they were restored to."""

    seals: dict[int, SealLine]
    restored: tuple[int, str] | None  # seal id and digest up to which the database of a restore is taken as it was
    public: str | None
    sentences: list[tuple[int, str]]


def read_lines(lines: list[str]) -> Reading:
    """Check every line: the numbers, the hash of the one before, and the signature by the key in force."""
    found = Reading({}, None, None, [])
    number, previous = 0, FIRST
    for position, text in enumerate(lines, 1):
        line = parse_line(text)
        if line is None:
            found.sentences.append((position, f"Line {position} of the seal file is no line of Gatepost."))
            continue
        if line.number != number + 1 or line.previous != previous:
            found.sentences.append(
                (position, f"Line {position} of the seal file does not follow from the one before it.")
            )
        if line.what == KEY and found.public is None and line.fields:
            found.public = line.fields[0]
        if found.public is None or not is_signed(found.public, line.signed_text, line.signature):
            found.sentences.append((position, f"Line {position} of the seal file is not signed by the key in force."))
        elif line.what == KEY:
            found.public = line.fields[0]
        elif line.what == SEAL:
            found.seals[int(line.fields[0])] = line
        elif line.what == RESTORE:
            found.restored = int(line.fields[0]), line.fields[1]
            for seal in [seal for seal in found.seals if seal > found.restored[0]]:
                del found.seals[seal]
        number, previous = line.number, line.hash
    return found
