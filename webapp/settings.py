"""What a running web application is told from outside: secrets, mode, lifetimes; nothing about the database."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from workflows.jobs.ways.mail_folder import folder_named
from workflows.settings import SettingError, private_folder, whole_number, yes_or_no

MAX_REQUEST_BYTES = 2 * 1024 * 1024
# Of the one page that takes a month of attendance: 20 MB of file (workflows/files/bounds.py) and the form around it.
MAX_FILE_REQUEST_BYTES = 21 * 1024 * 1024
_LEAST_SECRET = 16
_PREFIX = re.compile(r"(?:/[A-Za-z0-9._-]+)*")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the web application. Lifetimes are counted on the store's clock."""

    secret_key: str
    is_demo: bool = False  # one-click sign-in as any person of the demonstration city
    is_https: bool = False  # cookies are sent over TLS only
    session_lifetime: timedelta = timedelta(hours=12)
    session_idle: timedelta = timedelta(hours=4)
    proxies: int = 0  # how many proxies of our own stand in front and tell the visitor's address and scheme
    prefix: str = ""  # the path below which the pages lie at the proxy, such as /gatepost
    metrics_token: str = ""  # lets another machine than this one read /metrics
    mail_folder: Path | None = None  # where mails are laid instead of being sent; the demonstration shows them
    is_testing: bool = False


def settings_from(environment: Mapping[str, str], *, folder: Path, is_demo: bool = False) -> Settings:
    """Settings from environment variables. Raises SettingError, which names the variable.

    SECRET_KEY (else one kept in `folder`), HTTPS (1 behind TLS), PROXIES (how many), PREFIX (the path at the proxy),
    GATEPOST_METRICS_TOKEN, and GATEPOST_MAIL where it names a folder.
    """
    given = environment.get("SECRET_KEY")
    if given is not None and len(given.strip()) < _LEAST_SECRET:
        raise SettingError(
            f"SECRET_KEY has fewer than {_LEAST_SECRET} characters: give a long random one, or leave it out."
        )
    prefix = environment.get("PREFIX", "").rstrip("/")
    if not _PREFIX.fullmatch(prefix):
        raise SettingError("PREFIX must be a path such as /gatepost, of letters, digits, dots and hyphens.")
    return Settings(
        secret_key=given or kept_secret(folder / "secret_key"),
        is_demo=is_demo,
        is_https=yes_or_no(environment, "HTTPS"),
        proxies=whole_number(environment, "PROXIES", 0, least=0, most=9),
        prefix=prefix,
        metrics_token=environment.get("GATEPOST_METRICS_TOKEN", ""),
        mail_folder=folder_named(environment.get("GATEPOST_MAIL", "").strip()),
    )


def kept_secret(path: Path) -> str:
    """The secret in `path`, readable by its owner only; made there on first use, the same for all who start at once.

    Raises SettingError for a file that holds no secret: an empty key signs nothing.
    """
    private_folder(path.parent)
    if not path.exists():
        # Written whole under another name first: linking gives it its name in one act, or leaves the one that was faster.
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    secret = path.read_text(encoding="ascii", errors="replace").strip()
    if len(secret) < _LEAST_SECRET:
        raise SettingError(
            f"{path} is empty or too short to sign with. Remove it, and the next start makes a new one; everybody signs in anew."
        )
    return secret
