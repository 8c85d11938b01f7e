"""What a page may ask of the database: ten statements at most, every route, whoever reads most, a case that has everything.

And none that reads a table whole which grows with the cases.

Counted is what the application asks until its answer is there; the line of the access log is written when that has been sent.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.attachments.samples import picture
from tests.attendance.waiting import with_attendance
from tests.calendar.entered import confirmed, days_off
from tests.clock import MovingClock
from tests.office.small_office import as_workbook
from tests.proof.whole_attendance import months_of_members
from tests.recall import steps
from tests.recall.office import Office, build_office
from tests.sheets.heard_office import HEARD
from tests.sheets.sheet_office import POINTS
from tests.webapp.browser import Browser
from tests.webapp.designers import DESIGNERS, add_designers
from tests.webapp.few_tables import read_whole_by
from tests.webapp.test_one_way import asked_of
from webapp import create_app
from webapp.settings import Settings
from workflows.attachments.models import FileUpload
from workflows.attachments.receiving import receive
from workflows.attendance.models import AttendanceImport
from workflows.attendance.upload_models import AttendanceUpload
from workflows.calendar.models import CalendarPlan
from workflows.calendar.words import PlanState
from workflows.calendar.zone import local_date
from workflows.casework.absences import AbsenceWish, enter_absence
from workflows.casework.candidates import unit_id_of
from workflows.casework.catalogue import publish
from workflows.casework.models import (
    Deadline,
    Incident,
    MessageSubscription,
    ProcedureVersion,
    RowAsk,
    SheetRow,
    Task,
    TaskStatus,
)
from workflows.casework.queue import digits_of
from workflows.casework.transaction import transaction
from workflows.casework.unit_changes import UnitWish, ask_for
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.explain_overdue import explain_overdue
from workflows.casework.verbs.extend import extend_deadline
from workflows.casework.verbs.recuse import recuse
from workflows.casework.verbs.start import start_case
from workflows.documents import Document
from workflows.jobs.pulse import beat
from workflows.office.register_models import RegisterUpload
from workflows.office.registers.columns import Register
from workflows.office.registers.read import GivenFile
from workflows.office.registers.take import look_at_registers, read_files
from workflows.office.registers.uploads import hand_in
from workflows.office.settings_file import shipped_settings
from workflows.people import Person, PostHolding, Unit, User
from workflows.people.relatives import declare_relative
from workflows.people.unit_models import UnitChange
from workflows.people.words import TieKind
from workflows.procedure import read_folder
from workflows.store import Store
from workflows.studio.drafts import begin_from_version
from workflows.studio.models import ProcedureDraft, VersionRequest

MOST = 10
# Of a sheet's sixty rows, all alike, as many as somebody may read, and no more than these.
ROWS_READ = 2
# The director reads all of it, the office works in it, its leader owns it, the unit owes a clock.
READERS = ("dai", "wen", "lead", "hu")
# Nobody yet, and who have pages of their own: one address of each route will do.
PASSERS_BY = (None, "zu", "adm", "wenr")
NEWCOMER = {"姓名": "新来的", "工号": "N1", "所在单位编码": "CITY", "岗位": "general_group", "用户名": "newcomer"}
REASON = "通村公路塌方，正在抢修，车辆无法通行"


@pytest.fixture
def office(store: Store, clock: MovingClock) -> Office:
    """Two recalls, an administrator, and a worker that lives.

    One recall has letters, an extended clock, reviews under way and a failure; the other has run over.
    """
    office = build_office(store, clock)
    with store.write() as work:
        plan = confirmed(work, days_off(2027, date(2027, 2, 11)))
        plan.state, plan.number, plan.decided_at = PlanState.PREPARED, None, None
        city = work.session.scalars(select(Unit).where(Unit.code == "CITY")).one()
        person = Person(name="安管理", unit_id=city.id)
        work.session.add(person)
        work.session.flush()
        user = User(username="adm", person_id=person.id)
        holding = PostHolding(person_id=person.id, post_key="administrator", unit_id=city.id, from_on=clock.now.date())
        work.session.add_all([user, holding])
        work.session.flush()
        office.users["adm"], office.persons["adm"] = user.id, person.id
        declare_relative(work, office.persons["bao"], office.persons["lead"], "affinity", None)
    with store.write() as work:
        # Who reads most as a substitute too: lists, counts and files ask of both.
        days = (local_date(work.now), local_date(work.now) + timedelta(days=60))
        away = AbsenceWish(office.persons["dai"], office.persons["wen"], *days, frozenset(), REASON)
        enter_absence(work, office.actor("dai"), away)
    _with_a_served_order(office, "W02", "W12")
    with transaction(store) as work:
        explained = work.session.scalars(select(Deadline).where(Deadline.status == "running")).one()
        explain_overdue(work, explained.id, office.actor("dai"), "road", REASON)
        recuse(work, office.case_id or uuid.uuid4(), office.actor("fen"), REASON)
    _with_a_served_order(office, "W01", "W11")
    with transaction(store) as work:
        publish(work, read_folder(POINTS))
        answers = {"month": "2026-02", "units": 60}
        start_case(work, "monthly_points", actor=office.actor("wen"), answers=answers)
        publish(work, read_folder(HEARD))
        publish(work, read_folder(LEAVE))
        heard = {"first": str(office.persons["wen"]), "second": str(office.persons["fen"]), "secretary": ""}
        start_case(work, "heard_points", actor=office.actor("wen"), answers=heard)
    with store.write() as work:
        files = [GivenFile("人员.xlsx", as_workbook(("人员", [NEWCOMER])))]
        hand_in(work, office.actor("adm"), files, look_at_registers(work, read_files(files)))
    add_designers(office)
    with store.write() as work:
        newest = select(ProcedureVersion.id).where(ProcedureVersion.process_id == "recall")
        for username in DESIGNERS:
            draft = begin_from_version(work, office.actor(username), work.session.scalars(newest).one())
        waiting = VersionRequest(
            process_id="recall", digest="0" * 64, draft_id=draft.id, state="prepared", reason=REASON
        )
        waiting.based_on_id, waiting.prepared_by_id = draft.begun_from_id, draft.designer_id
        waiting.prepared_at = work.now
        work.session.add(waiting)
        for kind in TieKind:
            wish = UnitWish(unit_id_of(work, "WATER"), kind, "C1", date(2026, 6, 1), REASON)
            ask_for(work, office.actor("adm"), wish)
    receive(store, office.actor("dai"), "照片.png", picture())
    with_attendance(store, office.actor("wen"))
    months_of_members(office, office.case_id or uuid.uuid4())
    assert office.actor("wen").stand_ins
    beat(store)
    return office


def _with_a_served_order(office: Office, member: str, successor: str) -> None:
    """A recall up to the two reviews of a nominee. The first of them runs over while nobody does anything."""
    is_late = member == "W02"
    office.start(member)
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, member)
    steps.serve(office)
    if not is_late:
        with transaction(office.store) as work:
            running = select(Deadline).where(Deadline.case_id == office.case_id, Deadline.status == "running")
            clock = work.session.scalars(running).one()
            extend_deadline(work, clock.id, office.actor("dai"), clock.due_at + timedelta(days=2), "road", REASON)
    steps.interview_and_recall(office)
    steps.nominate(office, successor)
    steps.propose(office, successor)
    if is_late:
        office.wait_until("2026-03-13 10:00")
        return
    steps.check_by_phone(office)
    with transaction(office.store) as work:
        for element_id, username in (("review_a", "wen"), ("review_b", "bao")):
            waiting = (Task.case_id == office.case_id, Task.element_id == element_id)
            claim(work, work.session.scalars(select(Task.id).where(*waiting)).one(), office.actor(username))
        failed = Incident(case_id=office.case_id, element_id="match", message="x", raised_at=work.now, attempt={})
        work.session.add(failed)


@pytest.fixture
def app(office: Office) -> Flask:
    """The application as it is served."""
    return create_app(office.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))


def test_no_page_asks_more_than_ten_statements_or_reads_a_table_whole(
    app: Flask, office: Office, pytestconfig: pytest.Config
) -> None:
    """A page asks the same on both databases: on PostgreSQL, which reads tables its own way, once is enough of a route for each."""
    is_once = office.store.is_postgresql and not pytestconfig.getoption("--every-address")
    routes = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]
    shown: set[str] = set()
    beyond: dict[str, list[str]] = {}
    questions: dict[str, Any] = {}
    known = _known(office)
    for username in (*PASSERS_BY, *READERS):
        browser = Browser(app)
        browser.get("/sign-in")
        if username is not None:
            browser.post("/sign-in/demo", {"user": str(office.users[username]), "csrf_token": browser.token()})
        for rule in routes:
            read = 0
            for path in _addresses(office, known, rule, is_brief=username in PASSERS_BY):
                if read == (1 if is_once else ROWS_READ if rule.endpoint == "inbox.row" else None):
                    break
                with asked_of(office.store) as asked:
                    answer = browser.client.get(path)
                if answer.status_code == 200 or rule.endpoint == "health.readyz":  # which has its reasons here
                    shown.add(rule.endpoint)
                    read += 1
                if len(asked) > MOST:
                    beyond[f"{len(asked)} {rule.endpoint} {username} {path}"] = [statement for statement, _ in asked]
                questions.update(asked)
                answer.close()
    assert shown == {rule.endpoint for rule in routes}, "a route was never seen: give it an address here"
    assert not beyond, "\n".join(
        f"{key}\n   " + "\n   ".join(" ".join(s.split()) for s in beyond[key]) for key in beyond
    )
    read_whole = {
        statement: whole
        for statement in questions
        if " ".join(statement.split()) not in READ_ONCE
        and (whole := read_whole_by(office.store, statement, questions[statement]))
    }
    assert not read_whole, "\n".join(f"{tables}\n   {' '.join(s.split())}" for s, tables in read_whole.items())


def _known(office: Office) -> dict[str, list[Any]]:
    """What stands in the addresses, by the name of the argument; each of two uploads under its own name, and steps over rows."""
    with office.store.read() as work:
        read = work.session.scalars
        tasks = read(select(Task).where(Task.case_id == office.case_id).order_by(Task.status.desc())).all()
        open_ones = [task.id for task in tasks if task.status == TaskStatus.OPEN.value]
        ids: dict[str, list[Any]] = {
            "case_id": [office.case_id],
            "task_id": [*open_ones, *[task.id for task in tasks if task.id not in open_ones][:2]],
            "deadline_id": read(select(Deadline.id)).all(),
            "incident_id": read(select(Incident.id)).all(),
            "token_id": read(select(MessageSubscription.token_id).filter_by(case_id=office.case_id)).all()
            or [uuid.uuid4()],
            "document_id": read(select(Document.id).where(Document.case_id == office.case_id).limit(3)).all(),
            "setting_key": list(shipped_settings())[:2],  # one page, whichever it is of
            "code": ["huaihua_5"],
            "unit_id": read(select(Unit.id).where(Unit.code.in_(("WATER", "CITY")))).all(),
            "post_key": ["unit_hr", "administrator"],
            "change_id": read(select(UnitChange.id)).all(),
            "year": [2026, 2027],
            "plan_id": read(select(CalendarPlan.id)).all(),
            "process_id": SEEN_PROCEDURES,
            "ledger_id": ["leave"],
            "name": ["people.staff", "people.units", "people.villages", "selection.candidates", "selection.nominees"],
            "register": list(Register),
            "section": ["posts", "changes"],
            "place": [0],
            "file_id": read(select(FileUpload.id)).all(),
            "ask_id": read(select(RowAsk.id)).all(),
            "upload_id": read(select(RegisterUpload.id)).all(),
            "imports.file": read(select(AttendanceUpload.id)).all(),
            "import_id": read(select(AttendanceImport.id)).all(),
            "person_id": [office.persons["W01"], office.persons["wen"]],
            "day": ["2026-02-01"],
            "month": ["2026-02"],
            "request_id": read(select(VersionRequest.id)).all(),
            "draft_id": read(select(ProcedureDraft.id)).all(),
            "version_id": read(
                select(ProcedureVersion.id).where(ProcedureVersion.process_id.in_(SEEN_PROCEDURES))
            ).all(),
        }
        ids["open"] = open_ones
        ids["sheet"] = [read(select(Task.id).where(Task.element_id == "score")).one()]
        ids["row"] = [*read(select(SheetRow.id))]
    return ids


def _addresses(office: Office, ids: dict[str, list[Any]], rule: Rule, *, is_brief: bool) -> Iterator[str]:
    """The addresses of a route: of each case, clock, letter and step, and of the lists in each of their views."""
    sheet_id = ids["sheet"][0]
    if rule.endpoint == "inbox.row":
        # Of each row: which of them is somebody's to see is no matter of the order in which they were written.
        yield from (f"/tasks/{sheet_id}/rows/{row_id}" for row_id in ids["row"][: 1 if is_brief else None])
        return
    if rule.endpoint == "inbox.task":
        yield f"/tasks/{sheet_id}"
    paths = [f"{rule.rule}?name={FILE}" if rule.endpoint in FILES else rule.rule]
    for name in rule.arguments:
        kind = "string" if name in TEXTS else "int" if name in ("year", "place") else "uuid"
        paths = [
            path.replace(f"<{kind}:{name}>", str(each)) for path in paths for each in ids.get(rule.endpoint, ids[name])
        ]
    if is_brief:
        yield paths[0]
        return
    yield from paths
    yield from (f"{rule.rule}?{query}" for query in QUERIES.get(rule.endpoint, ()))
    if rule.endpoint == "cases.recuse_page":
        yield from (f"/cases/{office.case_id}/recuse?task={task_id}" for task_id in ids["open"])


# Names behind initials: read once by a process after each change of people or units.
READ_ONCE = {"SELECT person.id, person.name FROM person", "SELECT unit.id, unit.name FROM unit"}
# The largest procedure, the smallest, and one whose rows are shared out: a page asks alike whichever it shows.
SEEN_PROCEDURES = ["recall", "leave_request", "monthly_points"]
# Arguments of addresses that are texts.
TEXTS = ["process_id", "ledger_id", "name", "setting_key", "post_key", "code", "register", "section", "day", "month"]
LEAVE = Path(__file__).parents[2] / "bpmn" / "leave_request"
# A file that each of the procedures here has, and the pages that show one.
FILE = "labels.en.yaml"
FILES = {"studio.version_file", "studio.draft_file"}
QUERIES = {
    "inbox.index": ("view=mine", "view=posts", "view=done", "view=started", "view=posts&overdue=1&q=召回"),
    "cases.index": ("status=active", "q=召回"),
    "deadlines.index": (
        "status=missed&q=召",
        "overdue=1",
        "unit=CITY&name=replacement",
        "today=1&q=召",
        "held=科&order=newest",
        "day=2026-03-09",
    ),
    "search.index": ("q=召回", "q=清溪 6号", "q=wdh"),
    "answers.lookup": ("q=W",),
    "imports.index": (f"after={digits_of(datetime(2026, 3, 1, tzinfo=UTC))}.{uuid.UUID(int=0).hex}",),
    "months.index": (
        "by=teams",
        "by=members",
        "by=counties",
        "by=lines",
        "by=attendance",
        f"by=members&after=1.{uuid.UUID(int=0).hex}",
    ),
    "imports.report": ("told=1", "after=1"),
    "absence.index": ("q=W",),
    "people.index": ("q=W", f"after=A.{uuid.UUID(int=0).hex}"),
    "people.villages": ("q=V", "after=/A/"),
    "people.posted": ("q=V&from=2020-01-01", f"batch={uuid.UUID(int=0)}", "after=/A/"),
    "absence.everybody": ("view=all", f"after={digits_of(datetime(2027, 3, 1, tzinfo=UTC))}.{uuid.UUID(int=0).hex}"),
    "account.all_relatives": ("view=all", "view=all&q=鲍"),
}
