"""The roster as pages and workbooks: each row and cell by its own right, and what is exported changes nothing when handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.casework.away import in_the_place_of
from tests.casework.test_ledgers import Sheet
from tests.clock import MovingClock
from tests.recall.office import Office, build_office
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.person_page import pages_open
from workflows.office.registers.columns import Register
from workflows.office.registers.findings import Line
from workflows.office.registers.read import GivenFile
from workflows.office.registers.take import look_at_registers, read_files
from workflows.office.registers.written import register_open_to
from workflows.people import Person, PostHolding
from workflows.people.records import RecordScope, records_about
from workflows.people.relatives import declare_relative
from workflows.people.roster import Posting
from workflows.people.roster_pages import people_lines, village_lines
from workflows.people.search import people_found
from workflows.people.words import EndReason, PostingStatus, Sex
from workflows.proof.models import AccessEntry
from workflows.selection.posted_people import PostedWanted, posted_lines
from workflows.store import Store, update_row


@pytest.fixture
def office(store: Store, clock: MovingClock) -> Office:
    """The office of a recall before any case, with an administrator."""
    office = build_office(store, clock)
    with store.write() as work:
        keeper = office.persons["W13"]
        city = work.session.scalars(select(PostHolding.unit_id).where(PostHolding.post_key == "city_director")).first()
        held = PostHolding(person_id=keeper, post_key="administrator", unit_id=city, from_on=clock.now.date())
        work.session.add(held)
        office.users["adm"] = office.users["W13"]
    return office


@pytest.fixture
def signed_in(office: Office) -> dict[str, Browser]:
    """Browsers of who reads everything, a county's office, one village's secretary, and the administrator."""
    app = create_app(office.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))
    found = {}
    for username in ("dai", "county", "cun2", "adm"):
        found[username] = Browser(app)
        found[username].get("/sign-in")
        token = found[username].token()
        found[username].post("/sign-in/demo", {"user": str(office.users[username]), "csrf_token": token})
    return found


def exported(browser: Browser, path: str, register: Register) -> tuple[bytes, list[Line]]:
    """A workbook that the reader takes away: its bytes and its rows."""
    browser.get("/notices")
    with browser.client.post(path, data={"csrf_token": browser.token()}) as answer:
        assert answer.status_code == 200
        data = answer.data
    return data, read_files([GivenFile("x.xlsx", data)]).lines[register]


def test_each_reads_the_people_and_villages_of_their_own_units(office: Office, signed_in: dict[str, Browser]) -> None:
    with office.store.read() as work:
        name = work.session.get_one(Person, office.persons["W01"]).name
    director, county, other = (signed_in[username] for username in ("dai", "county", "cun2"))
    assert [cell.text_content() for cell in director.get("/people?q=W01").all("//tbody/tr/td[2]")] == ["W01"]
    # Whoever reads the village's roster sees who is posted there, not the staff number that their own unit gave them.
    row = county.get(f"/people?q={name}").all("//tbody/tr")[0].text_content()
    assert (name in row, "W01" in row) == (True, False)
    assert name not in other.get("/people").words
    assert name in county.get("/people/villages").words
    assert name not in other.get("/people/villages").words
    # Where a village lies is a right of its own.
    assert "27.5, 110.0" in director.get("/people/villages").words
    assert "27.5, 110.0" not in county.get("/people/villages").words
    # Whoever administers has no right over people by that.
    keeper = signed_in["adm"]
    assert keeper.client.get("/people").status_code == 403
    keeper.get("/admin/registers")
    assert keeper.client.post("/people/registers/people", data={"csrf_token": keeper.token()}).status_code == 403


def test_what_is_exported_is_what_one_may_read_and_changes_nothing_when_handed_in(
    office: Office, signed_in: dict[str, Browser]
) -> None:
    people, rows = exported(signed_in["dai"], "/people/registers/people", Register.PEOPLE)
    born = {row.cell("number"): row.cell("born_on") for row in rows}
    assert str(born["W01"])[:10] == "1985-05-01"
    roster, posted = exported(signed_in["dai"], "/people/registers/roster", Register.ROSTER)
    assert "W01" in {row.cell("number") for row in posted}
    _, villages = exported(signed_in["adm"], "/admin/registers/units", Register.UNITS)
    assert {row.cell("latitude") for row in villages} == {""}, "an administrator does not see where villages lie"
    _, mine = exported(signed_in["county"], "/people/registers/people", Register.PEOPLE)
    assert not any(row.cell("born_on") or row.cell("username") for row in mine)
    _, here = exported(signed_in["cun2"], "/people/registers/roster", Register.ROSTER)
    assert 0 < len(here) < len(posted)
    assert not any(row.cell("number") for row in here)
    with office.store.read() as work:
        given = [GivenFile(f"{number}.xlsx", data) for number, data in enumerate((people, roster))]
        taking = look_at_registers(work, read_files(given))
        assert (taking.findings.wrong, taking.is_anything) == ([], False)
        logged = work.session.scalars(select(AccessEntry.what).where(AccessEntry.kind == "export")).all()
        assert sorted(logged) == [
            "POST people.export 200 people",
            "POST people.export 200 people",
            "POST people.export 200 roster",
            "POST people.export 200 roster",
            "POST registers.units 200",
        ]


def test_relatives_of_the_reader_are_left_out_everywhere(office: Office, signed_in: dict[str, Browser]) -> None:
    with office.store.write() as work:
        declare_relative(work, office.persons["dai"], office.persons["W01"], "affinity", None)
        work.session.flush()
        name = work.session.get_one(Person, office.persons["W01"]).name
    director = signed_in["dai"]
    for address in ("/people", "/people/villages", "/people/posted"):
        assert name not in director.get(address).words
        assert "您的亲属不在其中" in director.page.words
    for register in (Register.PEOPLE, Register.ROSTER):
        _, rows = exported(director, f"/people/registers/{register}", register)
        assert rows
        assert name not in {row.cell("name") for row in rows}
    page = director.get(f"/people/{office.persons['W01']}")
    assert page.all("//main//h2") == []
    # Nor does who stands in for the director read of them, but by a post of their own.
    director, away = replace(office.actor("dai"), close=frozenset()), office.actor("dai")
    with office.store.read() as work:
        for actor, shown in (
            (in_the_place_of(away, office.actor("cun2")), False),
            (in_the_place_of(away, director), True),
        ):
            found = [line.person.name for line in people_lines(work, actor, "")[0]]
            searched = [person.name for person in people_found(work, actor, [name], keeps=False, most=9)]
            posted = str([line.cells for line in posted_lines(work, actor, PostedWanted(), "zh", per_page=9).lines])
            places = village_lines(work, actor, "")[0]
            in_teams = [each.person.name for line in places for _, postings in line.teams for each in postings]
            assert [name in each for each in (found, searched, posted, in_teams)] == [shown] * 4
            assert bool(pages_open(work, actor, [office.persons["W01"]])) is shown
            assert (records_about(actor, "points", office.persons["W01"]) != RecordScope()) is shown
            for register in (Register.PEOPLE, Register.ROSTER):
                data = register_open_to(work, actor, register, "zh")
                named = {row.cell("name") for row in read_files([GivenFile("一.xlsx", data)]).lines[register]}
                assert (name in named) is shown


def test_lists_are_paged_by_key_and_show_everybody_once(office: Office) -> None:
    with office.store.read() as work:
        actor = office.actor("dai")
        everybody = work.session.scalar(select(func.count()).select_from(Person))
        seen, after = [], ""
        while after is not None:
            lines, after = people_lines(work, actor, "", after=after, per_page=3)
            seen += [line.person.id for line in lines]
        assert len(seen) == len(set(seen)) == everybody
        first, after = village_lines(work, actor, "", per_page=1)
        second, _ = village_lines(work, actor, "", after=after or "", per_page=1)
        assert first[0].unit.path < second[0].unit.path
        one = posted_lines(work, actor, PostedWanted(), "zh", per_page=1)
        rest = posted_lines(work, actor, PostedWanted(), "zh", after=one.following or "")
        assert (len(one.lines), rest.following) == (1, None)
        assert len({each.person_id for each in (*one.lines, *rest.lines)}) == len(office.postings)


def test_the_roster_of_teams_is_a_page_and_a_workbook_each_cell_by_its_own_right(
    office: Office, signed_in: dict[str, Browser]
) -> None:
    with office.store.write() as work:
        away = work.session.get_one(Posting, office.postings["W02"])
        update_row(work, away, status=PostingStatus.ENDED, to_on=date(2026, 2, 1), end_reason=EndReason.ORDERED_RECALL)
        update_row(work, work.session.get_one(Person, office.persons["W01"]), sex=Sex.FEMALE, post_rank="一级主任科员")
        held = {"person_id": office.persons["W01"], "post_key": "member", "unit_id": away.team.village_id}
        work.session.add(PostHolding(**held, from_on=date(2026, 1, 1), telephone="0745-1234"))

    def rows(reader: str, address: str = "/people/posted") -> list[dict[str, str]]:
        return [
            {str(cell.get("data-label")).split(" · ")[-1]: cell.text_content().strip() for cell in row.findall("td")}
            for row in signed_in[reader].get(address).all("//tbody/tr")
        ]

    found = {row["姓名"]: row for row in rows("dai")}
    assert list(found) == ["陈小明", "路遥远"], "village by village, nobody who has left"
    first = found["陈小明"]
    assert (first["县市区"], first["村"], first["派出单位"], first["队长/队员"]) == (
        "甲县",
        "清溪村",
        "市水务局",
        "队员",
    )
    assert (first["性别"], first["职务职级"]) == ("女", "一级主任科员")
    assert (first["出生年月"], first["联系电话"], first["状态"]) == ("1985-05", "0745-1234", "在岗")
    assert (first["起"], first["止"], first["是否第一书记"]) == (str(first["起"]), "—", "否")
    left = {row["姓名"]: row for row in rows("dai", "/people/posted?from=2026-01-01&to=2026-01-31")}["魏大海"]
    assert (left["止"], left["状态"]) == ("2026-02-01", "已离岗")
    assert [row["姓名"] for row in rows("dai", "/people/posted?q=石桥")] == ["路遥远"]
    # A county reads telephones of its villages, and post and rank, but neither sex, birth nor party; a village its own people
    # alone, without telephones.
    (near, *_rest) = rows("county")
    assert (near["联系电话"], near["职务职级"]) == ("0745-1234", "一级主任科员")
    assert not {"性别", "出生年月", "政治面貌"} & set(near)
    (here,) = rows("cun2")
    assert (here["姓名"], "联系电话" in here) == ("路遥远", False)
    for address in ("/people/posted", "/people/posted/workbook"):
        assert signed_in["adm"].client.get(address).status_code == 403
    with signed_in["cun2"].client.get("/people/posted/workbook") as answer:
        sheet = Sheet(answer.data)
    assert (sheet.said("A1"), sheet.said("H4"), sheet.said("H5")) == ("驻村工作队花名册", "路遥远", "")
    assert [sheet.said(f"{column}3") for column in "AHN"] == ["序号", "姓名", ""], (
        "no state of a case beside that of a posting"
    )
    with office.store.read() as work:
        logged = work.session.scalars(select(AccessEntry.what)).all()
    assert {"GET people.posted 200", "GET people.posted_workbook 200"} <= set(logged)
