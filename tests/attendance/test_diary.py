"""Diaries: who writes what of which day, for whom it speaks, what is refused, and who reads it with which words masked."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import workflows.rooms  # noqa: F401  makes the photographs of diaries known
from tests.attachments import samples
from tests.attendance.stored_office import Importing, breaches, build_importing
from tests.clock import MovingClock
from tests.office.values import decided
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows.assessment.diary_seen import after_of, diary_seen, may_see_diary
from workflows.attachments.keeping import FileStore
from workflows.attachments.models import FileUpload
from workflows.attachments.proving import digests_named, verify_files
from workflows.attachments.reading import open_file
from workflows.attachments.receiving import receive
from workflows.attendance.diary import MOST_RESULTS, DiaryWish, Result, diary_days, write_entry
from workflows.attendance.diary_models import DiaryEntry, DiaryPhoto
from workflows.attendance.roster import Member
from workflows.casework.errors import InvalidAnswers, NotFound
from workflows.casework.models import Notice
from workflows.people import Person, PostHolding, Unit, User
from workflows.proof.report import VerifyReport
from workflows.store import Store

DAY = date(2026, 6, 10)
MEMBERS = (
    Member("W", "王写", village="V1"),
    Member("M", "马同", village="V1"),
    Member("O", "欧他", village="V2"),
)
WISH = DiaryWish(
    DAY,
    "花园坪组",
    "走访张大山家，帮助联系销路，电话13800138000。",
    (Result("蜂蜜", "46", "箱"), Result("", "", "")),
    ("张大山", ""),
)


@pytest.fixture
def office(store: Store, clock: MovingClock) -> Importing:
    """Members with accounts, the leader of V1, personnel of the unit that sent them; the tenth of June, evening."""
    clock.move_to("2026-06-10 20:00")
    office = build_importing(store, MEMBERS)
    with store.write() as work:
        for username, post, unit, person_id in (
            ("W", "", "", office.persons["W"]),
            ("M", "", "", office.persons["M"]),
            ("O", "", "", office.persons["O"]),
            ("dui", "team_leader", "V1", None),
            ("shu", "unit_hr", "WATER", None),
        ):
            if person_id is None:
                person = Person(name=username)
                work.session.add(person)
                work.session.flush()
                person_id = office.persons[username] = person.id
                unit_id = work.session.scalars(select(Unit.id).where(Unit.code == unit)).one()
                since = date(2020, 1, 1)
                work.session.add(PostHolding(person_id=person_id, post_key=post, unit_id=unit_id, from_on=since))
            user = User(username=username, person_id=person_id)
            work.session.add(user)
            work.session.flush()
            office.users[username] = user.id
    return office


def written(office: Importing, by: str = "W", **other: Any) -> DiaryEntry:
    with office.store.write() as work:
        entry = write_entry(work, office.actor(by), replace(WISH, **other))
        work.session.flush()
        work.session.expunge(entry)
        return entry


def refused(office: Importing, by: str = "W", **other: Any) -> set[str]:
    with pytest.raises(InvalidAnswers) as told, office.store.write() as work:
        write_entry(work, office.actor(by), replace(WISH, **other))
    return set(told.value.fields)


def test_entries_speak_for_their_days_and_those_written_late_are_marked_and_prove_nothing(
    office: Importing, clock: MovingClock
) -> None:
    written(office, others=(office.persons["M"],))
    written(office, day=date(2026, 6, 8))
    assert written(office, day=date(2026, 6, 7)).is_late
    with office.store.write() as work:
        decided(work, "3", key="diary.late_days")
        decided(work, "5", key="diary.latest_days")
    assert not written(office, day=date(2026, 6, 7)).is_late
    assert refused(office, day=date(2026, 6, 4)) == {"day"}
    with office.store.read() as work:
        people = [office.persons[number] for number in "WMO"]
        assert diary_days(work, people, date(2026, 6, 1), date(2026, 6, 30)) == {
            people[0]: {DAY, date(2026, 6, 8), date(2026, 6, 7)},
            people[1]: {DAY},
        }
        told = work.session.scalars(select(Notice).where(Notice.person_id == people[1])).one()
        assert "王写" in told.text
    assert breaches(office.store) == []


def test_what_cannot_be_an_entry_is_refused_by_its_question(office: Importing) -> None:
    assert refused(office, day=date(2026, 6, 11)) == {"day"}
    assert refused(office, day=None) == {"day"}
    assert refused(office, by="gan") == {"day"}, "posted to no village"
    assert refused(office, place=" \u200b", text="太短", households=("户",) * 1 + tuple(map(str, range(20)))) == {
        "place",
        "text",
        "households",
    }
    for number in ("-1", "1e3000", "９", "NaN", "9" * 17, ""):
        assert refused(office, results=(Result("蜂蜜", number, "箱"),)) == {"results"}
    assert refused(office, results=(Result("蜂蜜", "1", "箱"),) * (MOST_RESULTS + 1)) == {"results"}
    assert refused(office, others=(office.persons["O"],)) == {"others"}, "of another team"
    assert refused(office, photos=(uuid.uuid4(),)) == {"photos"}
    pdf = receive(office.store, office.actor("W"), "a.pdf", samples.pdf())
    assert refused(office, photos=(uuid.UUID(pdf.id),)) == {"photos"}, "no picture"
    theirs = receive(office.store, office.actor("M"), "a.png", samples.picture())
    assert refused(office, photos=(uuid.UUID(theirs.id),)) == {"photos"}, "somebody else's"
    with office.store.read() as work:
        assert work.session.scalars(select(DiaryEntry)).all() == []


# reader → how they read the entry: whole, with names and numbers masked, or not at all; whether its photograph opens
READERS = {
    "W": ("whole", True),
    "M": ("whole", True),  # it speaks for them
    "O": (None, False),
    "xiang": ("whole", True),  # the township
    "gan": ("whole", True),  # the county
    "yi": (None, False),  # another county
    "dui": ("masked", True),  # leads the team, without the right `telephone`
    "shu": (None, False),  # sent them: reads no diaries
}


def test_who_reads_an_entry_and_with_which_words_masked(office: Importing) -> None:
    photo = receive(office.store, office.actor("W"), "山.png", samples.picture())
    written(office, others=(office.persons["M"],), photos=(uuid.UUID(photo.id),))
    found: dict[str, tuple[str | None, bool]] = {}
    with office.store.read() as work:
        for reader in READERS:
            actor = office.actor(reader)
            of = actor.person_id if reader == "M" else office.persons["W"]
            seen = diary_seen(work, actor, of)[0] if may_see_diary(actor, of) else []
            text = seen[0].text + "".join(seen[0].households) if seen else None
            names, number = (text is not None and "张大山" in text), (text is not None and "13800138000" in text)
            assert names == number
            try:
                opened = open_file(work, uuid.UUID(photo.id), actor).name == "山.png"
            except NotFound:
                opened = False
            found[reader] = (None if text is None else "whole" if names else "masked", opened)
        assert found == READERS
        assert "张某" in diary_seen(work, office.actor("dui"), office.persons["W"])[0][0].text
        # The file is named by a row of record: kept, proved, in every backup.
        report = VerifyReport()
        assert verify_files(work, report, FileStore.beside(office.store.engine.url)) == 1
        digest = work.session.scalars(select(DiaryPhoto.sha256)).one()
        assert digest in set(digests_named(work))
        assert work.session.scalars(select(FileUpload)).all() == []


def test_a_diary_is_read_page_after_page(office: Importing) -> None:
    days = [date(2026, 6, number) for number in (8, 9, 10)]
    for day in (days[0], days[2], days[1], days[1]):
        written(office, day=day)
    with office.store.read() as work:
        actor, seen, after = office.actor("W"), [], None
        while True:
            entries, after = diary_seen(work, actor, actor.person_id, after=after, per_page=1)
            seen += [each.day for each in entries]
            if after is None:
                break
            assert after_of(after.text) == after
    assert seen == [days[2], days[1], days[1], days[0]]


def test_an_entry_is_written_by_the_page_and_comes_back_whole_when_it_is_wrong(office: Importing) -> None:
    app: Flask = create_app(office.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))
    browser = Browser(app)
    browser.get("/sign-in")
    browser.post("/sign-in/demo", {"user": str(office.users["W"]), "csrf_token": browser.token()})
    photo = receive(office.store, office.actor("W"), "山.png", samples.picture())
    browser.get("/diary")
    form = {
        "csrf_token": browser.token(),
        "day": "2026-06-10",
        "place": "花园坪组",
        "text": "短",
        "result_item": ["蜂蜜", ""],
        "result_number": ["46", ""],
        "result_unit": ["箱", ""],
        "households": "张大山，李四",
        "others": [str(office.persons["M"])],
        "photos": [photo.id],
    }
    again = browser.post("/diary", form, 422)
    for kept in ("花园坪组", "张大山，李四", "山.png", 'value="46"'):
        assert kept in again.text
    form |= {"csrf_token": browser.token(), "text": "走访两户，联系蜂蜜销路，村里收了四十六箱。"}
    browser.post("/diary", form)
    page = browser.get("/diary")
    assert "蜂蜜" in page.words
    assert "张大山、李四" in page.words
    other = Browser(app)
    other.get("/sign-in")
    other.post("/sign-in/demo", {"user": str(office.users["xiang"]), "csrf_token": other.token()})
    assert "花园坪组" in other.get(f"/diary/{office.persons['W']}").words
    other.get(f"/diary/{uuid.uuid4()}", 404)
