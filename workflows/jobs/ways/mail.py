"""Send a notice by e-mail through the office's own server (SMTP, RFC 5321): one message a person, its id always the same."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from workflows.casework.outgoing import Message
from workflows.jobs.ways import Later, OutOfOrder, Refused
from workflows.settings import SettingError

TIMEOUT_SECONDS = 30.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, as whom, and what stands as its sender."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str
    address: str  # of the pages; empty where letters name none

    def send(self, message: Message) -> None:
        """Hand one message in. Raises Refused or Later where the address does not take it, OutOfOrder where the server does not."""
        mail = compose(message, self.sender, self.address)
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(mail, self.sender, [message.mail])
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            _raise(code, said)
        except smtplib.SMTPDataError as refused:
            _raise(refused.smtp_code, refused.smtp_error)
        except (smtplib.SMTPException, OSError) as failed:
            raise OutOfOrder(f"{type(failed).__name__}: {failed}") from failed

    def _connected(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        if self.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        return server


def mail_server(url: str, password: str, sender: str, address: str) -> MailServer:
    """The server that GATEPOST_MAIL names: `smtp://`, `smtp+starttls://` or `smtps://`, user and host. Raises SettingError."""
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not port or not parts.hostname or parts.password or parts.path not in ("", "/"):
        raise SettingError(
            "GATEPOST_MAIL is no address of a mail server: write smtp+starttls://user@host:587, smtps://user@host or"
            " smtp://host, and the password in GATEPOST_MAIL_PASSWORD."
        )
    if "@" not in sender or any(each.isspace() for each in sender):
        raise SettingError(
            "GATEPOST_MAIL_FROM must be the address that mail comes from, such as office@example.gov.cn."
        )
    return MailServer(
        parts.scheme, parts.hostname, port, unquote(parts.username or ""), password, sender, address.rstrip("/")
    )


def compose(message: Message, sender: str, address: str) -> EmailMessage:
    """The mail: the subject anybody may read, the text for whom it is. The same notice has the same id however often it is sent."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = message.mail
    mail["Subject"] = message.title
    mail["Date"] = format_datetime(message.written_at)
    mail["Message-ID"] = f"<{message.key}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    where = f"{address}/notices" if address else ""
    last = f"请登录系统办理：{where}" if message.locale.startswith("zh") else f"Sign in to act: {where}"
    mail.set_content(f"{message.text}\n\n{last}\n" if where else f"{message.text}\n")
    return mail


def _raise(code: int, said: bytes | str) -> None:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    if 500 <= code < 600:
        raise Refused(f"{code} {text}")
    raise Later(f"{code} {text}")
