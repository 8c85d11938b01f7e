"""A month of attendance by the page: handed in, looked at, taken, stored by the worker, recognised, decided about, finished."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.attendance.exports import ROSTER, as_csv, daily, days_sheet
from tests.attendance.stored_office import Importing, build_importing
from tests.clock import MovingClock
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import MAX_REQUEST_BYTES, Settings
from workflows.attendance.models import AttendanceImport, DayCorrection
from workflows.attendance.upload_models import AttendanceUpload
from workflows.jobs.duties import attendance_to_import, import_attendance
from workflows.store import Store

MADE_UP = "2026-06-02"
FILE = as_csv(
    days_sheet(
        daily("2026-06-01", "07:30", "正常", "20:10", "正常"),
        daily(MADE_UP, "07:30", "补卡审批通过"),
        daily("2026-06-03", "07:30", "正常", name="王伟", id=""),
        daily("2026-06-03", "07:30", "正常", name="<b>路人</b>", id="900000000000000088"),
    )
)
REASON = "村支书证明当天在村入户，设备故障未能打卡。"


@pytest.fixture
def office(store: Store, clock: MovingClock) -> Importing:
    clock.move_to("2026-07-01 09:30")
    return build_importing(store, ROSTER.members)


@pytest.fixture
def app(office: Importing) -> Flask:
    return create_app(office.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))


def signed_in(app: Flask, office: Importing, name: str) -> Browser:
    browser = Browser(app)
    browser.get("/sign-in")
    browser.post("/sign-in/demo", {"user": str(office.users[name]), "csrf_token": browser.token()})
    return browser


def work_off(store: Store) -> None:
    """What the worker does until nothing waits for it."""
    while waiting := attendance_to_import(store):
        assert import_attendance(store, waiting[0])


def hand_in(browser: Browser, office: Importing, data: bytes, **other: str) -> tuple[int, str]:
    browser.get("/records/imports")
    form = {"unit": str(office.units["C1"]), "month": "2026-06", **other, "csrf_token": browser.token()}
    with send(browser, "/records/imports", form, data) as answer:
        return answer.status_code, answer.headers.get("Location", answer.text)


def send(browser: Browser, path: str, form: dict[str, str], data: bytes) -> TestResponse:
    """Send a form with a file, whole from memory: the client would leave a file on the disk open."""
    boundary, body = encode_multipart({**form, "file": FileStorage(io.BytesIO(data), "六月.csv")})
    return browser.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_month_goes_from_the_file_to_the_finished_import(app: Flask, office: Importing) -> None:
    store, browser = office.store, signed_in(app, office, "gan")
    status, place = hand_in(browser, office, FILE)
    assert status == 302
    page = browser.get(place)
    assert "文件正在读取" in page.text
    assert 'http-equiv="refresh"' in page.text
    work_off(store)
    page = browser.get(place)
    for said in ("钉钉", "2026-06-01 – 2026-06-03", "待确认人员", "王伟", "有补卡", "确认导入"):
        assert said in page.text
    assert 'http-equiv="refresh"' not in page.text
    taken = browser.press("确认导入")
    there = taken.path
    assert "已入库 0 行，共" in taken.text
    work_off(store)
    assert "待确认 2 人，共 2 人" in browser.get(there).text
    assert hand_in(browser, office, FILE)[0] == 422
    report = browser.get(f"{there}/report")
    assert "有补卡" in report.text
    # The whole report is a paper too (导入报告): sheet, row, column, value and what to do, for whoever may open the import.
    with browser.client.get(f"{there}/report/workbook") as answer:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "导入报告"
    assert rows[2][2:5] == ["工作表", "行", "列"]
    asked = [row for row in rows[3:] if row[1] == "须核对"]
    assert len(asked) == 3
    assert any("补卡" in str(row[8]) and row[3] for row in asked)
    signed_in(app, office, "yi").get(f"{there}/report/workbook", 404)
    day = f"/records/imports/days/{office.persons['M1']}/{MADE_UP}"
    assert day in report.text
    assert "待确认" in browser.get(day).text
    browser.post(day, {"decision": "half", "reason": "在村", "csrf_token": browser.token()}, 422)
    browser.post(day, {"reason": REASON, "csrf_token": browser.token()}, 422)
    browser.post(day, {"decision": "half", "reason": "长" * 2001, "csrf_token": browser.token()}, 422)
    browser.post(day, {"decision": "half", "reason": REASON, "seen": "0", "csrf_token": browser.token()})
    overtaken = {"decision": "counted", "reason": REASON, "seen": "0", "csrf_token": browser.token()}
    assert "已由他人先行认定" in browser.post(day, overtaken, 422).text
    assert REASON in browser.get(day).text
    queue = browser.get(f"{there}/queue")
    assert "&lt;b&gt;路人&lt;/b&gt;" in queue.text
    assert "=M3" in queue.text
    refused = browser.post(f"{there}/queue", {"who-1": "", "typed-1": "M9", "csrf_token": browser.token()}, 422)
    assert "没有工号为 M9 的派驻人员" in refused.text
    browser.post(there, {"csrf_token": browser.token()}, 422)
    assert "请从列表中选择" in browser.post(f"{there}/queue", {"who-1": "M3", "csrf_token": browser.token()}, 422).text
    chosen = {"who-1": "=M3", "seen-1": "", "who-2": "nobody", "seen-2": "", "csrf_token": browser.token()}
    browser.post(f"{there}/queue", chosen)
    assert "已先行确认" in browser.post(f"{there}/queue", chosen, 422).text
    browser.post(there, {"csrf_token": browser.token()})
    assert "已办结" in browser.get(there).text
    assert "已办结" in browser.get("/records/imports").text
    with store.read() as work:
        assert work.session.scalars(select(AttendanceImport.state)).all() == ["finished"]
        assert work.session.scalars(select(DayCorrection.day)).all() == [date(2026, 6, 2)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_refused_file_says_why_and_others_see_nothing_of_it(app: Flask, office: Importing) -> None:
    store, browser = office.store, signed_in(app, office, "gan")
    for other in ({"month": "2026-13"}, {"unit": "x"}, {"unit": str(office.units["C2"])}):
        status, text = hand_in(browser, office, FILE, **other)
        assert (status, "error-upload" in text) == (422, True)
    assert hand_in(browser, office, b"")[0] == 422
    status, place = hand_in(browser, office, b"a,b\n" + b"1,2\n" * (MAX_REQUEST_BYTES // 4))
    assert status == 302
    work_off(store)
    assert "确认导入" not in browser.get(place).text
    browser.post(place, {"decision": "take", "csrf_token": browser.token()}, 422)
    with send(browser, "/sign-in", {"username": "x"}, b"x" * 3_000_000) as answer:
        assert answer.status_code == 413
    for name, code in (("yi", 404), ("xiang", 403)):
        other_browser = signed_in(app, office, name)
        other_browser.get(place, code)
        other_browser.get(f"/records/imports/days/{office.persons['M1']}/{MADE_UP}", code)
    browser.get(f"/records/imports/days/{office.persons['M1']}/2026-02-31", 404)
    browser.post(place, {"decision": "agree", "csrf_token": browser.token()}, 422)
    browser.get(place)  # a word that the page does not say drops nothing
    browser.post(place, {"decision": "drop", "csrf_token": browser.token()})
    with store.read() as work:
        assert work.session.scalars(select(AttendanceUpload.id)).all() == []
