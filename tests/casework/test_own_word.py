"""A step that asks somebody for their own word although the process is about them (property `own_word`, design 6a)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from tests.casework.test_accepted_words import who_may
from tests.casework.test_disclosure import check_rows, file_of, words_of
from tests.casework.world import REVIEW, World, publish_review, review_files
from workflows.casework.case_list import list_cases
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.inbox import inbox
from workflows.casework.models import Recusal, Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.appoint import appoint
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.people import Relation

OWN = (
    REVIEW.replace(
        b'<zeebe:formDefinition formId="check_a" />',
        b'<zeebe:formDefinition formId="check_a" /><zeebe:assignmentDefinition assignee="= &quot;person:&quot; + subject" />',
    )
    .replace(
        b'<zeebe:property name="separate_from" value="check_b" />\n     <zeebe:property name="recuse" '
        b'value="= [&quot;unit:&quot; + unit]" />',
        b'<zeebe:property name="own_word" value="true" />',
    )
    .replace(
        b'<zeebe:property name="unit" value="= unit" />\n  </zeebe:properties>',
        b'<zeebe:property name="unit" value="= unit" /><zeebe:property name="recuse"'
        b' value="= [&quot;person:&quot; + subject]" />\n  </zeebe:properties>',
    )
)
REASON = "本人申请回避本环节，无人可以办理。"


def task_id_of(world: World, element: str) -> uuid.UUID:
    """The open task of a step."""
    with world.store.read() as work:
        of_step = (Task.element_id == element, Task.status == TaskStatus.OPEN)
        return work.session.scalars(select(Task.id).where(*of_step)).one()


def do(world: World, element: str, username: str, **answers: Any) -> None:
    """Complete a step as somebody."""
    task_id = task_id_of(world, element)
    with transaction(world.store) as work:
        complete(work, task_id, world.actor(username), answers)


def test_whom_a_process_is_about_gives_their_own_word_and_reads_nothing_more(world: World) -> None:
    """Bao is asked, Wen is close to Bao, and both read such cases by post: neither reads this one, from its first moment on."""
    publish_review(world.store, review_files(**{"review.bpmn": OWN}))
    bao, wen = world.persons["bao"], world.persons["wen"]
    with world.store.write() as work:
        work.session.add(Relation(person_id=wen, other_id=bao, kind="spouse", declared_at=work.now))
    with transaction(world.store) as work:
        given = {"subject": str(bao), "unit": "BUREAU"}
        case_id = start_case(work, "review", given, actor=world.actor("hu")).id
    check_rows(world, case_id)
    assert who_may(world) == {"bao"}
    with world.store.read() as work:
        assert [row.task.element_id for row in inbox(work, world.actor("bao"), "mine").rows] == ["check_a"]
    assert words_of(file_of(world, case_id, "bao")) == []
    (step,) = (each for each in file_of(world, case_id, "bao").open_steps if each.element_id == "check_a")
    assert (step.holder_id, step.post_key, step.unit_name) == (bao, None, ""), "theirs, and not that of the lane's post"
    assert words_of(file_of(world, case_id, "dai")) == ["begin"]
    with pytest.raises(NotFound):
        file_of(world, case_id, "wen")
    for username in ("bao", "wen"):
        with pytest.raises(NotAllowed):
            do(world, "check_b", username, mark_b=9)
    nobody_says_it_for_them(world)
    do(world, "check_a", "bao", mark_a=9, remark_a="本人愿意。")
    check_rows(world, case_id)
    assert words_of(file_of(world, case_id, "bao")) == ["check_a"], "one's own words, and no others"
    with pytest.raises(NotFound):
        file_of(world, case_id, "wen")
    with world.store.read() as work:
        assert not list_cases(work, world.actor("wen")).cases


def nobody_says_it_for_them(world: World) -> None:
    """Where the person stands aside from their own step, nobody can be appointed to it."""
    task_id = task_id_of(world, "check_a")
    with world.store.read() as work:  # nothing of it is kept
        aside = {"element_id": "check_a", "person_id": world.persons["bao"], "reason": REASON, "recused_at": work.now}
        work.session.add(Recusal(case_id=work.session.get_one(Task, task_id).case_id, **aside))
        work.session.flush()
        with pytest.raises(InvalidRequest, match="own word"):
            appoint(work, task_id, world.actor("dai"), person_id=world.persons["he"], reason=REASON)
