"""Closed unless opened (design 6a): whom a case is open to, what each ground reaches, what lists and counts tell."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.casework.world import REVIEW, World, publish_review, review_files
from workflows.casework import access
from workflows.casework.board import deadline_board
from workflows.casework.case_list import list_cases
from workflows.casework.cases import CaseFile, visible_case
from workflows.casework.counts import counts
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.inbox import inbox
from workflows.casework.locked_case import open_case
from workflows.casework.models import Case, CaseReader, CaseSubject, Recusal, Task
from workflows.casework.reader_rewrite import derive, refresh_readers, rewrite_readers, rows_of
from workflows.casework.readers import parse_group
from workflows.casework.tasks import visible_task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.people import Post, PostHolding, Relation, Unit
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify

Do = Callable[..., uuid.UUID]
Find = Callable[[str], uuid.UUID]
BLIND = b'<zeebe:property name="separate_from" value="check_b" /><zeebe:property name="sealed_until" value="join" />'
REASON = "重复立案，予以撤销，材料并入前案。"


def file_of(world: World, case_id: uuid.UUID, username: str) -> CaseFile:
    """The file as somebody reads it."""
    with world.store.read() as work:
        return visible_case(work, case_id, world.actor(username))


def words_of(file: CaseFile) -> list[str]:
    """The steps whose words are open in the record, in order."""
    return [entry.words.element_id for entry in file.record if entry.words is not None]


def check_rows(world: World, case_id: uuid.UUID) -> None:
    """What was written while the case moved is what derives from its own rows."""
    with world.store.read() as work:
        case = work.session.get_one(Case, case_id)
        assert rows_of(work, case_id) == derive(open_case(work, case, None, is_peek=True))


def test_the_rows_follow_the_case_and_derive_from_it(world: World, case_id: uuid.UUID, do: Do) -> None:
    check_rows(world, case_id)
    for element, username, answers in (
        ("check_a", "wen", {"mark_a": 1}),
        ("check_b", "bao", {"mark_b": 1}),
        ("supplement", "hu", {"material": "补充说明"}),
        ("check_a", "wen", {"mark_a": 9}),
        ("check_b", "bao", {"mark_b": 9}),
    ):
        do(element, username, **answers)
        check_rows(world, case_id)
    with world.store.read() as work:
        grounds = set(work.session.execute(select(CaseReader.reader, CaseReader.ground)))
    assert ("post:general_group", "reads") in grounds
    assert ("post:administrator", "administers") in grounds
    assert not [ground for _, ground in grounds if ground in ("does", "owes")], "nothing is open any more"


def test_readers_read_the_whole_file_and_strangers_learn_nothing(world: World, case_id: uuid.UUID, do: Do) -> None:
    do("check_a", "wen", mark_a=1, remark_a="材料齐全，同意。")
    assert words_of(file_of(world, case_id, "dai")) == ["begin", "check_a"]
    with pytest.raises(NotFound):
        file_of(world, case_id, "he")
    with world.store.read() as work:
        he = world.actor("he")
        assert list_cases(work, he).total == 0
        assert (inbox(work, he, "posts").total, counts(work, he).overdue_clocks, deadline_board(work, he).rows) == (
            0,
            0,
            [],
        )


def test_who_started_a_case_keeps_own_words_and_reads_nobody_elses(world: World, case_id: uuid.UUID, do: Do) -> None:
    do("check_a", "wen", mark_a=1)
    file = file_of(world, case_id, "hu")
    assert words_of(file) == ["begin"]
    assert file.case.title.zh == "审核 1号"
    assert (file.case.unit, file.progress, file.evaluations, list(file.open_steps)) == (None, {}, [], [])


def test_a_task_shows_what_it_names_while_it_is_open(world: World, case_id: uuid.UUID, do: Do) -> None:
    do("check_a", "wen", mark_a=1)
    do("check_b", "bao", mark_b=2)
    file = file_of(world, case_id, "hu")
    assert [words.element_id for words in file.shown] == ["check_b", "check_a"]
    assert [step.element_id for step in file.open_steps] == ["supplement"]
    assert file.clocks
    do("supplement", "hu", material="补充说明")
    after = file_of(world, case_id, "hu")
    assert words_of(after) == ["begin", "supplement"]
    assert not after.shown


def test_a_seal_holds_until_its_element_and_a_second_round_is_blind_again(world: World, task_of: Find) -> None:
    sealed = REVIEW.replace(b'<zeebe:property name="separate_from" value="check_b" />', BLIND)
    assert sealed != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": sealed}))
    with transaction(world.store) as work:
        case_id = start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"}).id

    def do(element: str, username: str, **answers: object) -> None:
        with world.store.read() as work:
            wanted = (Task.case_id == case_id, Task.element_id == element, Task.status == "open")
            task_id = work.session.scalars(select(Task.id).where(*wanted)).one()
        with transaction(world.store) as work:
            complete(work, task_id, world.actor(username), answers)

    for first in (1, 9):
        do("check_a", "wen", mark_a=first)
        for username in ("bao", "dai"):
            file = file_of(world, case_id, username)
            last = [entry for entry in file.record if entry.element_id == "check_a"][-1]
            assert last.words is None, username
            assert last.is_sealed
        mine = [entry for entry in file_of(world, case_id, "wen").record if entry.element_id == "check_a"][-1]
        assert mine.words is not None
        do("check_b", "bao", mark_b=first)
        opened = [entry for entry in file_of(world, case_id, "dai").record if entry.element_id == "check_a"][-1]
        assert opened.words is not None
        if first == 1:
            do("supplement", "hu", material="补充说明")


def test_the_administrator_learns_that_a_case_exists_and_reads_nothing(
    world: World, case_id: uuid.UUID, do: Do
) -> None:
    do("check_a", "wen", mark_a=1)
    file = file_of(world, case_id, "adm")
    assert (words_of(file), list(file.record), list(file.clocks), file.notices) == ([], [], [], [])
    assert (file.case.status, file.may_cancel) == ("active", False)
    with world.store.read() as work:
        assert list_cases(work, world.actor("adm")).total == 1
        task = work.session.scalars(select(Task.id).where(Task.status == "open")).first()
        assert task is not None
        with pytest.raises(NotFound):
            visible_task(work, task, world.actor("adm"))
    with pytest.raises(NotAllowed), transaction(world.store) as work:
        cancel_case(work, case_id, world.actor("adm"), REASON)


@pytest.mark.parametrize("why", ["recused", "related", "subject"])
def test_whoever_is_recused_loses_what_the_post_gave_and_keeps_own_words(
    world: World, case_id: uuid.UUID, do: Do, task_of: Find, why: str
) -> None:
    do("check_a", "wen", mark_a=1)
    with world.store.write() as work:
        for username in ("wen", "bao"):
            me, other = world.persons[username], world.persons["he"]
            if why == "recused":
                work.session.add(Recusal(case_id=case_id, person_id=me, reason="本人申请", recused_at=work.now))
            else:
                subject = me if why == "subject" else other
                work.session.add(CaseSubject(case_id=case_id, person_id=subject))
            if why == "related":
                work.session.add(Relation(person_id=other, other_id=me, kind="collateral", declared_at=work.now))
    assert words_of(file_of(world, case_id, "wen")) == ["check_a"], "own words"
    with pytest.raises(NotFound):
        file_of(world, case_id, "bao")
    with world.store.read() as work:
        assert list_cases(work, world.actor("bao")).total == 0
        assert counts(work, world.actor("bao")).overdue_clocks == 0
    if why == "recused":
        with pytest.raises(NotAllowed), transaction(world.store) as work:
            claim(work, task_of("check_b"), world.actor("bao"))


def test_only_readers_find_a_case_by_its_full_title(world: World) -> None:
    named = (word.encode() for word in ('"审核 "'.replace('"', "&quot;"), '"陈小明 "'.replace('"', "&quot;")))
    hidden = REVIEW.replace(*named)
    assert hidden != REVIEW
    publish_review(world.store, review_files(**{"review.bpmn": hidden}))
    with transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "3号", "unit": "BUREAU"})
    with world.store.read() as work:
        found = {name: list_cases(work, world.actor(name), search="陈小明") for name in ("dai", "hu", "adm", "he")}
        assert {name: page.total for name, page in found.items()} == {"dai": 1, "hu": 0, "adm": 0, "he": 0}
        assert found["dai"].cases[0].title.zh == "陈小明 3号"
        assert [case.title.zh for case in list_cases(work, world.actor("adm"), search="3号").cases] == ["审核 3号"]
        assert inbox(work, world.actor("wen"), "posts", search="陈小明").total == 2
        assert [row.title.zh for row in inbox(work, world.actor("hu"), "started").cases] == ["审核 3号"]


def test_the_unit_that_owes_a_running_clock_sees_it_and_the_step_and_no_reviewer(
    world: World, case_id: uuid.UUID, do: Do
) -> None:
    do("check_a", "wen", mark_a=1)
    do("check_b", "bao", mark_b=1)
    do("supplement", "hu", material="补充说明")
    with world.store.read() as work:
        assert f"unit:{work.session.get_one(Case, case_id).unit_id}" in {row.reader for row in rows_of(work, case_id)}
        (row,) = deadline_board(work, world.actor("hu")).rows
        assert row.case.title.zh == "审核 1号"
        assert sorted(step.element_id for step in row.holders) == ["check_a", "check_b"]
        assert {(step.holder, step.post_key, step.task_id) for step in row.holders} == {("", None, None)}
        assert deadline_board(work, world.actor("he")).rows == []


def test_cancelling_is_for_the_director_and_for_the_starter_before_the_first_decision(
    world: World, case_id: uuid.UUID
) -> None:
    given = {"subject": "4号", "unit": "BUREAU"}
    with transaction(world.store) as work:
        mine, other = (start_case(work, "review", given, actor=world.actor("wen")).id for _ in range(2))
    assert file_of(world, mine, "wen").may_cancel
    assert not file_of(world, mine, "bao").may_cancel
    with transaction(world.store) as work:
        cancel_case(work, mine, world.actor("wen"), REASON)
    with world.store.read() as work:
        wanted = (Task.case_id == other, Task.element_id == "check_a")
        task_id = work.session.scalars(select(Task.id).where(*wanted)).one()
    with transaction(world.store) as work:
        complete(work, task_id, world.actor("bao"), {"mark_a": 1})
    assert not file_of(world, other, "wen").may_cancel
    with pytest.raises(NotAllowed), transaction(world.store) as work:
        cancel_case(work, other, world.actor("wen"), REASON)
    assert file_of(world, other, "dai").may_cancel
    assert file_of(world, case_id, "hu").may_cancel, "what they started themselves, though it is about their unit"


def test_a_change_of_what_a_post_covers_is_written_anew(world: World, case_id: uuid.UUID) -> None:
    with world.store.write() as work:
        work.session.get_one(Post, "general_group").scope = "own"
    with transaction(world.store) as work:
        assert rewrite_readers(work, case_id) > 0
    check_rows(world, case_id)
    with world.store.read() as work:
        assert not work.session.scalar(select(Case.id).where(access.visible_cases(world.actor("he"))))
        readers = {row.reader for row in rows_of(work, case_id) if row.ground == "reads"}
    assert "post:general_group" not in readers
    with transaction(world.store) as work:
        assert rewrite_readers(work, case_id) == 0


def test_the_worker_writes_rows_anew_when_posts_change_what_they_open_and_at_no_other_time(world: World) -> None:
    given = {"subject": "5号", "unit": "BUREAU"}
    with transaction(world.store) as work:
        cases = [start_case(work, "review", given, actor=world.actor("wen")).id for _ in range(3)]

    def pieces(limit: int = 2) -> int:
        done = 1
        while True:
            with transaction(world.store) as work:
                if not refresh_readers(work, limit=limit):
                    return done
            done += 1

    def told() -> int:
        with world.store.read() as work:
            return work.session.scalar(select(func.count()).select_from(HistoryEntry)) or 0

    before = told()
    assert pieces() == 2, "the first look goes through every case"
    assert pieces() == 1
    assert told() == before, "nothing was stale: posts held, relations and recusals are joined at reading"
    with world.store.write() as work:
        person, unit = world.persons["he"], work.session.scalars(select(Unit.id).where(Unit.code == "SCHOOL")).one()
        for key in ("city_director", "supervisor"):
            post = {"post_key": key, "unit_id": unit, "from_on": date(2018, 1, 1)}
            work.session.add(PostHolding(person_id=person, **post))
    with world.store.read() as work:
        assert list_cases(work, world.actor("he")).total == 3, "a new holder reads at once"
    with world.store.write() as work:
        work.session.get_one(Post, "city_director").scope = "own"
        work.session.get_one(Post, "supervisor").watches = False
    assert pieces() == 2
    with world.store.read() as work:
        assert list_cases(work, world.actor("he")).total == 0
        for case_id in cases:
            assert rows_of(work, case_id) == derive(
                open_case(work, work.session.get_one(Case, case_id), None, is_peek=True)
            )
        assert verify(work).is_intact


def test_nobody_is_assigned_to_a_post_that_does_not_exist(world: World) -> None:
    with world.store.read() as work, pytest.raises(InvalidRequest, match="There is no post general_grup"):
        parse_group(work, "general_grup")
