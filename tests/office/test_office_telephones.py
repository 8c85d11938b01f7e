"""Where whoever holds a post is reached: taken with the post, changed by a later row, given out again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.office.small_office import Rows, changed, given, look, people, take
from workflows.office.registers.columns import Register
from workflows.office.registers.read import GivenFile
from workflows.office.registers.written import registers_as_they_stand
from workflows.people import PostHolding
from workflows.store import Store


def with_telephone(row: int, number: str) -> Rows:
    """The people, with a telephone in one row."""
    return changed([{**each, "办公电话": ""} for each in people()], row, 办公电话=number)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_telephone_belongs_to_the_post_held(store: Store) -> None:
    take(store, given(changed_people=with_telephone(3, "0745-2712345")))
    again = take(store, given(None, with_telephone(3, "2712345转803"), []))
    assert [each.sentence.zh for each in again.findings.changes] == [
        "许综合（003）：办公电话由“0745-2712345”改为“2712345转803”。"
    ]
    assert again.counts["posts"].changed == 1
    with store.read() as work:
        numbers = work.session.execute(select(PostHolding.post_key, PostHolding.telephone))
        assert {key: number for key, number in numbers if number} == {"general_group": "2712345转803"}
        written = registers_as_they_stand(work, "zh")
    assert not look(store, [GivenFile("人员.xlsx", written[Register.PEOPLE])]).is_anything
    assert not look(store, given(None, people(), [])).is_anything, "an empty cell leaves what stands"
    for row, number, sentence in (
        (3, "不详", "办公电话“不详”不是电话号码。"),
        (5, "2712345", "填写了办公电话，但本行没有岗位。"),
    ):
        (wrong,) = look(store, given(None, with_telephone(row, number), [])).findings.wrong
        assert wrong.sentence.zh.startswith(sentence)
