"""The English of a title: the same expression with other texts; a case from before it was kept stands in Chinese."""

from __future__ import annotations

from workflows.casework.titles import Titles
from workflows.feel.texts import texts_in, with_texts


def test_texts_that_are_given_are_exchanged_and_what_is_compared_stays() -> None:
    source = 'if kind = "无" then "没有" + `名"称"` // "注"\n else "有：" + @"2026-01-01" + "引\\"号"'
    assert list(texts_in(source)) == ["没有", "有：", '引"号']
    changed = with_texts(source, {"无": "none", "没有": "nothing", "有：": 'a "b": ', "注": "note"})
    assert changed == source.replace('"没有"', '"nothing"').replace('"有：', '"a \\"b\\": ')


def test_a_row_from_before_the_english_was_kept_has_the_chinese_in_both() -> None:
    before = Titles.kept(["召回申诉 · 甲", "召回申诉"])
    assert (before.full.en, before.public.en) == ("召回申诉 · 甲", "召回申诉")
    assert Titles.kept(["召回申诉", "申诉", "Appeal", "Appeals"]).full.en == "Appeal"
