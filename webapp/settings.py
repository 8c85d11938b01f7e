"""What a running web application is told from outside: secrets, mode, lifetimes; nothing about the database."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the web application. Lifetimes are counted on the store's clock."""

    secret_key: str
    is_demo: bool = False  # one-click sign-in as any person of the demonstration city
    is_https: bool = False  # cookies are sent over TLS only
    session_lifetime: timedelta = timedelta(hours=12)
    session_idle: timedelta = timedelta(hours=4)
    proxies: int = 0  # how many proxies of our own stand in front and tell the visitor's address and scheme
    is_testing: bool = False


def settings_from(environment: Mapping[str, str], *, folder: Path, is_demo: bool = False) -> Settings:
    """Settings from environment variables: SECRET_KEY (else one kept in `folder`) and HTTPS (1 behind TLS), PROXIES."""
    return Settings(
        secret_key=environment.get("SECRET_KEY") or kept_secret(folder / "secret_key"),
        is_demo=is_demo,
        is_https=environment.get("HTTPS", "") in ("1", "true", "yes"),
        proxies=int(environment.get("PROXIES", "0")),
    )


def kept_secret(path: Path) -> str:
    """The secret in `path`; made there on first use, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    secret = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret)
    return secret
