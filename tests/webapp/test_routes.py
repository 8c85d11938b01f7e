"""Every route: it names its rule, its address is well made, and it refuses who may not open it."""

from __future__ import annotations

import ast
import re
import uuid
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from tests.webapp.browser import Browser
from webapp.access import MACHINE, PUBLIC, Rule

WEBAPP = Path(__file__).parents[2] / "webapp"

# Every route with its rule. A new route is added here on purpose, with the rule its view names.
RULES = {
    "account.sign_in": "public",
    "account.sign_in_with_password": "public",
    "account.sign_out": "public",
    "account.sign_out_everywhere": "signed_in",
    "account.language": "public",
    "account.password": "signed_in",
    "account.change_password": "signed_in",
    "account.all_relatives": "relatives",
    "account.relatives": "signed_in",
    "account.notice_choices": "signed_in",
    "account.choose_notices": "signed_in",
    "account.declare": "signed_in",
    "account.end_relative": "relatives",
    "account.confirm_relative": "relatives",
    "account.answer_relative": "signed_in",
    "inbox.index": "signed_in",
    "inbox.claim_selected": "signed_in",
    "inbox.release_selected": "signed_in",
    "inbox.choose_together": "signed_in",
    "inbox.complete_together": "signed_in",
    "inbox.task": "signed_in",
    "inbox.claim_task": "signed_in",
    "inbox.release_task": "signed_in",
    "inbox.complete_task": "signed_in",
    "inbox.keep_task": "signed_in",
    "inbox.keep_answer": "signed_in",
    "cases.keep_start": "signed_in",
    "inbox.row": "signed_in",
    "inbox.asked": "signed_in",
    "inbox.ask": "signed_in",
    "inbox.answer": "signed_in",
    "inbox.ask_visibility": "signed_in",
    "inbox.save": "signed_in",
    "inbox.save_chosen": "signed_in",
    "inbox.row_visibility": "signed_in",
    "inbox.appoint_page": "signed_in",
    "inbox.appoint_person": "signed_in",
    "inbox.visibility": "signed_in",
    "answers.lookup": "signed_in",
    "inbox.notices": "signed_in",
    "inbox.see_notices": "signed_in",
    "cases.index": "signed_in",
    "cases.choose": "signed_in",
    "cases.new": "signed_in",
    "cases.start": "signed_in",
    "cases.start_visibility": "signed_in",
    "cases.show": "signed_in",
    "cases.diagram": "signed_in",
    "cases.cancel": "signed_in",
    "cases.parts": "signed_in",
    "cases.raise_page": "signed_in",
    "cases.raise_in_case": "signed_in",
    "cases.recuse_page": "signed_in",
    "cases.recuse_case": "signed_in",
    "documents.docx": "signed_in",
    "documents.pdf": "signed_in",
    "documents.show": "signed_in",
    "files.show": "signed_in",
    "ledgers.index": "signed_in",
    "ledgers.show": "signed_in",
    "ledgers.workbook": "signed_in",
    "files.upload": "signed_in",
    "search.index": "signed_in",
    "deadlines.index": "signed_in",
    "deadlines.units": "signed_in",
    "deadlines.month": "signed_in",
    "deadlines.keep": "signed_in",
    "deadlines.forget": "signed_in",
    "deadlines.workbook": "signed_in",
    "deadlines.extend_page": "signed_in",
    "deadlines.extend": "signed_in",
    "deadlines.overdue_page": "signed_in",
    "deadlines.overdue": "signed_in",
    "admin.incidents": "administrator",
    "admin.retry_incident": "administrator",
    "cases.incident": "signed_in",
    "cases.mend": "signed_in",
    "admin.worker": "administrator",
    "admin.starts_by_clock": "administrator",
    "admin.start_again": "administrator",
    "absence.index": "signed_in",
    "absence.enter": "signed_in",
    "absence.withdraw": "signed_in",
    "absence.everybody": "settings",
    "absence.enter_for": "settings",
    "absence.decide": "settings",
    "absence.withdraw_for": "settings",
    "units.index": "settings",
    "units.show": "signed_in",
    "units.short_names": "administrator",
    "units.change": "settings",
    "units.preview": "settings",
    "units.proposed": "settings",
    "units.decide": "settings",
    "people.own": "signed_in",
    "people.leave_selection": "signed_in",
    "people.candidacy": "signed_in",
    "people.tasks": "signed_in",
    "inbox.hand_over": "signed_in",
    "people.index": "roster",
    "people.villages": "roster",
    "people.posted": "roster",
    "people.posted_workbook": "roster",
    "people.export": "roster",
    "people.show": "signed_in",
    "people.leave": "signed_in",
    "diary.index": "signed_in",
    "diary.write": "signed_in",
    "diary.keep": "signed_in",
    "diary.person": "signed_in",
    "posts.index": "settings",
    "posts.new_page": "settings",
    "posts.new": "settings",
    "posts.show": "settings",
    "posts.change": "settings",
    "posts.decide": "settings",
    "registers.index": "settings",
    "registers.units": "settings",
    "registers.blank": "settings",
    "registers.upload": "settings",
    "registers.show": "settings",
    "registers.section": "settings",
    "registers.file": "settings",
    "registers.decide": "settings",
    "months.index": "points",
    "months.show": "points",
    "months.workbook": "points",
    "imports.index": "imports",
    "imports.upload": "imports",
    "imports.file": "imports",
    "imports.decide": "imports",
    "imports.show": "imports",
    "imports.end": "imports",
    "imports.report": "imports",
    "imports.queue": "imports",
    "imports.recognised": "imports",
    "imports.report_workbook": "imports",
    "imports.day": "imports",
    "imports.decide_day": "imports",
    "catalogues.index": "settings",
    "catalogues.new_page": "settings",
    "catalogues.read_sheet": "settings",
    "catalogues.new": "settings",
    "catalogues.show": "settings",
    "catalogues.sheet": "settings",
    "catalogues.decide": "settings",
    "settings.index": "settings",
    "settings.show": "settings",
    "settings.weigh": "settings",
    "settings.preview": "settings",
    "settings.change": "settings",
    "settings.decide": "settings",
    "calendar.index": "settings",
    "calendar.show": "settings",
    "calendar.look": "settings",
    "calendar.enter": "settings",
    "calendar.plan": "settings",
    "calendar.decide": "settings",
    "studio.index": "studio",
    "studio.units": "studio",
    "studio.version": "studio",
    "studio.begin_page": "studio",
    "studio.begin_archive": "designer",
    "studio.begin_template": "designer",
    "studio.begin_folder": "designer",
    "studio.begin_version": "designer",
    "studio.draft": "studio",
    "studio.draft_diagram": "studio",
    "studio.draft_zip": "studio",
    "studio.draft_remove": "designer",
    "studio.draft_back": "designer",
    "studio.draft_try": "designer",
    "studio.draft_walk": "studio",
    "studio.draft_changes": "studio",
    "studio.version_changes": "studio",
    "studio.draft_ask": "designer",
    "studio.request_page": "studio",
    "studio.request_decide": "studio",
    "studio.draft_drawing": "studio",
    "studio.draft_file": "studio",
    "studio.draft_save": "designer",
    "studio.draft_look": "designer",
    "studio.draft_uses": "studio",
    "studio.version_uses": "studio",
    "studio.draft_mend": "designer",
    "studio.draft_english": "studio",
    "studio.draft_english_save": "designer",
    "studio.draft_file_remove": "designer",
    "studio.draft_file_back": "designer",
    "studio.version_diagram": "studio",
    "studio.version_file": "studio",
    "studio.version_zip": "studio",
    "admin.confirm_clock": "administrator",
    "demo.sign_in_as_person": "public",
    "demo.mails": "public",
    "health.healthz": "public",
    "health.readyz": "public",
    "health.metrics": "machine",
}


