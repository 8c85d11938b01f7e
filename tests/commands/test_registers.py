"""An empty database becomes a working office from three workbooks, by commands; killed in the middle it keeps nothing."""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests import forked
from tests.architecture.test_source import ROOT
from tests.office.small_office import VILLAGE, as_workbook, changed, people, roster, units
from tests.shipped import BPMN, with_called
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.publishing import publish_folders
from workflows.commands.registers import registers
from workflows.office.in_force import ensure_settings
from workflows.people import Person, Unit
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.store import Store

OWN = "自己才知道的密码 2026"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """The database on the clock of the machine, which the commands go by."""
    opened = Store.from_url(database_url)
    yield opened
    opened.close()


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DATABASE_URL", database_url)

    def call(*words: object, code: int = 0) -> Result:
        result = CliRunner().invoke(registers, [str(word) for word in words])
        assert result.exit_code == code, (result.output, result.exception)
        return result

    return call


def write(folder: Path) -> list[Path]:
    """The three workbooks of the small office."""
    found = []
    for name, rows in (("花名册", roster()), ("人员", people()), ("单位", units())):
        path = folder / f"{name}.xlsx"
        path.write_bytes(as_workbook((name, rows)))
        found.append(path)
    return found


def test_three_workbooks_make_an_office_in_which_people_sign_in(run, store: Store, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    files = write(tmp_path)
    checked = run("take", *files, "--check", "--language", "zh").output
    assert "单位：新增 8，变更 0，不变 0" in checked
    assert "未导入" in checked
    assert (
        "新任岗位 (7):\n  安管理 · 001 · 系统管理员 · 清河市委驻村办（ZCB） · 自导入之日起，未定止期  ⚠ 系统管理\n"
        in checked
    )
    assert "新增用户 (6):\n  admin · 安管理 · 001\n" in checked
    with store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(Unit)) == 0
    taken = json.loads(run("take", *files, "--json").output)
    assert (taken["kept"], taken["counts"]["postings"]) == (True, {"new": 2, "changed": 0, "same": 0})
    assert json.loads(run("take", *files, "--json").output)["kept"] is False

    handed_out = tmp_path / "passwords.xlsx"
    assert "6 first passwords" in run("passwords", handed_out, "--language", "en").output
    assert stat.S_IMODE(handed_out.stat().st_mode) == 0o600
    rows = CalamineWorkbook.from_path(str(handed_out)).get_sheet_by_index(0).to_python()[2:]
    first = {str(row[2]): str(row[3]) for row in rows}
    assert sorted(first) == ["admin", "director", "general", "hr", "li", "wang"]
    assert len(set(first.values())) == 6
    assert "Every open account has a password" in run("passwords", tmp_path / "more.xlsx", "--language", "en").output
    assert not (tmp_path / "more.xlsx").exists()
    assert "exists already" in run("passwords", handed_out, "--user", "li", code=1).output

    with store.write() as work:
        ensure_settings(work)
        publish_folders(
            work,
            [BPMN / procedure.process_id for procedure in with_called("recall")],
        )
    app = create_app(store, Settings("a secret of the tests, long enough", is_testing=True))
    member = Browser(app)
    member.get("/cases")
    page = member.press("登录", username="li", password=first["li"])
    assert page.path == "/account/password"
    assert member.get("/").path == "/account/password"
    assert member.client.get("/lookups/people.staff?q=1", headers={"HX-Request": "true"}).status_code == 401
    page = member.press("修改密码", 422, present=first["li"], new="太短", again="太短")
    assert "至少 10 个字符" in page.words
    assert "现密码不正确" in member.press("修改密码", 422, present="不对", new=OWN, again=OWN).words
    assert "不一致" in member.press("修改密码", 422, present=first["li"], new=OWN, again=OWN + "x").words
    assert (
        "不能含有用户名"
        in member.press("修改密码", 422, present=first["li"], new="Li Zhucun 2026", again="Li Zhucun 2026").words
    )
    page = member.press("修改密码", present=first["li"], new=OWN, again=OWN)
    assert ("密码已修改" in page.words, page.path) == (True, "/")
    assert "青禾村·驻村工作队队员" in member.get("/").words
    again = Browser(app)
    again.get("/sign-in")
    again.press("登录", 422, username="li", password=first["li"])
    assert again.press("登录", username="li", password=OWN).path == "/"

    director = Browser(app)
    director.get("/sign-in")
    director.press("登录", username="director", password=first["director"])
    director.press("修改密码", present=first["director"], new=OWN, again=OWN)
    told = director.get("/notices").words
    assert "已为 6 个账户生成初始密码，其中重置 0 个" in told
    assert "初始密码由服务器管理人员生成" in told, "and everybody is told of their own"
    assert "李驻村 · 青禾村 · 清河市教育局" in director.client.get("/lookups/recall.postings?q=102").text
    general = Browser(app)
    general.get("/sign-in")
    general.press("登录", username="general", password=first["general"])
    general.press("修改密码", present=first["general"], new=OWN, again=OWN)
    form = general.get("/cases/new/recall")
    assert form.all("//*[@data-lookup or contains(@hx-get, 'recall.postings')]")
    assert "王队长" in general.client.get("/lookups/recall.postings?q=王").text
    with store.read() as work:
        told = "".join(entry.data for entry in work.session.scalars(select(HistoryEntry)))
        assert "passwords_issued" in set(work.session.scalars(select(HistoryEntry.kind)))
        assert not any(password in told for password in first.values())
        assert verify(work).is_intact


