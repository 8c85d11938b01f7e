"""The key that signs seals: from the environment, or in a file that only its owner can read; never in the database."""

from __future__ import annotations

import os
import stat
import tempfile
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_VARIABLE = "GATEPOST_SEAL_KEY"
_BYTES = 32


class KeyRefused(Exception):
    """The key cannot be used; the sentence says what to do."""


def make_key() -> Ed25519PrivateKey:
    """A new signing key."""
    return Ed25519PrivateKey.generate()


def key_text(key: Ed25519PrivateKey) -> str:
    """A signing key as the environment or the file keeps it: 32 bytes in base64."""
    return b64encode(key.private_bytes_raw()).decode()


def public_text(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """The public half, as lines of the seal file name it."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return b64encode(public.public_bytes_raw()).decode()


def read_key(text: str, where: str) -> Ed25519PrivateKey:
    """The key in a text. Raises KeyRefused, naming `where` it came from."""
    try:
        raw = b64decode(text.strip(), validate=True)
        if len(raw) == _BYTES:
            return Ed25519PrivateKey.from_private_bytes(raw)
    except (Error, ValueError):
        pass
    raise KeyRefused(
        f"{where} holds no signing key: it must be 32 bytes in base64. Restore it from where you keep keys."
    )


def signing_key(environment: Mapping[str, str], path: Path) -> Ed25519PrivateKey:
    """The key in GATEPOST_SEAL_KEY, else the one in the file, which is made there on first use.

    Raises KeyRefused for a file that is empty, broken, or open to others than its owner.
    """
    given = environment.get(KEY_VARIABLE)
    if given is not None:
        return read_key(given, KEY_VARIABLE)
    if not path.exists():
        _make_file(path)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise KeyRefused(f"{path} can be read by others (mode {mode:04o}); make it yours alone: chmod 600 {path}")
    return read_key(path.read_text(encoding="ascii", errors="replace"), str(path))


def _make_file(path: Path) -> None:
    """Put a new key there whole: of several processes that begin at once one wins, and nobody reads half a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key_text(make_key()) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return
    finally:
        os.unlink(name)


def sign(key: Ed25519PrivateKey, text: str) -> str:
    """The signature of a text, in base64."""
    return b64encode(key.sign(text.encode())).decode()


def is_signed(public: str, text: str, signature: str) -> bool:
    """True where the owner of a public key signed the text."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public, validate=True)).verify(
            b64decode(signature, validate=True), text.encode()
        )
    except (InvalidSignature, Error, ValueError):
        return False
    return True
