"""Every page in both languages, wide and on a phone, light and dark, as axe reads it."""

from __future__ import annotations

import uuid
from datetime import date
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from tests.attendance.waiting import add_county, with_attendance
from tests.calendar.entered import days_off
from tests.casework.world import World
from tests.journeys.conftest import Server
from tests.journeys.people import sign_in, violations
from tests.office.small_office import as_csv, units
from tests.webapp.designers import add_designers
from tests.webapp.office import build_office
from workflows.attendance.models import AttendanceImport
from workflows.attendance.upload_models import AttendanceUpload
from workflows.calendar.models import CalendarPlan
from workflows.casework.board import deadline_board
from workflows.casework.calendar_changes import AskedPlan, prepare_plan
from workflows.casework.case_list import list_cases
from workflows.casework.errors import IncidentRaised
from workflows.casework.inbox import inbox
from workflows.casework.incidents import record_incident
from workflows.casework.models import Deadline, Incident, ProcedureVersion, Recusal, Task
from workflows.casework.transaction import transaction
from workflows.casework.unit_changes import UnitWish, ask_for
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.office.register_models import RegisterUpload
from workflows.office.registers.take import look_at_registers, read_files
from workflows.office.registers.uploads import hand_in
from workflows.people import PostHolding, Relation, Unit
from workflows.people.posts import row_of, shipped_posts
from workflows.people.roster import Posting
from workflows.people.words import TieKind
from workflows.sentence import Sentence
from workflows.studio.drafts import begin_from_version, save_file
from workflows.studio.models import ProcedureDraft, VersionRequest

pytestmark = pytest.mark.browser

SIZES = {"wide": (1366, 768), "phone": (390, 844)}
# Both languages say the same with the same markup. English has the long words, which are too wide on a phone if anywhere.
LANGUAGES = {"zh-CN": ("wide", "phone"), "en": ("phone",)}
ARRANGED = "[data-tabs], [data-diagram], [data-modeler]"


@pytest.fixture
def world(server: Server) -> World:
    """The office with cases in several states: waiting, overdue, completed, stopped by an error."""
    built = build_office(server.store)
    first = None
    for number in range(1, 6):
        with transaction(server.store) as work:
            case = start_case(
                work, "review", actor=built.actor("hu"), answers={"subject": f"{number}号", "unit": "BUREAU"}
            )
        first = first or case.id
        server.clock.forward(hours=20)
    with transaction(server.store) as work:
        task = work.session.scalars(select(Task).where(Task.case_id == case.id, Task.element_id == "check_a")).one()
        answers = {"outcome": "agree", "mark_a": 5, "remark_a": "在岗记录完整", "source": "匿名来信"}
        complete(work, task.id, built.actor("wen"), answers)
    with transaction(server.store) as work:
        raised = IncidentRaised(
            case.id, "remind", Sentence("The post is unknown.", "没有这个岗位。"), {"kind": "timer"}
        )
        record_incident(work, raised)
    with server.store.write() as work:
        # Two of the post must leave the first case's first step to somebody appointed; relatives wait for a word.
        for username in ("wen", "bao"):
            row = {"case_id": first, "element_id": "check_a", "person_id": built.persons[username]}
            work.session.add(Recusal(**row, reason="与被审核人系同乡好友", recused_at=work.now))
        named = {"kind": "collateral", "declared_at": work.now}
        for one, other, asked in (
            ("bao", "hu", work.now),
            ("wen", "hu", None),
            ("dai", "he", work.now),
            ("hu", "adm", None),
        ):
            pair = {"person_id": built.persons[one], "other_id": built.persons[other]}
            work.session.add(Relation(**pair, **named, open_since=asked, denied_at=asked if one == "dai" else None))
        post = row_of(shipped_posts()["organisation_department"])
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "CITY")).one()
        work.session.add(post)
        work.session.flush()
        holding = {"person_id": built.persons["he"], "post_key": post.key, "unit_id": unit_id}
        work.session.add(PostHolding(**holding, from_on=date(2020, 1, 1)))
    with transaction(server.store) as work:
        holidays = AskedPlan(days_off(2027, date(2027, 2, 11)), "国办发明电〔2026〕7号", date(2026, 3, 1))
        prepare_plan(work, built.actor("adm"), holidays)
        bureau = work.session.scalars(select(Unit.id).where(Unit.code == "BUREAU")).one()
        moving = UnitWish(bureau, TieKind.PARENT, "COUNTY", date(2026, 6, 1), "按机构改革方案，该局划归县管理。")
        ask_for(work, built.actor("adm"), moving)
    with server.store.write() as work:
        files = [as_csv("单位.csv", units())]
        hand_in(work, built.actor("adm"), files, look_at_registers(work, read_files(files)))
    add_designers(built)
    with server.store.write() as work:
        published = work.session.scalars(select(ProcedureVersion.id)).first()
        assert published
        draft = begin_from_version(work, built.actor("wenr"), published)
        save_file(work, built.actor("wenr"), draft.id, "forms/check_b.form", b"{", seen=draft.files[2].sha256)
        asking = VersionRequest(process_id="review", digest="0" * 64, draft_id=draft.id, state="prepared")
        asking.prepared_by_id, asking.prepared_at = draft.designer_id, work.now
        asking.based_on_id, asking.reason = published, "增加复核环节，结论须两人一致。"
        work.session.add(asking)
    add_county(server.store)
    with_attendance(server.store, built.actor("wen"))
    server.move_to("2026-03-10 15:00")
    return built


