"""Send the notices that wait to go out: after the commit that wrote them, in order for each person, again where a way is broken."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from workflows.casework import outgoing
from workflows.casework.outgoing import Message, Quiet
from workflows.casework.words import NoticeWay
from workflows.jobs.ways import Later, OutOfOrder, Refused
from workflows.jobs.ways.gateway import gateway
from workflows.jobs.ways.mail import mail_server
from workflows.jobs.ways.mail_folder import SENDER, MailFolder, folder_named
from workflows.sentence import Sentence
from workflows.settings import SettingError
from workflows.store import Store

logger = logging.getLogger("gatepost.worker")

CLOSED = Sentence("A new notice waits for you; sign in to read it.", "您有一条新通知，请登录系统查看内容。")
Sender = Callable[[Message, datetime], None]
"""Sends one message now. Raises Refused, Later and OutOfOrder."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways that this office has, and its quiet hours."""

    senders: Mapping[NoticeWay, Sender]
    quiet: Quiet | None


def ways_of(environment: Mapping[str, str]) -> Ways:
    """What the environment names. Raises SettingError for what cannot be meant."""
    senders: dict[NoticeWay, Sender] = {}
    if url := environment.get("GATEPOST_MAIL", "").strip():
        sender, address = (environment.get(name, "").strip() for name in ("GATEPOST_MAIL_FROM", "GATEPOST_ADDRESS"))
        folder = folder_named(url)
        server = (
            mail_server(url, environment.get("GATEPOST_MAIL_PASSWORD", ""), sender, address)
            if folder is None
            else MailFolder(folder, sender or SENDER, address.rstrip("/"))
        )
        senders[NoticeWay.MAIL] = lambda message, _now: server.send(message)
    if url := environment.get("GATEPOST_GATEWAY", "").strip():
        senders[NoticeWay.GATEWAY] = gateway(url, environment.get("GATEPOST_GATEWAY_KEY", "")).send
    if not tells_whole(environment.get("GATEPOST_NOTICE_TEXT", "")):
        senders = {way: _closed(sender) for way, sender in senders.items()}
    return Ways(senders, quiet_hours(environment.get("GATEPOST_QUIET", "22-7")))


def tells_whole(text: str) -> bool:
    """Whether what goes out says what the notice says. Raises SettingError for what cannot be meant."""
    if text.strip() not in ("", "title", "full"):
        raise SettingError("GATEPOST_NOTICE_TEXT is title (the default: only what anybody may read goes out) or full.")
    return text.strip() == "full"


def _closed(sender: Sender) -> Sender:
    """Hand on only what anybody may read: a mailbox and a telephone are read by more people than the one who is written to."""

    def send(message: Message, now: datetime) -> None:
        sender(replace(message, text=CLOSED.in_language(message.locale)), now)

    return send


def quiet_hours(text: str) -> Quiet | None:
    """The office's quiet hours: `22-7`, or empty where it has none. Raises SettingError."""
    if not text.strip():
        return None
    since, _, until = text.strip().partition("-")
    hours = [int(each) if each.isascii() and each.isdigit() and len(each) < 3 else 24 for each in (since, until)]
    if max(hours) > 23 or hours[0] == hours[1]:
        raise SettingError("GATEPOST_QUIET must be two different hours of the day such as 22-7, or empty.")
    return Quiet(*hours)


def send_notices(store: Store, stop: Callable[[], bool] = lambda: False, ways: Ways | None = None) -> int:
    """Send what waits and may go now; how many messages went out. A failure of one way does not keep the others waiting."""
    known = ways if ways is not None else ways_of(os.environ)
    while not stop():
        with store.read() as work:
            is_some = outgoing.has_new(work)
        if not is_some:
            break
        with store.write() as work:
            outgoing.spread(work, list(known.senders), known.quiet)
    sent = 0
    while known.senders and not stop():
        with store.read() as work:
            is_some = outgoing.has_due(work, list(known.senders))
        if not is_some:
            break
        with store.write() as work:
            message = outgoing.claim(work, list(known.senders))
            now = work.now
        if message is None:
            break
        sent += _send(store, known.senders[message.way], message, now)
    return sent


def _send(store: Store, sender: Sender, message: Message, now: datetime) -> bool:
    try:
        sender(message, now)
    except Refused as refused:
        logger.warning("notice %s by %s was refused: %s", message.key, message.way, refused)
        with store.write() as work:
            outgoing.note_refused(work, message, str(refused))
        return False
    except Later as failed:
        with store.write() as work:
            outgoing.note_later(work, message, str(failed))
        return False
    except OutOfOrder as failed:
        logger.warning("notices do not go out by %s: %s", message.way, failed)
        with store.write() as work:
            outgoing.note_trouble(work, message, str(failed))
        return False
    with store.write() as work:
        outgoing.note_sent(work, message)
    return True
