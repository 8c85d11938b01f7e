"""Stored imports: taken once, kept as they came, told in blocks, carried on after a worker died, decided about by people."""

from __future__ import annotations

import uuid
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  every room's classes, and what they derive
from tests.attendance.exports import ROSTER, as_csv, daily, days_sheet
from tests.attendance.stored_office import JUNE, MANY, Importing, breaches, build_importing, many
from tests.clock import MovingClock
from workflows.attendance import storing, uploads
from workflows.attendance.corrections import WORTH, Correction, correct_day, corrections_of
from workflows.attendance.import_words import DayDecision, ImportState, Recognition, UploadState
from workflows.attendance.models import AttendanceAccount, AttendanceImport, AttendanceRow, AttendanceUnknown
from workflows.attendance.readings import reading_of, unpacked
from workflows.attendance.recognition import Answer, finish, import_of, recognise, waiting_in_queue
from workflows.attendance.stored_days import stored_days
from workflows.attendance.storing import store_rows, take
from workflows.attendance.upload_models import AttendanceUpload
from workflows.attendance.uploads import GivenAttendance, drop, hand_in, material_of, read_upload
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import Notice
from workflows.jobs.duties import attendance_to_import, import_attendance
from workflows.people.roster import Posting
from workflows.store import Store, update_rows
from workflows.store.blocks import insert_blocks
from workflows.store.kinds import table_of

ROWS = table_of(AttendanceRow)
REASON = "村支书证明当天在村入户，设备故障未能打卡。"


@pytest.fixture
def office(store: Store, clock: MovingClock) -> Importing:
    clock.move_to("2026-07-01 09:30")
    return build_importing(store, ROSTER.members)


def june(*rows: Any) -> bytes:
    """A month's export of days, as text."""
    return as_csv(days_sheet(*rows))


def rows_of(store: Store, import_id: uuid.UUID) -> list[tuple[Any, ...]]:
    with store.read() as work:
        statement = select(ROWS).where(ROWS.c.import_id == import_id).order_by(ROWS.c.number)
        return [tuple(row) for row in work.session.execute(statement)]


def first() -> bytes:
    return june(daily("2026-06-01", "07:30", "正常", "20:10", "正常"), daily("2026-06-02", "", "缺卡", "", "缺卡"))


def corrected() -> bytes:
    return june(
        daily("2026-06-01", "07:30", "正常", "20:10", "正常"), daily("2026-06-02", "08:00", "正常", "20:00", "正常")
    )


def test_a_file_is_stored_once_and_a_corrected_one_is_a_new_version_that_keeps_the_overlay(office: Importing) -> None:
    """A9: the same file is refused by its hash; rows of the first stay as they came, decisions lie over both."""
    store, person = office.store, office.persons["M1"]
    import_id = office.stored(first())
    before = rows_of(store, import_id)
    with pytest.raises(InvalidRequest, match="was imported on 2026-07-01"):
        office.upload(first(), "改名.xlsx")
    with store.write() as work:
        given = Correction(person, date(2026, 6, 2), DayDecision.HALF, REASON)
        correct_day(work, office.actor("gan"), given)
    second = office.stored(corrected())
    with store.read() as work:
        old, new = (work.session.get_one(AttendanceImport, each) for each in (import_id, second))
        assert (old.state, new.state) == (ImportState.REPLACED, ImportState.OPEN)
        assert (new.version, new.previous_id) == (2, import_id)
        days = {day.day: day.present for _, day in stored_days(work, [person], JUNE, date(2026, 6, 30))}
        assert days == {date(2026, 6, 1): True, date(2026, 6, 2): True}
        decided = corrections_of(work, [person], JUNE, date(2026, 6, 30))[person, date(2026, 6, 2)]
        assert (WORTH[decided.decision], decided.reason, decided.author.name) == (Fraction(1, 2), REASON, "甘县办")
        told = work.session.scalars(select(Notice.text).where(Notice.person_id == person)).all()
        assert told == [f"您 2026-06-02 的考勤已认定：计半天。理由：{REASON}"]
    assert rows_of(store, import_id) == before
    assert breaches(store) == []