def paths(world: World) -> dict[str, list[str]]:
    """The pages by the person who opens them."""
    with world.store.read() as work:
        # One that its post may do: in another case everybody stands aside from this step, and rows come in no order.
        free = (Task.element_id == "check_a", Task.status == "open", Task.case_id.not_in(select(Recusal.case_id)))
        task = work.session.scalars(select(Task.id).where(*free)).first()
        done = work.session.scalars(select(Task).where(Task.status == "completed")).one()
        deadline = work.session.scalars(select(Deadline.id).where(Deadline.status == "running")).first()
        waiting = work.session.scalars(
            select(Task.id).join(Recusal, Recusal.case_id == Task.case_id).where(Task.element_id == "check_a")
        ).first()
        incident = work.session.scalars(select(Incident)).one()
        plan = work.session.scalars(select(CalendarPlan.id)).one()
        draft = work.session.scalars(select(ProcedureDraft.id)).one()
        request = work.session.scalars(select(VersionRequest.id)).one()
        version = work.session.scalars(select(ProcedureVersion.id)).first()
        unit = work.session.scalars(select(Unit.id).where(Unit.code == "BUREAU")).one()
        waits = work.session.scalars(select(AttendanceUpload.id)).one()
        made = work.session.scalars(select(AttendanceImport.id)).one()
        member = work.session.scalars(select(Posting.person_id)).one()
        upload = work.session.scalars(select(RegisterUpload.id)).one()
        bao, hu = world.actor("bao"), world.actor("hu")
        further = {
            "/cases": list_cases(work, hu, per_page=2).following,
            "/?view=posts": inbox(work, bao, "posts", per_page=2).following,
            "/?view=started": inbox(work, hu, "started", per_page=2).following,
            "/deadlines": deadline_board(work, world.actor("dai"), per_page=2).following,
        }
        second = {
            path: f"{path}{'&' if '?' in path else '?'}after={quote(key.text)}" for path, key in further.items() if key
        }
    assert set(second) == set(further), "every list has a second page"
    imports = "/records/imports"
    return {
        "wen": [
            "/",
            "/?view=posts&overdue=1",
            "/?view=done",
            "/?q=nothing",
            f"/tasks/{task}",
            f"/tasks/{done.id}",
            imports,
            f"{imports}/files/{waits}",
            f"{imports}/{made}",
            f"{imports}/{made}/queue",
            f"{imports}/{made}/report",
            f"{imports}/days/{member}/2026-02-02",
            "/search?q=召回",
            "/search?q=nothing",
            "/sign-in/mails",
        ],
        "bao": [
            f"/cases/{done.case_id}/recuse?task={task}",
            second["/?view=posts"],
            f"/cases/{incident.case_id}/incidents/{incident.id}",
            "/account/relatives",
            "/absence",
        ],
        "hu": [
            "/account/relatives",
            f"/cases/{done.case_id}/recuse",
            "/?view=started",
            second["/?view=started"],
            "/cases",
            second["/cases"],
            "/cases/new/review",
            f"/cases/{done.case_id}",
        ],
        "dai": [
            "/people",
            "/people/villages",
            "/people/posted",
            "/people/me/candidacy",
            f"/people/{world.persons['wen']}/tasks",
            "/ledgers",
            "/deadlines",
            second["/deadlines"],
            "/deadlines?status=met",
            "/deadlines/units",
            "/deadlines/calendar",
            "/deadlines?held=文&order=latest",
            f"/tasks/{waiting}/appoint",
            f"/tasks/{task}/appoint",
            f"/deadlines/{deadline}/extend",
            f"/deadlines/{deadline}/overdue",
            f"/cases/{done.case_id}",
            "/cases/new",
            "/studio",
            f"/studio/versions/{version}",
            *(f"/studio/versions/{version}/file?name={name}" for name in ("review.bpmn", "forms/check_a.form")),
            f"/admin/calendar/plans/{plan}",
        ],
        "wenr": [
            "/studio",
            "/studio/new",
            "/studio/units",
            f"/studio/drafts/{draft}",
            f"/studio/drafts/{draft}/changes",
            f"/studio/drafts/{draft}/drawing",
            f"/studio/drafts/{draft}/uses?name=general_group",
            f"/studio/drafts/{draft}/english?all=1",
            f"/studio/requests/{request}",
            *(f"/studio/drafts/{draft}/file?name={name}" for name in ("review.bpmn", "forms/check_b.form")),
        ],
        "he": ["/relatives", "/relatives?q=%E6%97%A0"],
        "adm": [
            "/admin/incidents",
            "/admin/worker",
            "/admin/absences",
            "/units",
            "/units?q=%25",
            f"/units/{unit}",
            "/people/me",
            "/admin/catalogues",
            "/admin/catalogues/new?from=jinzhong_24_5",
            "/admin/catalogues/huaihua_5",
            "/admin/posts",
            "/admin/posts?q=%25",
            "/admin/posts/new",
            "/admin/posts/unit_hr",
            "/admin/registers",
            f"/admin/registers/{upload}",
            f"/admin/registers/{upload}/posts",
            "/account/password",
            "/account/notices",
            "/admin/settings",
            "/admin/settings/recall.days",
            "/admin/calendar",
            "/admin/calendar/2027",
            f"/cases/{uuid.uuid4()}",
        ],
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_keeps_anybody_out(
    context: BrowserContext, page: Page, world: World, language: str, pytestconfig: pytest.Config
) -> None:
    is_every = language == "zh-CN" or pytestconfig.getoption("--every-language")
    found: list[str] = []
    for username, addresses in paths(world).items():
        sign_in(page, world.users[username])
        if page.locator("html").get_attribute("lang") != language:
            page.locator("form.language button").click()
            page.wait_for_load_state()
        for address in addresses:
            for size in LANGUAGES[language]:
                width, height = SIZES[size]
                page.set_viewport_size({"width": width, "height": height})
                # A page is laid out anew as its window narrows, but for what a script arranges when it comes.
                if size == LANGUAGES[language][0] or page.locator(ARRANGED).count():
                    page.goto(address)
                assert page.locator("html").get_attribute("lang") == language
                if size == "phone":
                    page.eval_on_selector_all(
                        "details.file-section", "sections => sections.forEach(s => { s.open = true; })"
                    )
                # The same markup in other words breaks no other rule: of those that somebody reads in English axe sees the first.
                if is_every or address == addresses[0]:
                    found.extend(violations(page))
                overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert overflow <= 0, f"{address} scrolls sideways by {overflow} px at {width}"
    assert not found, "\n".join(found)


def test_the_dark_theme_is_legible_too(context: BrowserContext, page: Page, world: World) -> None:
    page.emulate_media(color_scheme="dark")
    found: list[str] = []
    sign_in(page, world.users["wen"])
    for address in paths(world)["wen"]:
        page.goto(address)
        assert page.locator("html").get_attribute("data-bs-theme") == "dark"
        found.extend(violations(page))
    assert not found, "\n".join(found)


def test_errors_are_announced_and_lead_to_their_fields(context: BrowserContext, page: Page, world: World) -> None:
    sign_in(page, world.users["wen"])
    page.goto(paths(world)["wen"][4])
    page.get_by_role("button", name="同意并送审").click()
    summary = page.get_by_role("alert")
    assert summary.evaluate("element => element === document.activeElement")
    assert not violations(page)
    summary.get_by_role("link").first.click()
    assert page.locator("#answer-mark_a").evaluate("element => element === document.activeElement")


def test_keys_move_open_and_help(context: BrowserContext, page: Page, world: World) -> None:
    sign_in(page, world.users["wen"])
    page.goto("/?view=posts")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert page.locator("tbody tr").first.locator("input[type=checkbox]").is_checked()
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.locator("#search").evaluate("element => element === document.activeElement")
    page.keyboard.press("Escape")
    page.locator("main").focus()
    page.keyboard.press("e")
    page.wait_for_url("**/tasks/*")


def test_everything_works_without_a_script(chrome: object, server: Server, world: World) -> None:
    made = chrome.new_context(base_url=server.address, java_script_enabled=False, locale="zh-CN")  # type: ignore[attr-defined]
    page = made.new_page()
    page.goto("/sign-in?who=文静")
    page.locator(".btn-person").first.click()
    page.goto(paths(world)["wen"][4])
    assert page.get_by_text("仅在选择“退回补充”时填写").is_visible()
    page.locator("#answer-mark_a").fill("8")
    page.locator("#answer-remark_a").fill("在岗记录完整")
    page.get_by_role("button", name="同意并送审").click()
    assert page.get_by_text("“审核甲”已办理完毕").is_visible()
    made.close()
