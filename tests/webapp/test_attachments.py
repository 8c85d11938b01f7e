"""Files in forms: chosen, kept while something else is corrected, handed in, opened by whoever may read their answer."""

from __future__ import annotations

import hashlib
import io
import os
import time
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.attachments import samples
from tests.attachments.test_traces import photograph, pixels
from tests.casework.world import World, form
from tests.clock import MovingClock
from tests.webapp.browser import Browser, Page, words_of
from tests.webapp.office import build_office
from tests.webapp.test_one_way import asked_of
from workflows.attachments.erasing import erase_file
from workflows.attachments.keeping import FileStore
from workflows.attachments.looking_process import type_of
from workflows.attachments.models import Attachment, FileUpload
from workflows.attachments.proving import verify_files
from workflows.attachments.tidying import YOUNG_SECONDS, tidy_files
from workflows.casework.acting import form_of
from workflows.casework.catalogue import procedure_of
from workflows.casework.given_files import files_given, with_files
from workflows.casework.models import Decision, Task
from workflows.proof.verify import verify
from workflows.store import Store

BrowserOf = Callable[[str], Browser]
TaskOf = Callable[[str], uuid.UUID]

CHECK_A = form(
    "check_a",
    {"type": "number", "key": "mark_a", "label": "分数", "validate": {"required": True, "min": 0, "max": 10}},
    {"type": "filepicker", "key": "proof", "label": "证明", "multiple": True, "validate": {"required": True}},
    {
        "type": "filepicker",
        "key": "photo",
        "label": "照片",
        "accept": "image/*",
        "properties": {"capture": "environment"},
    },
    {
        "type": "filepicker",
        "key": "health",
        "label": "病历",
        "multiple": True,
        "properties": {"visible_to": "unit_hr"},
    },
)


@pytest.fixture
def world(store: Store) -> World:
    """The office, with a review that asks for files."""
    return build_office(store, **{"forms/check_a.form": CHECK_A, "labels.en.yaml": b"form:check_a:proof: Proof\n"})


