"""Substitutes (代理): what they may do for somebody absent, what keeps either of the two away, and what is left when it is over."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.away import claim_as, come_back, go_away, holder, told
from tests.casework.duty_office import Office
from tests.casework.world import World
from tests.clock import MovingClock
from workflows.calendar.zone import local_date
from workflows.casework import access
from workflows.casework.board import deadline_board
from workflows.casework.cases import visible_case
from workflows.casework.counts import counts
from workflows.casework.errors import AlreadyDone, InvalidRequest, NotAllowed, NotFound
from workflows.casework.inbox import View, barred_tasks, inbox
from workflows.casework.models import Case, Decision, Recusal, Task, TaskCandidate
from workflows.casework.notices import notices_for, notify
from workflows.casework.offered import offered_to
from workflows.casework.tasks import visible_task
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.recuse import recuse
from workflows.casework.verbs.release import release
from workflows.casework.words import NoticeKind
from workflows.jobs.duties import return_tasks
from workflows.people import Person, PostHolding, Relation, Unit, User
from workflows.people.models import Post
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify

Find = Callable[[str], uuid.UUID]
Do = Callable[..., uuid.UUID]
WHY = "工作需要，另有安排，请按规定办理。"


def seen(world: World, username: str, view: View = "posts") -> dict[str, str]:
    """Tasks of a list by element, with the name of who is absent where that is why they are there."""
    with world.store.read() as work:
        rows = inbox(work, world.actor(username), view).rows
        return {row.task.element_id: row.stands_in_for for row in rows}


def number(world: World, username: str) -> tuple[int, int]:
    """What stands beside the navigation: (held, offered)."""
    with world.store.read() as work:
        found = counts(work, world.actor(username))
        return found.mine, found.posts


def relate(world: World, one: uuid.UUID, other: uuid.UUID) -> None:
    with world.store.write() as work:
        work.session.add(Relation(person_id=one, other_id=other, kind="spouse", declared_at=work.now))


def add_colleague(world: World, username: str, name: str) -> None:
    """Somebody of CITY with an account and no post."""
    with world.store.write() as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "CITY")).one()
        person = Person(name=name, unit_id=unit_id)
        work.session.add(person)
        work.session.flush()
        user = User(username=username, person_id=person.id)
        work.session.add(user)
        work.session.flush()
        world.users[username], world.persons[username] = user.id, person.id


def test_a_substitute_acts_in_the_post_of_who_is_away_and_the_record_says_for_whom(
    world: World, case_id: uuid.UUID, task_of: Find, do: Do
) -> None:
    task_id = task_of("check_a")
    with pytest.raises(NotAllowed, match="not assigned"):
        do("check_a", "adm", mark_a=5)
    go_away(world, "wen", "adm")
    assert seen(world, "adm") == {"check_a": "文静", "check_b": "文静"}
    assert number(world, "adm") == (0, 2)
    do("check_a", "adm", mark_a=5)
    with world.store.read() as work:
        decision = work.session.scalars(select(Decision).where(Decision.task_id == task_id)).one()
        assert decision.person_id == world.persons["adm"]
        assert decision.substitute_for_id == world.persons["wen"]
        assert decision.post_key == "general_group"
        assert decision.signature == "CITY单位·综合组 安管理 代 文静"
        assert decision.signature_en == "安管理 for 文静, CITY · General group"
        entry = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "task_completed")).one()
        assert entry.signature == decision.signature
        # Read by the post of who is away: the whole file, as its holder does.
        assert visible_case(work, case_id, world.actor("adm")).record
        with pytest.raises(AlreadyDone) as done:
            complete(work, task_id, world.actor("bao"), {})
        assert "安管理 代 文静" in done.value.sentence.zh
        assert "安管理 for 文静" in done.value.sentence.en
        assert verify(work).is_intact


def test_what_is_lent_ends_with_the_period_or_at_once_and_nothing_is_lost(
    world: World, clock: MovingClock, task_of: Find, do: Do
) -> None:
    go_away(world, "wen", "adm", days=2)
    claim_as(world, task_of("check_a"), "adm")
    assert holder(world.store, task_of("check_a")) == (world.persons["adm"], world.persons["wen"])
    assert (seen(world, "adm", "mine"), number(world, "adm")) == ({"check_a": "文静"}, (1, 0))
    clock.forward(days=2)  # the last day is over: in the middle of the claim
    assert (seen(world, "adm", "mine"), seen(world, "adm"), number(world, "adm")) == ({}, {}, (0, 0))
    with pytest.raises(NotAllowed, match="not assigned"):
        do("check_a", "adm", mark_a=5)
    with world.store.read() as work:
        assert visible_task(work, task_of("check_a"), world.actor("wen")).may_act
    assert return_tasks(world.store) == 1
    assert holder(world.store, task_of("check_a")) == (None, None)
    assert "check_a" in seen(world, "wen")
    assert [text for text in told(world.store, world.persons["wen"]) if "放回" in text and "审核甲" in text]
    assert [text for text in told(world.store, world.persons["adm"]) if "放回" in text and "审核甲" in text]
    assert return_tasks(world.store) == 0
    with world.store.read() as work:
        assert verify(work).is_intact


def test_whoever_withdraws_takes_back_what_was_claimed_at_once(world: World, task_of: Find) -> None:
    absence_id = go_away(world, "wen", "adm")
    claim_as(world, task_of("check_a"), "adm")
    come_back(world, absence_id, "wen")
    assert holder(world.store, task_of("check_a")) == (None, None)
    assert seen(world, "adm") == {}
    assert [text for text in told(world.store, world.persons["adm"]) if "撤销" in text]


def test_a_task_that_who_is_away_holds_is_open_to_the_substitute_alone(world: World, task_of: Find, do: Do) -> None:
    claim_as(world, task_of("check_a"), "wen")
    go_away(world, "wen", "adm")
    assert seen(world, "adm")["check_a"] == "文静"
    with pytest.raises(AlreadyDone, match="文静"):
        do("check_a", "bao", mark_a=5)
    claim_as(world, task_of("check_a"), "adm")
    with world.store.write() as work:
        release(work, task_of("check_a"), world.actor("adm"))
    assert holder(world.store, task_of("check_a")) == (None, None)
    claim_as(world, task_of("check_a"), "wen")  # who is away may still act, and the substitute goes on from there
    do("check_a", "adm", mark_a=5)


def test_ones_own_right_goes_before_a_substitutes(world: World, task_of: Find, do: Do) -> None:
    task_id = task_of("check_a")
    go_away(world, "wen", "bao")
    assert seen(world, "bao") == {"check_a": "", "check_b": ""}
    do("check_a", "bao", mark_a=5)
    with world.store.read() as work:
        decision = work.session.scalars(select(Decision).where(Decision.task_id == task_id)).one()
        assert (decision.substitute_for_id, decision.signature) == (None, "CITY单位·综合组 鲍杰")


def test_what_one_of_the_two_did_is_kept_from_both(world: World, clock: MovingClock, task_of: Find, do: Do) -> None:
    # For who is away: that one comes back and wants the step that must be somebody else's.
    absence_id = go_away(world, "wen", "adm")
    do("check_a", "adm", mark_a=5)
    with pytest.raises(NotAllowed, match="took part"):
        do("check_b", "adm", mark_b=5)
    come_back(world, absence_id, "wen")
    assert seen(world, "wen") == {}
    with pytest.raises(NotAllowed, match="took part"):
        do("check_b", "wen", mark_b=5)
    do("check_b", "bao", mark_b=5)


def test_what_the_substitute_did_as_themselves_keeps_them_from_the_other_step(
    world: World, task_of: Find, do: Do
) -> None:
    go_away(world, "wen", "bao")
    do("check_a", "bao", mark_a=5)
    assert seen(world, "bao") == {}
    with pytest.raises(NotAllowed, match="took part"):
        do("check_b", "bao", mark_b=5)


def test_what_who_is_away_did_keeps_the_substitute_from_the_other_step(world: World, task_of: Find, do: Do) -> None:
    do("check_a", "wen", mark_a=5)
    go_away(world, "wen", "adm")
    assert (seen(world, "adm"), number(world, "adm")) == ({}, (0, 0))
    with pytest.raises(NotAllowed) as refused:
        do("check_b", "adm", mark_b=5)
    assert refused.value.sentence.zh == "您代理的文静就此须回避，代理人同样不得办理，请由本岗位其他人员办理。"
    with world.store.read() as work:
        found = barred_tasks(work, world.actor("adm"))
        assert [(each.task.element_id, each.ground.zh) for each in found] == [("check_b", refused.value.sentence.zh)]


def test_a_substitute_who_holds_one_step_for_somebody_keeps_that_person_from_the_other(
    world: World, task_of: Find, do: Do
) -> None:
    go_away(world, "wen", "adm")
    claim_as(world, task_of("check_a"), "adm")
    with pytest.raises(NotAllowed, match="took part"):
        do("check_b", "wen", mark_b=5)


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_relations_and_recusals_of_either_keep_the_substitute_from_task_and_file(office: Office) -> None:
    world = office.world
    add_colleague(world, "lin", "林代")
    go_away(world, "wen", "lin")
    with world.store.read() as work:
        assert visible_case(work, office.case_id, world.actor("lin")).record
    relate(world, world.persons["wen"], office.subject)
    actor = world.actor("lin")
    with world.store.read() as work:
        # The file is lost as it is lost to the one who is away; that there is a task they must not do, both are told.
        with pytest.raises(NotFound):
            visible_case(work, office.case_id, actor)
        assert work.session.scalars(select(Case.id).where(access.visible_cases(actor))).all() == []
        assert counts(work, actor).posts == 0
        with pytest.raises(NotAllowed, match="文静") as refused:
            complete(work, office.task(), actor, {})
        assert "亲属" not in refused.value.sentence.zh  # what it is between the two of them is not said
        assert "relative" not in refused.value.sentence.en


def test_a_substitute_who_is_recused_has_nothing_left_and_the_office_is_told(office: Office) -> None:
    world = office.world
    add_colleague(world, "lin", "林代")
    with world.store.write() as work:
        person = world.persons["bao"]
        work.session.add(Recusal(case_id=office.case_id, person_id=person, reason=WHY, recused_at=work.now))
    go_away(world, "wen", "lin")
    with world.store.write() as work:
        task = work.session.get_one(Task, office.task())
        assert offered_to(work, [task]).free(task) == {world.persons["lin"]}
        recuse(work, office.case_id, world.actor("lin"), WHY)
        assert offered_to(work, [task]).free(task) == frozenset()
        assert offered_to(work, [task]).unbarred(task) == {world.persons["wen"]}
    with world.store.read() as work:
        kinds = work.session.scalars(select(HistoryEntry.kind).where(HistoryEntry.case_id == office.case_id)).all()
        assert "task_unheld" in kinds  # nobody who is there may do it, so somebody can be appointed
        with pytest.raises(NotAllowed):
            complete(work, office.task(), world.actor("lin"), {})


def test_a_case_is_directed_for_nobody_whom_a_duty_keeps_from_it(office: Office) -> None:
    world = office.world
    add_colleague(world, "lin", "林代")
    go_away(world, "dai", "lin", posts=("city_director@CITY",))
    relate(world, world.persons["dai"], office.subject)
    with world.store.write() as work, pytest.raises(NotAllowed, match="戴主任"):
        cancel_case(work, office.case_id, world.actor("lin"), WHY)
    with world.store.write() as work:
        for row in work.session.scalars(select(Relation)):
            row.ended_on = local_date(work.now)
    with world.store.write() as work:
        cancel_case(work, office.case_id, world.actor("lin"), WHY)
    with world.store.read() as work:
        entry = work.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == "case_cancelled")).one()
        assert entry.signature.endswith("林代 代 戴主任")


def test_there_is_no_chain_and_only_what_the_absent_one_holds_is_lent(world: World, task_of: Find) -> None:
    add_colleague(world, "lin", "林代")
    go_away(world, "wen", "adm")
    with pytest.raises(InvalidRequest, match="second person"):
        go_away(world, "adm", "lin", days=1, posts=("administrator@CITY",))
    with pytest.raises(InvalidRequest, match="holds in these days"):
        go_away(world, "adm", "lin", days=1, posts=("general_group@CITY",))
    assert [each.post_key for each in world.actor("adm").own] == ["administrator"]
    assert [each.for_name for each in world.actor("adm").holdings] == ["", "文静"]
    with world.store.write() as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "CITY")).one()
        row = work.session.scalars(select(PostHolding).where(PostHolding.person_id == world.persons["wen"])).one()
        row.to_on = local_date(work.now)
        assert unit_id == row.unit_id
    assert seen(world, "adm") == {}  # who is away left the post: nothing of it is lent any more


def test_neither_administration_nor_deciding_on_rules_is_lent(world: World) -> None:
    add_colleague(world, "lin", "林代")
    go_away(world, "dai", "lin")
    lent = world.actor("lin").holdings[0]
    with world.store.read() as work:
        assert work.session.get_one(Post, "city_director").settings
    assert (lent.post_key, lent.settings, lent.administers, lent.cancels) == ("city_director", False, False, True)


def test_a_task_by_name_is_passed_on_in_the_post_and_never_in_ones_own_case(
    world: World, case_id: uuid.UUID, task_of: Find, do: Do
) -> None:
    add_colleague(world, "lin", "林代")
    task_id = task_of("check_a")
    with world.store.write() as work:
        rows = work.session.scalars(select(TaskCandidate).where(TaskCandidate.task_id == task_id)).all()
        rows[0].post_key, rows[0].person_id = None, world.persons["wen"]
        work.session.get_one(Task, task_id).assignee_id = world.persons["wen"]
        work.session.get_one(Task, task_id).claimed_at = work.now
    go_away(world, "wen", "lin")
    # Who is away holds the first, so that the second must be somebody else's: the substitute's neither.
    assert seen(world, "lin") == {"check_a": "文静"}
    with world.store.write() as work:
        work.session.get_one(Case, case_id).started_by_id = world.persons["wen"]
    assert seen(world, "lin") == {}
    with world.store.read() as work, pytest.raises(NotAllowed, match="not assigned"):
        complete(work, task_id, world.actor("lin"), {})
    with world.store.write() as work:
        work.session.get_one(Case, case_id).started_by_id = world.persons["hu"]
    claim_as(world, task_id, "lin")
    with world.store.read() as work:
        assert visible_task(work, task_id, world.actor("lin")).may_act
    with world.store.write() as work:
        row = work.session.get_one(User, world.users["lin"])
        row.is_active = False
    assert return_tasks(world.store) == 1  # back to the one person whose it is
    assert seen(world, "wen")["check_a"] == ""


def test_notices_and_clocks_of_the_post_reach_the_substitute(world: World, case_id: uuid.UUID) -> None:
    add_colleague(world, "lin", "林代")
    with world.store.write() as work:
        notify(work, work.session.get_one(Case, case_id), to="general_group", kind=NoticeKind.NOTICE, text="请办理。")
    with world.store.read() as work:
        assert notices_for(work, world.actor("lin")).rows == []
        assert len(deadline_board(work, world.actor("lin")).rows) == 0
    go_away(world, "wen", "lin")
    with world.store.read() as work:
        texts = [row.notice.text for row in notices_for(work, world.actor("lin")).rows]
        assert "请办理。" in texts
        (row,) = deadline_board(work, world.actor("lin")).rows
        assert len(row.holders) == 2


def test_an_absence_that_has_not_begun_lends_nothing(world: World, clock: MovingClock, task_of: Find) -> None:
    go_away(world, "wen", "adm", starts_in=3)
    assert seen(world, "adm") == {}
    clock.forward(days=3)
    assert seen(world, "adm") == {"check_a": "文静", "check_b": "文静"}