def test_every_route_names_its_rule(app: Flask) -> None:
    found = {
        name: view.access_rule.name  # type: ignore[attr-defined]  # set by webapp.access.requires
        for name, view in app.view_functions.items()
        if name != "static"
    }
    assert found == RULES


def test_a_route_that_names_no_rule_is_closed(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    browser = Browser(app)
    page = browser.get("/forgotten", 403)
    assert "secret" not in page.text


def test_signed_out_every_closed_page_leads_to_the_sign_in_page(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if (
            rule.endpoint == "static"
            or RULES[rule.endpoint] in (PUBLIC.name, MACHINE.name)
            or "GET" not in (rule.methods or ())
        ):
            continue
        path = _fill(rule.rule)
        response = client.get(path)
        assert response.status_code == 302, path
        assert response.headers["Location"].startswith("/sign-in"), path


def test_pages_of_administrators_refuse_others(browser_of: Callable[[str], Browser]) -> None:
    assert "您无权进行此操作" in browser_of("wen").get("/admin/incidents", 403).words
    assert "目前没有异常" in browser_of("adm").get("/admin/incidents").words


def test_addresses_are_kebab_case_with_typed_parts(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        fixed = re.sub(r"<(uuid|string|int)(\(max=[0-9]+\))?:[a-z_]+>", "x", rule.rule)
        assert re.fullmatch(r"(/[a-z0-9-]*)+", fixed), rule.rule


def test_a_rule_is_a_sentence_too() -> None:
    assert Rule("x", "Anybody.", needs_sign_in=False).allows(None)
    assert not Rule("x", "Signed in.").allows(None)


def test_pages_ask_casework_and_never_the_database() -> None:
    for path in WEBAPP.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert "select" not in names, f"{path} queries: put the query into workflows/"
        assert not any((module or "").startswith("sqlalchemy") for module in imported), f"{path} imports SQLAlchemy"


def test_templates_mark_nothing_safe() -> None:
    for path in WEBAPP.rglob("*.html"):
        assert "|safe" not in path.read_text(encoding="utf-8").replace(" ", ""), f"{path} trusts a text"


def test_unknown_addresses_get_a_page_with_a_way_on(browser_of: Callable[[str], Browser]) -> None:
    page = browser_of("wen").get(f"/cases/{uuid.uuid4()}", 404)
    assert "该案件不存在。" in page.words
    assert "回到待办" in page.words


def test_an_address_that_no_page_has_keeps_the_navigation(browser_of: Callable[[str], Browser]) -> None:
    page = browser_of("wen").get("/nowhere", 404)
    assert page.all('//nav[@class="rooms"]')
    assert "文静" in page.words


def test_built_assets_may_be_kept_and_pages_may_not(app: Flask) -> None:
    client = app.test_client()
    with client.get("/static/icon.svg?v=1") as asset:
        assert asset.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"


def _fill(rule: str) -> str:
    filled = re.sub(r"<uuid:[a-z_]+>", str(uuid.uuid4()), rule)
    filled = re.sub(r"<int:[a-z_]+>", "2027", filled)
    return re.sub(r"<string:[a-z_]+>", "review", filled)