@pytest.fixture(autouse=True)
def files(store: Store, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    """The folder of files of this test. That they are opened in a process of their own is shown once, in test_looking.py."""
    monkeypatch.setattr("workflows.attachments.receiving.look", type_of)
    return FileStore.beside(store.engine.url)


def choose(browser: Browser, data: bytes, name: str = "证明.pdf", status: int = 200) -> dict[str, str]:
    """Choose a file as the script of the page does."""
    sent = {"file": (io.BytesIO(data), name), "csrf_token": browser.token()}
    answer = browser.client.post("/files", data=sent, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text
    return dict(answer.json)


def send(browser: Browser, task_id: uuid.UUID, status: int = 200, **values: object) -> Page:
    """Hand the form in as a page without a script does."""
    data = {"csrf_token": browser.token(), "mark_a": "7", **values}
    answer = browser.client.post(
        f"/tasks/{task_id}/complete", data=data, content_type="multipart/form-data", follow_redirects=True
    )
    page = browser.page = Page(answer)
    assert answer.status_code == status, page.text[:1500]
    return page


def test_a_photograph_is_given_out_without_where_it_was_taken(
    world: World, browser_of: BrowserOf, task_of: TaskOf, files: FileStore
) -> None:
    given = photograph(6)
    wen = browser_of("wen")
    wen.get(f"/tasks/{task_of('check_a')}")
    chosen = choose(wen, given, "村口.jpg")
    with world.store.read() as work:
        upload = work.session.get_one(FileUpload, uuid.UUID(chosen["id"]))
        content = files.content(upload.sha256)
        # What is proved is what is kept: the office never had the other.
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (upload.sha256, upload.size)
    assert b"SECRET-CAMERA" in given
    assert b"SECRET-CAMERA" not in content
    assert pixels(content) == pixels(given)


def test_files_are_chosen_handed_in_and_opened(
    world: World, browser_of: BrowserOf, task_of: TaskOf, case_id: uuid.UUID, files: FileStore
) -> None:
    wen, task_id = browser_of("wen"), task_of("check_a")
    page = wen.get(f"/tasks/{task_id}")
    assert page.all("//form[@enctype='multipart/form-data']//input[@type='file'][@name='proof'][@multiple]")
    chosen = choose(wen, samples.pdf(), "一.pdf")
    # Beside what the script has sent before, a file that comes with the form; what is wrong elsewhere loses neither.
    again = send(
        wen, task_id, 422, mark_a="99", proof=[chosen["id"]], photo=(io.BytesIO(samples.picture("JPEG")), "村口.jpg")
    )
    kept = {box.get("name"): box.get("value") for box in again.all("//input[@type='checkbox'][@checked]")}
    assert kept["proof"] == chosen["id"]
    assert "村口.jpg" in again.words
    send(wen, task_id, proof=[chosen["id"]], photo=[kept["photo"]])
    # Readers of the case find them in the record, and open them.
    dai = browser_of("dai")
    record = dai.get(f"/cases/{case_id}")
    assert "一.pdf" in record.words
    assert [each.get("src") for each in record.all("//details[@class='preview']/img")] == [f"/files/{kept['photo']}"]
    with asked_of(world.store) as asked:
        shown = dai.client.get(f"/files/{chosen['id']}")
    assert len(asked) <= 10
    assert (shown.status_code, shown.mimetype, shown.data) == (200, "application/pdf", samples.pdf())
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Cache-Control"] == "no-store"
    picture = dai.client.get(f"/files/{kept['photo']}")
    assert (picture.mimetype, picture.headers["Content-Security-Policy"].split("; ")[-1]) == ("image/jpeg", "sandbox")
    assert "attachment" in dai.client.get(f"/files/{chosen['id']}?save=1").headers["Content-Disposition"]
    # Strangers learn no more than that there is nothing for them, signed out or in.
    browser_of("he").get(f"/files/{chosen['id']}", 404)
    with world.store.read() as work:
        row = work.session.get_one(Attachment, uuid.UUID(chosen["id"]))
        assert (row.field, row.name, row.size) == ("proof", "一.pdf", len(samples.pdf()))
        assert work.session.scalars(select(FileUpload)).all() == []
        report = verify(work)
        assert verify_files(work, report, files) == 2
        assert report.is_intact, report.breaches


def test_what_nobody_may_read_of_the_answer_nobody_gets_of_its_files(
    browser_of: BrowserOf, task_of: TaskOf, case_id: uuid.UUID
) -> None:
    wen, task_id = browser_of("wen"), task_of("check_a")
    wen.get(f"/tasks/{task_id}")
    health = choose(wen, samples.picture(), "病历.png")
    proof = choose(wen, samples.document(), "证明.docx")
    browser_of("dai").get(f"/files/{health['id']}", 404)  # while it waits it is for whoever chose it
    assert wen.client.get(f"/files/{health['id']}").status_code == 200
    send(wen, task_id, proof=[proof["id"]], health=[health["id"]])
    dai = browser_of("dai")
    assert "病历.png" not in dai.get(f"/cases/{case_id}").words
    dai.get(f"/files/{health['id']}", 404)
    saved = dai.client.get(f"/files/{proof['id']}")  # a document opens in no page
    assert (saved.status_code, saved.headers["Content-Disposition"].split(";")[0]) == (200, "attachment")
    assert wen.client.get(f"/files/{health['id']}").status_code == 200
    # Somebody else's file is not given by naming it.
    other = browser_of("bao")
    other.get(f"/cases/{case_id}")
    task_b = task_of("check_b")
    other.get(f"/tasks/{task_b}")
    assert other.client.get(f"/files/{health['id']}").status_code == 404


def test_a_file_of_somebody_else_is_none(browser_of: BrowserOf, task_of: TaskOf) -> None:
    dai, wen = browser_of("dai"), browser_of("wen")
    dai.get("/")
    theirs = choose(dai, samples.pdf())
    wen.get(f"/tasks/{task_of('check_a')}")
    page = send(wen, task_of("check_a"), 422, proof=[theirs["id"]])
    assert "此处选择的文件已失效，请重新选择。" in page.words
    send(wen, task_of("check_a"), 422, proof=["nonsense"])


def test_a_question_takes_the_types_and_as_many_as_it_says(
    browser_of: BrowserOf, task_of: TaskOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    wen, task_id = browser_of("wen"), task_of("check_a")
    wen.get(f"/tasks/{task_id}")
    assert "必填" in send(wen, task_id, 422).words or "请填写此项" in wen.page.words
    pdf, one, two = choose(wen, samples.pdf()), choose(wen, samples.picture()), choose(wen, samples.picture())
    page = send(wen, task_id, 422, proof=[pdf["id"]], photo=[pdf["id"]])
    assert "此项不接受 证明.pdf；请提供 PNG、JPEG。" in page.words
    assert "最多 1 个文件" in send(wen, task_id, 422, proof=[pdf["id"]], photo=[one["id"], two["id"]]).words
    monkeypatch.setenv("GATEPOST_UPLOAD_COUNT", "2")
    page = send(wen, task_id, 422, proof=[pdf["id"], one["id"], two["id"], two["id"]])
    assert "最多 2 个文件，现有 3 个。" in page.words
    send(wen, task_id, proof=[pdf["id"], one["id"], one["id"]])


def test_a_phone_may_open_its_camera(browser_of: BrowserOf, task_of: TaskOf) -> None:
    page = browser_of("wen").get(f"/tasks/{task_of('check_a')}")
    (photo,) = page.all("//input[@type='file'][@name='photo']")
    assert photo.get("capture") == "environment"
    assert ".jpg" in photo.get("accept")
    assert ".pdf" not in photo.get("accept")
    # The help names what each question takes, and nothing else.
    limits = {
        box.get("name"): page.all(f"//p[@id='{box.get('aria-describedby')}']")[0]
        for box in page.all("//input[@type='file']")
    }
    assert words_of(limits["photo"]).startswith("本项可上传：图片；")
    assert words_of(limits["proof"]).startswith("本项可上传：PDF、图片、DOCX、XLSX；")


def test_what_is_refused_is_told_in_words_and_nothing_is_kept(
    world: World, browser_of: BrowserOf, task_of: TaskOf, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    wen, task_id = browser_of("wen"), task_of("check_a")
    wen.get(f"/tasks/{task_id}")
    assert "是压缩包" in choose(wen, samples.archive(a=b"a"), "证明.pdf", 422)["refused"]
    page = send(wen, task_id, 422, proof=(io.BytesIO(b"MZ" * 400), "证明.pdf"))
    assert "证明.pdf 不是 PDF、图片（PNG、JPEG）、DOCX 或 XLSX 文件" in page.words
    monkeypatch.setenv("GATEPOST_SCAN", "/nowhere/scanner")
    assert "未能进行病毒扫描" in choose(wen, samples.pdf(), status=422)["refused"]
    monkeypatch.setenv("GATEPOST_SCAN", "false")
    assert "未通过病毒扫描" in choose(wen, samples.pdf(), status=422)["refused"]
    monkeypatch.delenv("GATEPOST_SCAN")
    monkeypatch.setattr("workflows.attachments.receiving.upload_bytes", lambda: 100)
    assert "单个文件不得超过" in choose(wen, samples.pdf(), "大.pdf", 422)["refused"]
    assert list(files.digests()) == []
    with world.store.read() as work:
        assert work.session.scalars(select(FileUpload)).all() == []


def test_a_body_beyond_all_bounds_is_refused_unread(browser_of: BrowserOf) -> None:
    wen = browser_of("wen")
    wen.get("/")
    kind = "multipart/form-data; boundary=x"
    for path, size, status in (("/files", 2**31, 413), ("/files", 13 * 2**20, 413), ("/sign-out", 3 * 2**20, 413)):
        length = {"CONTENT_LENGTH": str(size), "wsgi.input": io.BytesIO()}
        answer = wen.client.post(path, content_type=kind, environ_overrides=length)
        assert (path, size, answer.status_code) == (path, size, status)


def test_the_same_content_is_kept_once_and_goes_when_nothing_names_it(
    world: World, browser_of: BrowserOf, task_of: TaskOf, files: FileStore, clock: MovingClock
) -> None:
    wen, task_id = browser_of("wen"), task_of("check_a")
    wen.get(f"/tasks/{task_id}")
    given, left = choose(wen, samples.pdf(), "一.pdf"), choose(wen, samples.pdf(), "二.pdf")
    alone = choose(wen, samples.picture(), "三.png")
    assert len(list(files.digests())) == 2
    send(wen, task_id, proof=[given["id"]])
    age(files)
    assert tidy_files(world.store) == 0  # both are still named, one by a form that was not handed in
    clock.forward(days=2, hours=1)
    orphan = samples.picture("JPEG")
    with files.arriving(orphan) as draft:
        files.keep(draft, sha(orphan))
    assert tidy_files(world.store) == 1  # that of the picture; what is younger than an hour is left alone
    assert sorted(files.digests()) == sorted([sha(samples.pdf()), sha(orphan)])
    with world.store.read() as work:
        assert [work.session.get(FileUpload, uuid.UUID(gone["id"])) for gone in (left, alone)] == [None, None]
    age(files)
    assert tidy_files(world.store) == 1
    assert list(files.digests()) == [sha(samples.pdf())]


def test_verify_names_a_file_that_was_altered_or_is_gone_and_an_erased_one_is_neither(
    world: World, browser_of: BrowserOf, task_of: TaskOf, files: FileStore
) -> None:
    wen, task_id = browser_of("wen"), task_of("check_a")
    wen.get(f"/tasks/{task_id}")
    given = choose(wen, samples.pdf(), "一.pdf")
    send(wen, task_id, proof=[given["id"]])

    def breaches() -> list[str]:
        with world.store.read() as work:
            report = verify(work)
            verify_files(work, report, files)
            return [breach.sentence for breach in report.breaches]

    assert breaches() == []
    place = files.path(sha(samples.pdf()))
    place.write_bytes(samples.pdf(2))
    assert [given["id"] in each and "is altered" in each for each in breaches()] == [True]
    assert wen.client.get(f"/files/{given['id']}").status_code == 404  # another content is served to nobody
    place.unlink()
    assert ["is gone" in each for each in breaches()] == [True]
    with world.store.write() as work:
        erase_file(work, uuid.UUID(given["id"]), because="依申请删除")
    assert breaches() == []
    with world.store.read() as work:
        row = work.session.get_one(Attachment, uuid.UUID(given["id"]))
        assert (row.name, row.sha256) == ("", "")
        assert "proof" not in work.session.get_one(Decision, row.decision_id).answers


def test_a_returned_form_offers_what_was_given_before(world: World, browser_of: BrowserOf, task_of: TaskOf) -> None:
    wen, task_id = browser_of("wen"), task_of("check_a")
    wen.get(f"/tasks/{task_id}")
    given = choose(wen, samples.pdf(), "一.pdf")
    with world.store.read() as work:
        task = work.session.get_one(Task, task_id)
    send(wen, task_id, proof=[given["id"]])
    with world.store.read() as work:
        asked = form_of(procedure_of(work, task.procedure_version_id), task)
        assert asked is not None
        known = files_given(work, world.actor("wen"), asked, {"proof": [given["id"]]}, task.case_id)
        assert with_files(asked, {"proof": [given["id"]]}, known)["proof"][0]["name"] == "一.pdf"
        assert files_given(work, world.actor("wen"), asked, {"proof": [given["id"]]}, None) == {}
        assert files_given(work, world.actor("dai"), asked, {"proof": [given["id"]]}, task.case_id) == {}


def sha(data: bytes) -> str:
    """The digest under which a content is kept."""
    return hashlib.sha256(data).hexdigest()


def age(files: FileStore) -> None:
    """Let every content that is kept be older than what is left alone."""
    past = time.time() - YOUNG_SECONDS - 60
    for digest in files.digests():
        os.utime(files.path(digest), (past, past))