def test_a_wrong_row_is_named_and_nothing_of_any_file_is_kept(run, store: Store, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    files = write(tmp_path)
    files[1].write_bytes(as_workbook(("人员", changed(people(), 4, 岗位="人事"))))
    refused = run("take", *files, "--language", "zh", code=1).output
    assert "人员.xlsx · 人员 · 第 8 行 · F 列: 没有“人事”这个岗位。请从空表的列表中选，或填写岗位代码。" in refused
    found = json.loads(run("take", *files, "--json", code=1).output)
    assert [(each["row"], each["column"], each["code"]) for each in found["wrong"]] == [(8, "F", "post_unknown")]
    with store.read() as work:
        assert [work.session.scalar(select(func.count()).select_from(each)) for each in (Unit, Person)] == [0, 0]
        assert work.session.scalar(select(func.count()).select_from(HistoryEntry)) == 0


def test_empty_workbooks_are_written_privately_once_and_filled_ones_come_back(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    blank = tmp_path / "blank"
    run("blank", blank, "--language", "zh")
    assert sorted(path.name for path in blank.iterdir()) == ["人员.xlsx", "单位.xlsx", "花名册.xlsx"]
    assert "exists already" in run("blank", blank, "--language", "zh", code=1).output
    empty = run("take", *blank.iterdir(), "--language", "zh").output
    assert "均已登记，未作改动" in empty
    assert "系统管理员" in empty
    run("take", *write(tmp_path))
    run("export", tmp_path / "out", "--language", "en")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}
    book = CalamineWorkbook.from_path(str(tmp_path / "out" / "roster.xlsx"))
    assert book.get_sheet_by_name("Roster").to_python()[2][:5] == ["102", "李驻村", VILLAGE, "JYJ", "member"]
    assert json.loads(run("take", *(tmp_path / "out").iterdir(), "--json").output)["kept"] is False
    assert "no open account nobody" in run("passwords", tmp_path / "p.xlsx", "--user", "nobody", code=1).output


# Takes the files, and is killed by the system when the postings are about to be written.
KILLED = """
import os, signal, sys
from sqlalchemy import Engine, event
import workflows.rooms
from workflows.commands.registers import registers
@event.listens_for(Engine, "before_cursor_execute")
def _kill(connection, cursor, statement, *rest):
    if statement.startswith("INSERT INTO posting"):
        os.kill(os.getpid(), signal.SIGKILL)
registers(["take", *sys.argv[1:]])
"""


def test_killed_in_the_middle_it_keeps_nothing_and_is_taken_whole_afterwards(
    run,  # type: ignore[no-untyped-def]
    store: Store,
    database_url: str,
    tmp_path: Path,
) -> None:
    files = [str(path) for path in write(tmp_path)]
    environment = {**os.environ, "DATABASE_URL": database_url}
    done = forked.run([sys.executable, "-c", KILLED, *files], cwd=ROOT, env=environment, timeout=120)
    assert done.returncode == -signal.SIGKILL
    with store.read() as work:
        assert [work.session.scalar(select(func.count()).select_from(each)) for each in (Unit, Person)] == [0, 0]
    assert json.loads(run("take", *files, "--json").output)["kept"] is True
