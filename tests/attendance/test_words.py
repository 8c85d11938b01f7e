"""The words of cells, as real exports of seven years have them: each means what it says, and nothing else is guessed."""

from __future__ import annotations

import pytest

from workflows.attendance.words import Mark, words_of

MEANINGS = {
    "worked": ["正常", "休息并打卡", "正常（休息打卡）", "不在考勤组并打卡"],
    "worked late": ["迟到31分钟", "严重迟到", "旷工迟到61分钟", "迟到1小时5分钟", "上班1迟到6分钟"],
    "worked early": ["早退5分钟", "下班早退3分钟"],
    "worked early late": ["上班迟到5分钟,下班早退3分钟"],
    "worked field": ["外勤", "正常,外勤", "正常(外勤)", "外勤打卡"],
    "worked field late": ["外勤迟到", "迟到5分钟，外勤"],
    "missing": ["缺卡", "缺卡（09:00）", "缺卡2次"],
    "missing_in missing_out": ["上班1缺卡\n下班1缺卡"],
    "no_punch": ["未打卡", "未打卡,未打卡"],
    "absent": ["旷工", "旷工1天"],
    "absent_part": ["旷工半天", "旷工0.5天", "旷工3小时"],
    "rest": ["休息", "未排班", "正常（休息）", "端午节", "法定节假日"],
    "leave": [
        "请假",
        "事假8小时",
        "病假 4小时",
        "年假1天",
        "事假06-18 08:30到07-02 17:30 88小时",
        "病假2小时30分钟",
        "无需打卡（请假）",
    ],
    "leave worked field": ["事假06-18 08:30到06-18 12:00 3.5小时,外勤"],
    "business": ["出差", "出差06-18 08:30到06-20 17:30 3天"],
    "outing": ["外出", "外出2小时"],
    "make_up": ["补卡审批通过", "举证打卡审批通过", "正常(补卡)", "补卡审批中"],
    "manual": ["管理员张三改为正常", "管理员改为旷工"],
    "superseded": ["打卡无效:已经打过卡了，上班时间以最早打卡时间为准", "打卡无效：此记录已被更新", "失效 早退110分钟"],
    "not_in_group": ["未加入考勤组", "不在考勤组"],
    "place": ["地点异常"],
    "": ["", "--", "加班3小时", "加班 06-20 09:00到06-20 18:00 9小时"],
}


@pytest.mark.parametrize("meaning", MEANINGS)
def test_what_a_word_means(meaning: str) -> None:
    for text in MEANINGS[meaning]:
        found = words_of(text)
        assert found.marks == {Mark(each) for each in meaning.split()}, text
        assert not found.unknown, text


@pytest.mark.parametrize("text", ["※", "驻村", "正常,莫名其妙", "公休", "旷课", "√Q"])
def test_a_word_that_nobody_knows_is_said_to_be_unknown(text: str) -> None:
    assert words_of(text).unknown
