"""Where the seals of a database stand outside it, and the key that signs them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.engine import URL

from workflows.proof.keys import signing_key
from workflows.proof.seal_file import SealFile

SEALS_VARIABLE = "GATEPOST_SEALS"
SEALS_SUFFIX, KEY_SUFFIX = ".seals", ".seal_key"


def seals_path(url: URL, environment: Mapping[str, str], folder: Path) -> Path:
    """The file of seals: GATEPOST_SEALS, else one beside the SQLite file, else one named after the database in `folder`."""
    named = environment.get(SEALS_VARIABLE)
    if named:
        return Path(named)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database).with_suffix(SEALS_SUFFIX)
    return folder / f"{url.database or 'gatepost'}{SEALS_SUFFIX}"


def seal_file(url: URL, environment: Mapping[str, str], folder: Path) -> SealFile:
    """The file with the key, for a machine that seals; the key is made on first use. Raises KeyRefused."""
    path = seals_path(url, environment, folder)
    return SealFile(path, signing_key(environment, path.with_suffix(KEY_SUFFIX)))


def file_to_compare(path: Path, environment: Mapping[str, str]) -> SealFile:
    """A file to verify against, with the key where this machine has it: then the file must be signed by this machine's own."""
    key_path = path.with_suffix(KEY_SUFFIX)
    has_key = environment.get("GATEPOST_SEAL_KEY") is not None or key_path.exists()
    return SealFile(path, signing_key(environment, key_path) if has_key else None)
