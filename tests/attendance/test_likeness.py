"""How like diaries are: copied ones are found with words put in and numbers changed, set phrases and short texts are not."""

from __future__ import annotations

import random

from workflows.attendance.likeness import COMMON, likest

TEXT = "上午走访花园坪组张大山、李四两户，了解春耕备耕情况；下午到村部整理档案，晚上参加院坝会，讲解医保缴费政策。"


def test_a_copied_text_is_found_whatever_was_changed_in_it() -> None:
    copied = TEXT.replace("两户", "三户").replace("；", "，")
    moved = "；".join(reversed(TEXT.split("；"))) + "天气晴。"
    other = "全天在县城参加乡村振兴业务培训，学习产业项目申报流程，回村后向队长汇报并商量蜂蜜合作社的入股方案。"
    found = likest({"a": TEXT, "b": copied, "c": moved, "d": other, "e": "入户走访。", "f": "入户走访。"})
    assert (found["b"].key, found["b"].percent >= 80) == ("a", True)
    assert found["c"].percent >= 70
    assert "d" not in found or found["d"].percent < 20
    assert "e" not in found, "too short to be like anything"
    assert likest({"a": TEXT, "b": TEXT})["a"].percent == 100


def test_a_set_phrase_of_everybody_says_nothing() -> None:
    draw = random.Random(1)
    letters = [chr(code) for code in range(0x4E00, 0x9000)]
    phrase = "按照市委驻村办工作要求认真开展驻村帮扶各项工作。"
    texts = {number: phrase + "".join(draw.choices(letters, k=60)) for number in range(COMMON + 5)}
    assert all(each.percent < 10 for each in likest(texts).values())