def test_people_of_one_name_without_an_id_wait_and_are_known_once_somebody_said_who_they_are(office: Importing) -> None:
    """A10, and what a person decides: the days are theirs, a whole account is known the next month, a new version keeps it."""
    store, known = office.store, "900000000000000099"
    import_id = office.stored(
        june(
            daily("2026-06-01", "07:30", "正常", name="王伟", id=""),
            daily("2026-06-02", "07:30", "正常", name="王玮", id=known),
            daily("2026-06-03", "07:30", "正常", name="路人", id="900000000000000088"),
        )
    )
    both = [office.persons["M3"], office.persons["M4"]]
    with store.read() as work:
        queue = work.session.scalars(select(AttendanceUnknown).order_by(AttendanceUnknown.number)).all()
        assert [(row.name, row.code, bool(row.decision)) for row in queue] == [
            ("王伟", "ambiguous_name", False),
            ("王玮", "unknown_person", False),
            ("路人", "unknown_person", False),
        ]
        assert set(queue[0].suggestions) == {str(person) for person in both}
        assert not list(stored_days(work, both, JUNE, date(2026, 6, 30)))
    answers = [Answer(1, "M4"), Answer(2, "M3"), Answer(3, is_nobody=True)]
    with store.write() as work:
        with pytest.raises(InvalidRequest, match="王伟: nobody posted here in 2026-06 has the staff number M9"):
            recognise(work, office.actor("gan"), import_id, [Answer(1, "M9")])
        with pytest.raises(InvalidRequest, match="at least 10 characters"):
            finish(work, office.actor("gan"), import_id)
    with store.write() as work:
        assert recognise(work, office.actor("gan"), import_id, answers) == 3
        assert waiting_in_queue(work, import_id) == 0
    with store.read() as work:
        days = [(person, day.day) for person, day in stored_days(work, both, JUNE, date(2026, 6, 30))]
        assert sorted(days, key=lambda each: each[1]) == [(both[1], date(2026, 6, 1)), (both[0], date(2026, 6, 2))]
        accounts = {row.account: row.person_id for row in work.session.scalars(select(AttendanceAccount))}
        assert accounts[known] == both[0]
        assert "" not in accounts
    again = office.stored(
        june(daily("2026-06-01", "07:40", "正常", name="王伟", id=""), daily("2026-06-02", "07:30", "正常", id=known))
    )
    with store.read() as work:
        row = work.session.scalars(select(AttendanceUnknown).where(AttendanceUnknown.import_id == again)).one()
        assert (row.decision, row.person_id, row.carried_from_id) == (Recognition.MEMBER, both[1], queue[0].id)
    with store.write() as work:
        assert finish(work, office.actor("gan"), again).state is ImportState.FINISHED
        with pytest.raises(InvalidRequest, match="finished, replaced or still being stored"):
            recognise(work, office.actor("gan"), again, [Answer(1, "M3")])
    assert breaches(store) == []


def test_files_are_seen_and_taken_in_their_units_only(office: Importing) -> None:
    store = office.store
    upload_id = office.upload(first())
    for name in ("yi", "xiang"):
        with pytest.raises(NotAllowed, match="does not import attendance"):
            office.upload(corrected(), by=name)
        with store.write() as work, pytest.raises(NotFound):
            take(work, office.actor(name), upload_id)
        with store.write() as work, pytest.raises(NotFound):
            drop(work, office.actor(name), upload_id)
    import_id = office.stored(corrected(), by="gao")
    with store.write() as work, pytest.raises(NotFound):
        import_of(work, office.actor("yi"), import_id)
    with pytest.raises(InvalidRequest, match="covers these days already"):
        office.taken(office.upload(june(daily("2026-06-03", "07:30", "正常")), by="zong", unit="CITY"), by="zong")
    with store.write() as work:
        drop(work, office.actor("zong"), upload_id)
    assert not read_upload(store, upload_id)
    with store.read() as work:
        assert work.session.get(AttendanceUpload, upload_id) is None
    assert breaches(store) == []


