"""The search over everything: what it must find and what it must not, for readers of every kind."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

import workflows.documents.search as searching
import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock
from tests.recall import steps
from tests.recall.office import Office, build_office
from workflows.documents.search import SHOWN, search
from workflows.people import Person, PostHolding, Unit, User
from workflows.people.initials import initials_of
from workflows.people.relatives import declare_relative
from workflows.proof.verify import verify
from workflows.store import Store
from workflows.store.text_index import grams_of, is_searchable, words_of

ORDERED, LEAD = "责令召回 · 市水务局 · 陈小明", "召回线索 · 市水务局 · 魏大海"
ORDER, RECEIPT, REPORT = "驻召〔2026〕1号", "驻送〔2026〕1号", "驻核〔2026〕1号"
PLAIN = "召回与改派 · 驻召〔2026〕1号"
# The director reads all of it, an investigator the files of their own steps, the unit's personnel office what was served on it, the
# village its own people; W11 is a member of the unit who has nothing to do with it.
FINDS = [
    ("dai", "召回", [LEAD, ORDERED, ORDER + "责令召回通知书"]),
    ("dai", "责令召回", [ORDERED, ORDER + "责令召回通知书"]),
    ("dai", "陈小明", [ORDERED, "陈小明"]),
    ("dai", "小明", [ORDERED, "陈小明"]),  # a given name alone
    ("dai", "海", [LEAD, "魏大海"]),  # one character
    ("dai", "水务局 大海", [LEAD]),  # two words, in any order
    ("dai", "大海、市水务局", [LEAD]),
    ("dai", "驻召〔2026〕1号", [ORDERED, ORDER + "责令召回通知书"]),
    ("dai", "驻召[2026]1号", [ORDERED, ORDER + "责令召回通知书"]),
    ("dai", "驻召20261号", [ORDERED, ORDER + "责令召回通知书"]),
    ("dai", "驻召 2026 1号", [ORDERED, ORDER + "责令召回通知书"]),
    ("dai", "驻召２０２６１号", [ORDERED, ORDER + "责令召回通知书"]),  # full width
    ("dai", "驻线 2号", [LEAD, "驻线〔2026〕2号问题线索登记表"]),
    ("dai", "核实报告", [REPORT + "调查核实报告"]),
    ("dai", "驻核", [REPORT + "调查核实报告"]),
    ("dai", "cxm", ["陈小明"]),  # initials
    ("dai", "CXM", ["陈小明"]),
    ("dai", "jef", ["江二帆"]),
    ("dai", "W01", ["陈小明"]),
    ("dai", "w1", ["江一帆", "江三帆", "江二帆"]),
    ("dai", "清溪村", ["清溪村"]),
    ("dai", "qxc", ["清溪村"]),
    ("dai", "water", ["市水务局"]),
    ("dai", "Ｗater", ["市水务局"]),
    ("yan", "驻线〔2026〕1号", ["召回与改派 · 驻线〔2026〕1号"]),
    ("yan", "陈小明", ["陈小明"]),
    ("hu", "召回", [PLAIN, ORDER + "责令召回通知书"]),
    ("hu", "送达回证", [RECEIPT + "送达回证"]),
    ("hu", "cxm", ["陈小明"]),
    ("hu", "市水务", ["市水务局"]),
    ("cun1", "清溪", ["清溪村"]),
    ("cun1", "小明", ["陈小明"]),
]
FINDS_NOT = [
    ("yan", "市水务局 陈小明"),  # stands in a title that the investigator no longer reads
    ("yan", "责令召回"),
    ("hu", "大海 线索"),  # a lead that the unit must not know of
    ("hu", "驻线"),
    ("hu", "调查核实报告"),
    ("hu", "责令召回 陈小明"),
    ("hu", "清溪村"),
    ("cun1", "召回"),
    ("cun1", "W01"),  # finds its bearer only where the number may be read
    ("cun1", "wdh"),
    ("W11", "陈小明"),
    ("W11", "驻召〔2026〕1号"),
    ("dai", "驻召〔2026〕2号"),
    ("dai", "明小"),
]


@pytest.fixture
def office(store: Store, clock: MovingClock) -> Office:
    """An order of recall that was served, and a lead that was only taken up."""
    office = build_office(store, clock)
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    steps.serve(office)
    clock.forward(hours=1)
    office.start("W02")
    steps.accept(office)
    return office


def _found(office: Office, username: str, typed: str) -> list[str]:
    with office.store.read() as work:
        hits = search(work, office.actor(username), typed)
        letters = [f"{letter.number}{letter.title}" for letter in hits.letters]
        people, units = [person.name for person in hits.people], [unit.name for unit in hits.units]
        return [*(case.title.zh for case in hits.cases), *letters, *people, *units]


def test_it_finds_what_its_reader_may_know_of_and_nothing_else(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(who, typed, _found(office, who, typed)) for who, typed, _ in FINDS]
    assert found == [(who, typed, wanted) for who, typed, wanted in FINDS]
    assert [(who, typed, _found(office, who, typed)) for who, typed in FINDS_NOT] == [(*each, []) for each in FINDS_NOT]
    # Words that stand nearly everywhere are looked for in the reader's latest cases: the same is found, and the same is not.
    monkeypatch.setattr(searching, "MOST", 0)
    assert [(who, typed, _found(office, who, typed)) for who, typed, _ in FINDS] == found
    assert [(who, typed, _found(office, who, typed)) for who, typed in FINDS_NOT] == [(*each, []) for each in FINDS_NOT]


def test_it_names_no_relative_and_says_when_there_is_more(office: Office) -> None:
    with office.store.write() as work:
        declare_relative(work, office.persons["dai"], office.persons["W01"], "affinity", None)
    assert _found(office, "dai", "cxm") == []
    assert "陈小明" not in str(_found(office, "dai", "小明"))
    for _ in range(SHOWN):
        office.start("R01")
    with office.store.read() as work:
        hits = search(work, office.actor("dai"), "召回线索")
        assert (len(hits.cases), hits.more) == (SHOWN, {"cases"})
        assert search(work, office.actor("dai"), "路遥远 线索").more == set()
    with office.store.read() as work:
        assert verify(work).is_intact


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_watches_the_clocks_finds_every_unit_and_not_its_page(office: Office) -> None:
    with office.store.write() as work:
        watcher = Person(name="姚督查", unit_id=work.session.scalars(select(Unit.id).where(Unit.code == "CITY")).one())
        work.session.add(watcher)
        work.session.flush()
        user = User(username="yao", person_id=watcher.id)
        held = PostHolding(
            person_id=watcher.id, post_key="supervisor", unit_id=watcher.unit_id, from_on=date(2020, 1, 1)
        )
        work.session.add_all([user, held])
        work.session.flush()
        office.users["yao"] = user.id
    with office.store.read() as work:
        hits = search(work, office.actor("yao"), "水务")
        assert ([unit.name for unit in hits.units], hits.unit_pages) == (["市水务局"], frozenset())
        assert (list(hits.cases), list(hits.letters), list(hits.people)) == ([], [], [])


def test_words_are_folded_and_cut() -> None:
    assert words_of("　驻召〔2026〕6号，石坡村 石坡村\n") == ("驻召20266号", "石坡村")
    assert grams_of("石坡村", "6号") == "6号 号 坡 坡村 村 石 石坡"
    assert [is_searchable(words_of(typed)) for typed in ("6", "号", "〔〕", "a b", "a bc")] == [
        False,
        True,
        False,
        False,
        True,
    ]
    assert initials_of("单晓") == {"dx", "cx", "sx"}
    assert initials_of("Anna") == frozenset()
