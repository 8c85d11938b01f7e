"""Keep what would be sent by e-mail as files in a folder, for the demonstration and for whoever tries notices: nothing leaves the
machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

from workflows.casework.outgoing import Message
from workflows.jobs.ways import OutOfOrder
from workflows.jobs.ways.mail import compose
from workflows.settings import SettingError, private_folder

SCHEME = "folder:"
SENDER = "gatepost@localhost"
KEPT = 1000
"""The oldest above this number are removed: the folder is looked at, not kept."""


@dataclass(frozen=True, slots=True)
class MailFolder:
    """The folder, and what stands as sender and as address of the pages."""

    folder: Path
    sender: str
    address: str

    def send(self, message: Message) -> None:
        """Lay one message down; the same one again replaces itself. Raises OutOfOrder where the folder takes nothing."""
        name = f"{message.written_at.astimezone(UTC):%Y%m%dT%H%M%S}-{message.key}.eml"
        try:
            private_folder(self.folder)
            draft = self.folder / f".{name}"
            draft.write_bytes(compose(message, self.sender, self.address).as_bytes())
            os.replace(draft, self.folder / name)
            for old in _names(self.folder)[KEPT:]:
                (self.folder / old).unlink(missing_ok=True)
        except OSError as failed:
            raise OutOfOrder(f"{type(failed).__name__}: {failed}") from failed


def folder_named(url: str) -> Path | None:
    """The folder that GATEPOST_MAIL names, `folder:` and a whole path; None where it names none. Raises SettingError."""
    if not url.startswith(SCHEME):
        return None
    folder = Path(url.removeprefix(SCHEME))
    if not folder.is_absolute():
        raise SettingError(
            "GATEPOST_MAIL names no folder: write folder: and the whole path, as in folder:/srv/gatepost/mail."
        )
    return folder


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One mail as it lies in the folder; `name` is its place in the list."""

    name: str
    to: str
    subject: str
    text: str
    written_at: datetime


def kept_mails(folder: Path, *, before: str = "", limit: int = 50) -> Sequence[KeptMail]:
    """The newest mails, or those older than the one with the name `before`; none where nothing was ever laid there."""
    found = [name for name in _names(folder) if not before or name < before]
    return [mail for name in found[:limit] if (mail := _read(folder / name)) is not None]


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted((each.name for each in folder.glob("[!.]*.eml")), reverse=True)


def _read(path: Path) -> KeptMail | None:
    try:
        mail = message_from_bytes(path.read_bytes(), policy=SMTP)
    except FileNotFoundError:  # removed as one too many since the list was read
        return None
    if mail["Date"] is None:  # somebody else's file
        return None
    written_at = mail["Date"].datetime.astimezone(UTC)
    return KeptMail(path.name, str(mail["To"]), str(mail["Subject"]), mail.get_content().strip(), written_at)