def test_a_day_is_decided_by_somebody_else_of_the_unit_with_a_reason(office: Importing) -> None:
    person, store = office.persons["M1"], office.store
    own = Correction(office.persons["gan"], date(2026, 6, 2), DayDecision.COUNTED, REASON)
    for name, given, kind in (
        ("gan", own, NotAllowed),
        ("yi", Correction(person, date(2026, 6, 2), DayDecision.COUNTED, REASON), NotAllowed),
        ("gan", Correction(person, date(2026, 7, 2), DayDecision.COUNTED, REASON), InvalidRequest),
        ("gan", Correction(person, date(2026, 6, 2), DayDecision.COUNTED, "在村"), InvalidRequest),
    ):
        with store.write() as work, pytest.raises(kind):
            correct_day(work, office.actor(name), given)
    for decision in (DayDecision.COUNTED, DayDecision.NOT_COUNTED):
        with store.write() as work:
            correct_day(work, office.actor("gan"), Correction(person, date(2026, 6, 2), decision, REASON))
    with store.read() as work:
        counting = corrections_of(work, [person], JUNE, date(2026, 6, 30))[person, date(2026, 6, 2)]
        assert (counting.number, counting.decision) == (2, DayDecision.NOT_COUNTED)


def test_what_cannot_be_taken_is_refused_with_what_to_do(office: Importing) -> None:
    store = office.store
    refused = office.upload(b"a,b\n1,2\n")
    with store.read() as work:
        upload = work.session.get_one(AttendanceUpload, refused)
        assert upload.state is UploadState.REFUSED
        assert upload.seen["refusal"]["zh"]
    with store.write() as work, pytest.raises(InvalidRequest, match="cannot be taken"):
        take(work, office.actor("gan"), refused)
    with pytest.raises(InvalidRequest, match="Choose a month that has begun"):
        office.upload(first(), month=date(2026, 8, 1))
    for month, code in ((date(2026, 5, 1), "not 2026-05"), (JUNE, "")):
        with store.read() as work:
            upload = work.session.get_one(AttendanceUpload, office.upload(first(), month=month) if code else refused)
            assert code in upload.seen["refusal"]["en"]
    nobody = office.upload(corrected(), by="yi", unit="C2")
    with store.read() as work:
        assert "Nobody is posted" in work.session.get_one(AttendanceUpload, nobody).seen["refusal"]["en"]


def test_a_file_made_before_its_period_ended_never_closes_a_month(office: Importing) -> None:
    early = as_csv(days_sheet(daily("2026-06-01", "07:30", "正常"), made="报表生成时间：2026-06-02 09:12"))
    import_id = office.stored(early)
    with office.store.write() as work, pytest.raises(InvalidRequest, match="cannot close the month"):
        finish(work, office.actor("gan"), import_id, REASON)


class Died(Exception):
    """The worker, in the middle of a piece."""


@pytest.fixture
def large(store: Store, clock: MovingClock, monkeypatch: pytest.MonkeyPatch) -> Importing:
    """An office whose file comes in two pieces."""
    clock.move_to("2026-07-01 09:30")
    monkeypatch.setattr(storing, "ROWS_AT_ONCE", 1_000)
    return build_importing(store, MANY)


