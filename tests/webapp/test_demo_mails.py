"""What the demonstration would have sent by e-mail is laid into a folder and shown; nothing leaves the machine."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.casework.world import World
from tests.clock import at
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.models import NoticeChoice
from workflows.casework.notices import notify
from workflows.casework.outgoing import Message, forget_waiting
from workflows.casework.words import NoticeKind, NoticeWay
from workflows.jobs.outgoing import send_notices, ways_of
from workflows.jobs.ways import OutOfOrder
from workflows.jobs.ways.mail_folder import KEPT, MailFolder, kept_mails
from workflows.settings import SettingError

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def message(number: int, written_at: datetime) -> Message:
    """One notice for one person."""
    ids = uuid.UUID(int=number), uuid.UUID(int=7)
    return Message(
        number,
        *ids,
        NoticeWay.MAIL,
        "notice",
        "zh",
        f"第{number}封",
        "<b>正文</b>",
        "wen@x.example",
        "1",
        "文",
        written_at,
        0,
    )


def test_the_page_shows_what_the_worker_laid_down_newest_first_and_goes_on(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    settings = Settings("a secret of the tests, long enough", is_demo=True, is_testing=True, mail_folder=folder)
    browser = Browser(create_app(world.store, settings))
    assert "暂无邮件" in browser.get("/sign-in/mails").words
    ways = ways_of({"GATEPOST_MAIL": f"folder:{folder}", "GATEPOST_QUIET": "", "GATEPOST_NOTICE_TEXT": "full"})
    with world.store.write() as work:
        work.session.add(NoticeChoice(person_id=world.persons["wen"], mail="wen@qinghe.example"))
        notify(work, None, to="general_group", kind=NoticeKind.NOTICE, text="旧闻。", text_en="Old news.")
        forget_waiting(work)
        notify(work, None, to="general_group", kind=NoticeKind.NOTICE, text="请查收。", text_en="Please see.")
    assert send_notices(world.store, ways=ways) == 1
    assert folder.stat().st_mode & 0o077 == 0
    assert "wen@qinghe.example" in browser.get("/sign-in/mails").words
    laid = MailFolder(folder, "a@localhost", "")
    for number in range(60):
        laid.send(message(number, at("2030-01-01 08:00") + timedelta(minutes=number)))
        laid.send(message(number, at("2030-01-01 08:00") + timedelta(minutes=number)))
    page = browser.get("/sign-in/mails")
    assert "<b>正文</b>" in page.words
    newest, last, beyond = (page.words.find(f"第{number}封") for number in (59, 10, 9))
    assert 0 < newest < last
    assert beyond == -1
    older = browser.get(f"/sign-in/mails?after={kept_mails(folder, limit=50)[-1].name}").words
    assert ("第9封" in older, "第10封" in older, "请查收" in older) == (True, False, True)


def test_the_folder_keeps_the_newest_and_a_folder_that_is_none_is_trouble(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    for number in range(KEPT):
        (folder / f"20200101T000000-{number:05}.eml").write_text("")
    MailFolder(folder, "a@localhost", "").send(message(1, at("2030-01-01 08:00")))
    assert sorted(each.name for each in folder.iterdir())[:1] == ["20200101T000000-00001.eml"]
    assert [mail.subject for mail in kept_mails(folder)] == ["第1封"], "files that are no mails are passed over"
    (tmp_path / "file").write_text("")
    with pytest.raises(OutOfOrder):
        MailFolder(tmp_path / "file", "a@localhost", "").send(message(1, at("2030-01-01 08:00")))
    with pytest.raises(SettingError, match="whole path"):
        ways_of({"GATEPOST_MAIL": "folder:mails"})
