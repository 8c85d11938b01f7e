"""Settings from the environment; secrets come from nowhere else. Whatever cannot be meant is refused by the variable's name."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


class SettingError(Exception):
    """A setting that cannot be meant; the sentence names the variable and what it may hold."""


def database_url() -> str:
    """The database: DATABASE_URL, or an SQLite file under var/ beside the code. Raises SettingError."""
    return named_database() or f"sqlite:///{private_folder(ROOT / 'var') / 'gatepost.sqlite'}"


def named_database() -> str | None:
    """The database that DATABASE_URL names, None where it is not set. Raises SettingError."""
    url = os.environ.get("DATABASE_URL")
    return None if url is None else checked_url(url)


def checked_url(url: str, variable: str = "DATABASE_URL") -> str:
    """The address of a database that every process understands alike. Raises SettingError, without the password in it."""
    shapes = "postgresql://user:password@host/database or sqlite:////whole/path/to/the.sqlite"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingError(f"{variable} is no address of a database: write {shapes}.") from None
    kind = parsed.get_backend_name()
    if parsed.drivername not in ("sqlite", "postgresql", "postgresql+psycopg", "postgres"):
        raise SettingError(f"{variable} names {parsed.drivername}, which Gatepost does not use: write {shapes}.")
    if kind == "sqlite" and not (parsed.database or "").startswith(("/", "file:/")):
        raise SettingError(
            f"{variable} must give the whole path of the SQLite file (sqlite:////…): a relative one is another file for"
            " every process that starts elsewhere."
        )
    if kind != "sqlite" and not parsed.database:
        raise SettingError(f"{variable} names no database on its server: write {shapes}.")
    return url


def private_folder(path: Path) -> Path:
    """The folder, made where it is missing, and open to its owner only."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)
    return path


def letter_template() -> Path:
    """The DOCX over which letters are laid out. GATEPOST_LETTER_TEMPLATE names the office's own."""
    return Path(os.environ.get("GATEPOST_LETTER_TEMPLATE", ROOT / "bpmn" / "letter.docx"))


def letter_pdf_template() -> Path:
    """The Typst file by which letters are typeset as PDF. GATEPOST_LETTER_PDF names the office's own."""
    return Path(os.environ.get("GATEPOST_LETTER_PDF", ROOT / "bpmn" / "letter.typ"))


def files_folder(database: URL) -> Path:
    """Where the files of cases lie: GATEPOST_FILES, else beside the SQLite file, else under var/ by the database's name.

    Each database has a folder of its own: what none of its rows names is removed from it.
    """
    named = os.environ.get("GATEPOST_FILES")
    if named:
        return Path(named)
    if database.get_backend_name() == "sqlite":
        path = Path((database.database or "").removeprefix("file:"))
        return path.with_name(f"{path.name}.files")
    return private_folder(ROOT / "var") / f"{database.database}.files"


def upload_bytes() -> int:
    """How much one file, and all files of one form sent without a script, may hold: GATEPOST_UPLOAD_MB, else 10 MB, in bytes."""
    return whole_number(os.environ, "GATEPOST_UPLOAD_MB", 10, least=1, most=200) * 1024 * 1024


def upload_count() -> int:
    """How many files one question takes: GATEPOST_UPLOAD_COUNT, else 10."""
    return whole_number(os.environ, "GATEPOST_UPLOAD_COUNT", 10, least=1, most=50)


def scan_command() -> list[str]:
    """The virus scanner: GATEPOST_SCAN, a command line to which the path of a file is added; empty where there is none."""
    try:
        return shlex.split(os.environ.get("GATEPOST_SCAN", ""))
    except ValueError:
        raise SettingError("GATEPOST_SCAN is no command line: a quotation mark is not closed.") from None


def procedures_folder() -> Path:
    """The designers' room: one folder per procedure. GATEPOST_PROCEDURES names another."""
    return Path(os.environ.get("GATEPOST_PROCEDURES", ROOT / "bpmn"))


def longest_stop() -> timedelta:
    """How long the worker may have stood still before automatic acts wait for a person: GATEPOST_LONGEST_STOP in hours, else 72."""
    return timedelta(hours=whole_number(os.environ, "GATEPOST_LONGEST_STOP", 72, least=1, most=8760))


def whole_number(environment: Mapping[str, str], variable: str, default: int, *, least: int, most: int) -> int:
    """A whole number from the environment. Raises SettingError outside its bounds."""
    text = environment.get(variable, "").strip()
    if not text:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if not least <= number <= most:
        raise SettingError(f"{variable} is {text[:40]}: it must be a whole number from {least} to {most}.")
    return number


def yes_or_no(environment: Mapping[str, str], variable: str) -> bool:
    """A switch from the environment, off where it is not set. Raises SettingError for what is neither on nor off."""
    text = environment.get(variable, "").strip().lower()
    if text not in (*_YES, *_NO):
        raise SettingError(f"{variable} is {text[:40]}: it must be 1 or 0.")
    return text in _YES
