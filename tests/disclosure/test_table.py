"""Each row of the table, field by post by moment, read through HTTP; and the table itself: whole, and never vacuous."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.databases import MakeOnce
from tests.disclosure.crawling import crawl
from tests.disclosure.observing import Observer, unseen
from tests.disclosure.plays import PLAYS, procedures_of
from tests.disclosure.table import people, table
from tests.recall.office import Office

# Some who may read little; with --every-reader everybody crawls.
CRAWLERS = ("unit_leader", "county", "relative", "administrator", "other_unit_hr")


@pytest.fixture(scope="module")
def played(new_office: Callable[[str], Office], request: pytest.FixtureRequest) -> Callable[[str], Observer]:
    """A play that was played to its end, watched or not, once."""
    known: dict[str, Observer] = {}

    def play(name: str) -> Observer:
        if name not in known:
            known[name] = Observer(name, new_office(name), is_everybody=request.config.getoption("--every-reader"))
            known[name].look_away()
        return known[name]

    return play


@pytest.mark.parametrize("name", PLAYS)
def test_every_row_holds_at_every_moment_and_step(
    new_office: Callable[[str], Office], pytestconfig: pytest.Config, made_once: MakeOnce, name: str
) -> None:
    observer = Observer(name, new_office(name), is_everybody=pytestconfig.getoption("--every-reader"))
    wrong = list(observer.watch())
    assert [f"{cell.moment}: {cell.person} {cell.item} {cell.what}" for cell in wrong] == []
    assert observer.moments == list(table(name).moments)
    assert {probe.step for probe in observer.play.probes} == set(table(name).lines["steps"])
    assert unseen(observer) == []
    answered_in(name, lambda: observer, made_once)


def answered_in(name: str, play: Callable[[], Observer], made_once: MakeOnce) -> set[tuple[str, str]]:
    """Form and field of each question that a play answered; whoever has played it keeps them for all test processes."""
    kept = made_once(
        f"answered-{name}.json",
        lambda path: path.write_text(json.dumps(sorted(play().play.answered)), encoding="utf-8"),
    )
    return {(form, field) for form, field in json.loads(kept.read_text(encoding="utf-8"))}


def test_every_question_of_every_form_is_answered_in_some_play(
    played: Callable[[str], Observer], made_once: MakeOnce
) -> None:
    answered = set().union(*(answered_in(name, lambda name=name: played(name), made_once) for name in PLAYS))
    asked = {
        (form.id, field.key)
        for procedure in {each.process_id: each for name in PLAYS for each in procedures_of(name)}.values()
        for form in procedure.forms.values()
        for field in form.inputs
        if not field.is_read_only
    }
    assert asked - answered == set()


@pytest.mark.parametrize("name", ["overdue"])
def test_nobody_is_led_by_links_searches_or_addresses_to_what_they_may_not_read(
    played: Callable[[str], Observer], name: str
) -> None:
    """Every page that links, searches and addresses lead to. On `/people` a name is no leak where the roster gives it to the reader
    by design 6a, rule 7 (`roster` in people.yaml); any other name, and answers, titles, numbers of cases, are looked for there."""
    observer = played(name)
    crawlers = people()["people"] if observer.is_everybody else CRAWLERS
    leaks = [f"{wrong.person} {wrong.item}" for person in crawlers for wrong in crawl(observer, person)]
    assert leaks == []