def dying_at(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the worker die after this piece's rows were written and before they are committed."""
    pieces = iter(range(1, 100))

    def write(*arguments: Any) -> None:
        insert_blocks(*arguments)
        if next(pieces) == piece:
            raise Died

    monkeypatch.setattr(storing, "insert_blocks", write)


def test_another_worker_goes_on_after_the_last_piece_and_ends_with_the_same_rows(
    large: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = large.store
    upload_id = large.upload(many(), "六月.csv")
    import_id = large.taken(upload_id)
    dying_at(2, monkeypatch)
    with pytest.raises(Died):
        store_rows(store, upload_id)
    monkeypatch.undo()
    with store.read() as work:
        assert work.session.get_one(AttendanceImport, import_id).rows_done == 1_000
        assert not list(stored_days(work, [large.persons["G001"]], JUNE, date(2026, 6, 30)))
    assert not store_rows(store, upload_id, lambda: True)
    assert store_rows(store, upload_id)
    rows = rows_of(store, import_id)
    with store.read() as work:
        made = work.session.get_one(AttendanceImport, import_id)
        assert (made.state, made.rows_done, len(rows)) == (ImportState.OPEN, made.row_count, made.row_count)
        assert work.session.get(AttendanceUpload, upload_id) is None
    assert [row[1] for row in rows] == list(range(1, len(rows) + 1))
    assert len({row[3:6] for row in rows if row[2] == "day"}) == 1_350
    assert not store_rows(store, upload_id)
    assert breaches(store) == []


def test_a_file_is_read_once_and_again_only_where_the_roster_changed(
    large: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the reading gave is kept with the file; the rows that are stored are those of a fresh reading."""
    store, read = large.store, []

    def reading(material: uploads.Material) -> Any:
        read.append(material.name)
        return uploads.read_material(material)

    monkeypatch.setattr(storing, "read_material", reading)
    upload_id = large.upload(many(), "六月.csv")
    with store.read() as work:
        upload = work.session.get_one(AttendanceUpload, upload_id)
        material = material_of(work, upload)
        assert upload.reading is not None
        fresh = reading_of(uploads.read_material(material), material.plan, material.office.persons)
        assert unpacked(upload.reading) == fresh
    first = large.taken(upload_id)
    assert store_rows(store, upload_id)
    assert read == []
    kept = rows_of(store, first)
    other = large.upload(many() + b"\n", "六月更正.csv")
    second = large.taken(other)
    with store.write() as work:
        posting = work.session.scalars(select(Posting).where(Posting.person_id == large.persons["G000"])).one()
        posting.from_on = date(2026, 6, 11)
    assert store_rows(store, other)
    assert read == ["六月更正.csv"]
    assert len(rows_of(store, second)) > len(kept), "ten days before the posting are told as such"
    assert breaches(store) == []


def test_rows_begin_anew_where_the_roster_changed_in_between_and_are_given_up_where_nobody_is_posted(
    large: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = large.store
    upload_id = large.upload(many(), "六月.csv")
    import_id = large.taken(upload_id)

    def dies() -> None:
        with monkeypatch.context() as patched:
            dying_at(2, patched)
            with pytest.raises(Died):
                store_rows(store, upload_id)

    dies()
    with store.write() as work:
        posting = work.session.scalars(select(Posting).where(Posting.person_id == large.persons["G000"])).one()
        posting.from_on = date(2026, 6, 11)
    dies()
    assert breaches(store) == []
    with store.write() as work:
        update_rows(
            work, Posting, {"status": "active"}, status="ended", to_on=date(2026, 5, 1), from_on=date(2026, 4, 1)
        )
    assert not store_rows(store, upload_id)
    with store.read() as work:
        assert work.session.get_one(AttendanceImport, import_id).state is ImportState.GIVEN_UP
        assert work.session.get_one(AttendanceUpload, upload_id).state is UploadState.REFUSED
    assert rows_of(store, import_id) == []
    assert breaches(store) == []


def test_a_file_over_which_the_program_fails_is_put_aside_and_holds_up_no_other(
    large: Importing, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, waiting = large.store, []
    for name, data in (("甲.csv", many()), ("乙.csv", many() + b"\n")):
        clock.move_to(f"2026-07-01 1{len(waiting)}:00")
        with store.write() as work:
            given = GivenAttendance(large.units["C1"], JUNE, name, data)
            waiting.append(hand_in(work, large.actor("gan"), given).id)
    broken, whole = waiting
    with monkeypatch.context() as patched:
        patched.setattr(uploads, "read_material", lambda material: {}[material.name])
        assert attendance_to_import(store) == [broken, whole]
        assert import_attendance(store, broken)
    assert attendance_to_import(store) == [whole]
    assert import_attendance(store, whole)
    with store.write() as work:
        upload = work.session.get_one(AttendanceUpload, broken)
        assert (upload.state, "KeyError" in upload.seen["refusal"]["zh"]) == (UploadState.REFUSED, True)
        import_id = take(work, large.actor("gan"), whole).id
    dying_at(2, monkeypatch)
    assert import_attendance(store, whole)
    with store.read() as work:
        assert work.session.get_one(AttendanceImport, import_id).state is ImportState.GIVEN_UP
    assert attendance_to_import(store) == []
    assert rows_of(store, import_id) == []
    assert breaches(store) == []
