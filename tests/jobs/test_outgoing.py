"""Notices that leave the office: to whom, when, in which order, again after trouble, once at the other side whatever dies."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

import workflows.rooms  # noqa: F401
from tests import forked
from tests.casework.world import World, publish_review
from tests.clock import MovingClock
from tests.jobs.servers import GatewayServer, MailBox
from workflows.casework.models import Notice, NoticeChoice, NoticeToSend, Outgoing
from workflows.casework.notices import notify
from workflows.casework.outgoing import Quiet, waiting_by_way
from workflows.casework.transaction import transaction
from workflows.casework.verbs.recuse import recuse
from workflows.casework.verbs.start import start_case
from workflows.casework.words import NoticeKind, NoticeWay
from workflows.jobs.outgoing import Ways, quiet_hours, send_notices, ways_of
from workflows.people.models import User
from workflows.settings import SettingError

ROOT = Path(__file__).parents[2]
KEY = "a key of sixteen characters"
FROM = "office@example.gov.cn"


@pytest.fixture
def mailbox() -> Iterator[MailBox]:
    server = MailBox()
    yield server
    server.stop()


@pytest.fixture
def gateway() -> Iterator[GatewayServer]:
    server = GatewayServer()
    yield server
    server.stop()


def mail_ways(port: int, quiet: str = "", text: str = "full") -> Ways:
    """Mail alone."""
    given = {"GATEPOST_MAIL": f"smtp://127.0.0.1:{port}", "GATEPOST_MAIL_FROM": FROM, "GATEPOST_QUIET": quiet}
    given["GATEPOST_NOTICE_TEXT"] = text
    return ways_of({**given, "GATEPOST_ADDRESS": "https://gatepost.example/"})


def gateway_ways(url: str) -> Ways:
    """The gateway alone."""
    given = {"GATEPOST_GATEWAY": url, "GATEPOST_GATEWAY_KEY": KEY, "GATEPOST_QUIET": ""}
    return ways_of({**given, "GATEPOST_NOTICE_TEXT": "full"})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_goes_out_says_nothing_of_a_case_unless_the_office_opens_it(
    world: World, mailbox: MailBox, gateway: GatewayServer
) -> None:
    choose(world, "wen")
    posted = ways_of({"GATEPOST_GATEWAY": gateway.url, "GATEPOST_GATEWAY_KEY": KEY, "GATEPOST_QUIET": ""})
    both = Ways({**mail_ways(mailbox.port, text="").senders, **posted.senders}, None)
    write(world, "石坡村队员的问题线索已登记")
    assert send_notices(world.store, ways=both) > 0
    assert "请登录系统查看" in bodies(mailbox, "wen")[0]
    assert "石坡村" not in "".join(mail.as_string() for mail in mailbox.mails)
    assert gateway.passed_on
    assert "石坡村" not in json.dumps(gateway.passed_on, ensure_ascii=False)


def choose(world: World, username: str, **values: object) -> None:
    """What somebody chose on the page of their account."""
    with world.store.write() as work:
        person_id = world.persons[username]
        work.session.add(NoticeChoice(**{"person_id": person_id, "mail": f"{username}@example.gov.cn", **values}))


def write(world: World, text: str, to: str = "general_group", kind: NoticeKind = NoticeKind.NOTICE) -> None:
    """A notice about no case."""
    with world.store.write() as work:
        notify(work, None, to=to, kind=kind, text=text, text_en=f"{text} (en)")


def bodies(mailbox: MailBox, to: str) -> list[str]:
    """The first lines of what somebody got, in order."""
    return [mail.get_content().splitlines()[0] for mail in mailbox.mails if mail["To"] == f"{to}@example.gov.cn"]


def test_a_notice_goes_by_mail_to_every_holder_with_an_address_and_to_nobody_else(
    world: World, mailbox: MailBox
) -> None:
    for name in ("wen", "bao", "hu"):
        choose(world, name)
    with world.store.write() as work:
        work.session.get_one(User, world.users["bao"]).locale = "en"
    write(world, "请查收。")
    assert send_notices(world.store, ways=mail_ways(mailbox.port)) == 2
    assert (bodies(mailbox, "wen"), bodies(mailbox, "bao"), bodies(mailbox, "hu")) == (
        ["请查收。"],
        ["请查收。 (en)"],
        [],
    )
    (mail,) = (each for each in mailbox.mails if each["To"] == "wen@example.gov.cn")
    assert "https://gatepost.example/notices" in mail.get_content()
    assert (mail["From"], mail["Auto-Submitted"]) == (FROM, "auto-generated")
    assert send_notices(world.store, ways=mail_ways(mailbox.port)) == 0
    assert len(mailbox.mails) == 2


def test_the_subject_is_the_public_title_and_whoever_stands_aside_gets_nothing(world: World, mailbox: MailBox) -> None:
    publish_review(world.store)
    choose(world, "wen")
    choose(world, "bao")
    with transaction(world.store) as work:
        case = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "李某某", "unit": "BUREAU"})
        case.title = "审核 李某某（水务局）"
        case_id, public = case.id, case.title_public
    with transaction(world.store) as work:
        recuse(work, case_id, actor=world.actor("bao"), reason="当事人是我的亲属，应当回避。")
    with world.store.write() as work:
        found = work.session.get_one(type(case), case_id)
        notify(work, found, to="general_group", kind=NoticeKind.OVERDUE, text="李某某一案已超期。")
    send_notices(world.store, ways=mail_ways(mailbox.port))
    late = [mail for mail in mailbox.mails if "超期" in mail.get_content()]
    assert [(mail["To"], mail["Subject"]) for mail in late] == [("wen@example.gov.cn", public)]


def test_kinds_that_somebody_does_not_want_stay_on_the_page(
    world: World, mailbox: MailBox, gateway: GatewayServer
) -> None:
    choose(world, "wen", without={"mail": ["returned"]})
    write(world, "退回。", kind=NoticeKind.RETURNED)
    write(world, "催办。", kind=NoticeKind.OVERDUE)
    both = Ways({**mail_ways(mailbox.port).senders, **gateway_ways(gateway.url).senders}, None)
    send_notices(world.store, ways=both)
    assert bodies(mailbox, "wen") == ["催办。"]
    wen = str(world.persons["wen"])
    told = [each["text"] for each in gateway.passed_on.values() if each["to"]["person"] == wen]
    assert told == ["退回。", "催办。"]


def test_in_quiet_hours_only_clocks_are_told_at_once(world: World, clock: MovingClock, mailbox: MailBox) -> None:
    choose(world, "wen")
    choose(world, "bao", quiet_from=1, quiet_until=2)
    clock.forward(hours=(22 - clock.now.astimezone(UTC).hour - 8) % 24)  # ten at night in Shanghai, or a little later
    ways = mail_ways(mailbox.port, "22-7")
    write(world, "退回。", kind=NoticeKind.RETURNED)
    write(world, "催办。", kind=NoticeKind.OVERDUE)
    send_notices(world.store, ways=ways)
    assert (bodies(mailbox, "wen"), sorted(bodies(mailbox, "bao"))) == (["催办。"], ["催办。", "退回。"])
    clock.forward(hours=10)
    send_notices(world.store, ways=ways)
    assert bodies(mailbox, "wen") == ["催办。", "退回。"]


@pytest.mark.parametrize(
    ("moment", "ends"),
    [("13:59", "13:59"), ("14:00", "23:00"), ("22:59", "23:00"), ("23:00", "23:00"), ("06:00", "06:00")],
)
def test_quiet_hours_over_night_end_in_the_morning(moment: str, ends: str) -> None:
    day = datetime(2026, 3, 2, tzinfo=UTC)
    at = day.replace(hour=int(moment[:2]), minute=int(moment[3:]))
    assert f"{Quiet(22, 7).ends(at):%H:%M}" == ends


def test_a_server_that_is_down_for_an_hour_loses_nothing_and_keeps_the_order(world: World, clock: MovingClock) -> None:
    choose(world, "wen")
    choose(world, "bao")
    server = MailBox()
    port = server.port
    server.stop()
    expected = []
    for number in range(20):
        expected.append(f"第{number}件。")
        write(world, expected[-1])
        assert send_notices(world.store, ways=mail_ways(port)) == 0
        clock.forward(minutes=3)
    with world.store.read() as work:
        waits = waiting_by_way(work)[NoticeWay.MAIL]
        tries = work.session.scalars(select(func.max(Outgoing.attempts))).one()
    assert (waits.count, "refused" in waits.error.lower()) == (40, True)
    assert 4 <= tries <= 7  # a minute, two, five, ten, twenty: not one a minute
    server = MailBox(port)
    try:
        clock.forward(minutes=60)
        assert send_notices(world.store, ways=mail_ways(port)) == 40
        assert (bodies(server, "wen"), bodies(server, "bao")) == (expected, expected)
        assert len({mail["Message-ID"] for mail in server.mails}) == 40
    finally:
        server.stop()


def test_an_address_that_is_refused_keeps_nobody_waiting_and_a_full_mailbox_only_its_own(
    world: World, clock: MovingClock, mailbox: MailBox
) -> None:
    for name in ("wen", "bao", "dai"):
        choose(world, name)
    mailbox.refuses = {"wen@example.gov.cn": "550 no such user", "bao@example.gov.cn": "452 mailbox full"}
    write(world, "一。")
    write(world, "二。")
    write(world, "三。", to="city_director")
    assert send_notices(world.store, ways=mail_ways(mailbox.port)) == 1
    assert bodies(mailbox, "dai") == ["三。"]
    with world.store.read() as work:
        refused = select(Outgoing.error).where(Outgoing.closed_at.is_not(None), Outgoing.error != "")
        assert set(work.session.scalars(refused)) == {"550 no such user"}
    mailbox.refuses = {}
    clock.forward(minutes=5)
    assert send_notices(world.store, ways=mail_ways(mailbox.port)) == 2
    assert bodies(mailbox, "bao") == ["一。", "二。"]


def test_the_gateway_gets_signed_json_and_a_key_by_which_it_knows_what_it_has(
    world: World, clock: MovingClock, gateway: GatewayServer
) -> None:
    gateway.status = 503
    write(world, "催办。", to="city_director", kind=NoticeKind.OVERDUE)
    ways = gateway_ways(gateway.url)
    assert send_notices(world.store, ways=ways) == 0
    gateway.status = 200
    clock.forward(minutes=2)
    assert send_notices(world.store, ways=ways) == 1
    (first, _), (headers, body) = gateway.calls
    assert first["Idempotency-Key"] == headers["Idempotency-Key"]
    signed = hmac.new(KEY.encode(), headers["X-Gatepost-Time"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Gatepost-Signature"] == f"sha256={signed}"
    assert headers["path"] == "/messages?from=gatepost"
    content = json.loads(body)
    assert (content["text"], content["kind"], content["to"]["name"]) == ("催办。", "overdue", "戴主任")


@pytest.mark.parametrize(("status", "is_closed"), [(409, True), (422, True), (401, False), (302, False)])
def test_what_a_gateway_answers_says_whether_it_is_tried_again(
    world: World, gateway: GatewayServer, status: int, is_closed: bool
) -> None:
    gateway.status = status
    write(world, "催办。", to="city_director")
    assert send_notices(world.store, ways=gateway_ways(gateway.url)) == (status == 409)
    with world.store.read() as work:
        assert (work.session.scalars(select(Outgoing.closed_at)).one() is not None) == is_closed


def test_where_nothing_is_configured_nothing_goes_out_then_or_later(world: World, mailbox: MailBox) -> None:
    choose(world, "wen")
    write(world, "旧事。")
    assert send_notices(world.store, ways=ways_of({})) == 0
    assert send_notices(world.store, ways=mail_ways(mailbox.port)) == 0
    with world.store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(NoticeToSend)) == 0
        assert work.session.scalar(select(func.count()).select_from(Notice)) == 1


def test_what_is_not_committed_does_not_go_out(world: World, mailbox: MailBox) -> None:
    choose(world, "wen")
    with suppress(RuntimeError), world.store.write() as work:
        notify(work, None, to="general_group", kind=NoticeKind.NOTICE, text="未成。")
        work.session.flush()
        raise RuntimeError
    send_notices(world.store, ways=mail_ways(mailbox.port))
    assert mailbox.mails == []


CHILD = """
import sys
from datetime import datetime
import workflows.rooms
from tests.clock import MovingClock
from workflows.jobs.outgoing import send_notices, ways_of
from workflows.store import Store
url, moment, port, sender = sys.argv[1:]
given = {"GATEPOST_MAIL": f"smtp://127.0.0.1:{port}", "GATEPOST_MAIL_FROM": sender, "GATEPOST_QUIET": ""}
ways = ways_of({**given, "GATEPOST_NOTICE_TEXT": "full"})
send_notices(Store.from_url(url, clock=MovingClock(datetime.fromisoformat(moment))), ways=ways)
"""


def test_a_sender_killed_between_sending_and_noting_sends_again_only_with_the_same_id(
    world: World, clock: MovingClock, mailbox: MailBox, database_url: str
) -> None:
    choose(world, "wen")
    write(world, "一。")
    write(world, "二。")
    children: list[subprocess.Popen[bytes]] = []
    mailbox.before_yes = lambda: os.kill(children[0].pid, signal.SIGKILL)
    moment = clock.now.isoformat()
    command = [sys.executable, "-c", CHILD, database_url, moment, str(mailbox.port), FROM]
    children.append(forked.Popen(command, cwd=ROOT))
    assert children[0].wait(60) == -signal.SIGKILL
    assert bodies(mailbox, "wen") == ["一。"]
    mailbox.before_yes = lambda: None
    # While the claim of the dead holds, nothing is sent, the second before the first least of all.
    assert send_notices(world.store, ways=mail_ways(mailbox.port)) == 0
    clock.forward(minutes=11)
    assert send_notices(world.store, ways=mail_ways(mailbox.port)) == 2
    assert bodies(mailbox, "wen") == ["一。", "一。", "二。"]
    ids = [mail["Message-ID"] for mail in mailbox.mails]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        ({"GATEPOST_MAIL": "mail.example.gov.cn"}, "GATEPOST_MAIL is"),
        ({"GATEPOST_MAIL": "smtp://user:secret@host", "GATEPOST_MAIL_FROM": FROM}, "GATEPOST_MAIL_PASSWORD"),
        ({"GATEPOST_MAIL": "smtp://host", "GATEPOST_MAIL_FROM": "office"}, "GATEPOST_MAIL_FROM"),
        ({"GATEPOST_GATEWAY": "ftp://host/", "GATEPOST_GATEWAY_KEY": KEY}, "GATEPOST_GATEWAY must"),
        ({"GATEPOST_GATEWAY": "https://host/", "GATEPOST_GATEWAY_KEY": "short"}, "GATEPOST_GATEWAY_KEY"),
        ({"GATEPOST_NOTICE_TEXT": "all"}, "GATEPOST_NOTICE_TEXT"),
        ({"GATEPOST_QUIET": "22"}, "GATEPOST_QUIET"),
        ({"GATEPOST_QUIET": "7-7"}, "GATEPOST_QUIET"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_the_name_of_the_variable(given: dict[str, str], variable: str) -> None:
    with pytest.raises(SettingError, match=variable):
        ways_of(given)


def test_quiet_hours_may_be_none() -> None:
    assert quiet_hours("") is None
    assert quiet_hours("12-14") == Quiet(12, 14)
