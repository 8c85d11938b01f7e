"""The words of attendance cells: what each means for a punch and for a day. A word that is not here goes before a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from workflows.files.cells import normal

_APART = re.compile(r"[\n,，、;；|]+")
_SENTENCE = re.compile(r"打卡无效|管理员")  # a reason follows, with commas of its own


class Mark(StrEnum):
    """What words say of a day beside its punches."""

    WORKED = "worked"
    REST = "rest"
    NO_PUNCH = "no_punch"
    MISSING_IN = "missing_in"
    MISSING_OUT = "missing_out"
    MISSING = "missing"
    ABSENT = "absent"
    ABSENT_PART = "absent_part"
    LEAVE = "leave"
    BUSINESS = "business"
    NOT_IN_GROUP = "not_in_group"
    MAKE_UP = "make_up"
    MANUAL = "manual"
    FIELD = "field"
    OUTING = "outing"
    SUPERSEDED = "superseded"
    PLACE = "place"
    DEVICE = "device"
    LATE = "late"
    EARLY = "early"


_LEAVE = (
    r"(?:[事病年婚丧产]假|陪产假|产检假|哺乳假|育儿假|探亲假|工伤假|路途假|公假|例假|调休假?|补休|请假|其他假?|休假)"
)
_AMOUNT = r"(?:\d{1,4}(?:\.\d{1,2})?(?:天|小时|分钟|次)){0,3}"
_HOLIDAY = r"(?:元旦|春节|清明节?|劳动节|端午节?|中秋节?|国庆节?)(?:放假|休息)?"
# Longest meanings first: 旷工迟到 is no absence, 休息并打卡 no rest.
_MEANINGS: tuple[tuple[re.Pattern[str], frozenset[Mark]], ...] = tuple(
    (re.compile(pattern), frozenset(marks))
    for pattern, marks in (
        (r"打卡无效.*|失效.*", {Mark.SUPERSEDED}),
        (r"管理员.*改为.*|管理员修改.*", {Mark.MANUAL}),
        (r"(?:正常|迟到|早退)?\(?(?:补卡|举证打卡)(?:审批|申请)?(?:通过|中)?\)?", {Mark.MAKE_UP}),
        (r"正常\(请假\)|无需打卡\(请假\)", {Mark.LEAVE}),
        (rf"正常\(休息\)|休息日?|休|未排班|无需打卡|(?:法定)?节假日|节日|公休日|{_HOLIDAY}", {Mark.REST}),
        (r"正常\((?:外出|出差)\)|无需打卡\((?:外出|出差)\)", {Mark.BUSINESS}),
        (r"正常|休息并打卡|(?:正常)?\(?休息打卡\)?|.*不在考勤组并打卡|正常班:正常|已打卡|自由工时", {Mark.WORKED}),
        # An approval of overtime is no proof of presence; a punch beside it is.
        (r"加班.*", set()),
        (r"外勤(?:打卡)?(?:\(正常\))?|正常\(外勤\)", {Mark.WORKED, Mark.FIELD}),
        (rf"外勤迟到{_AMOUNT}|迟到{_AMOUNT}\(外勤\)", {Mark.WORKED, Mark.FIELD, Mark.LATE}),
        (rf"外勤早退{_AMOUNT}|早退{_AMOUNT}\(外勤\)", {Mark.WORKED, Mark.FIELD, Mark.EARLY}),
        (rf"(?:上班|下班)?\d?(?:严重|旷工)?迟到{_AMOUNT}.*", {Mark.WORKED, Mark.LATE}),
        (rf"(?:上班|下班)?\d?早退{_AMOUNT}.*", {Mark.WORKED, Mark.EARLY}),
        (r"上班\d?缺卡.*", {Mark.MISSING_IN}),
        (r"下班\d?缺卡.*", {Mark.MISSING_OUT}),
        (rf"缺卡{_AMOUNT}|缺卡\(.*\)", {Mark.MISSING}),
        (r"未打卡(?:\(.*\))?", {Mark.NO_PUNCH}),
        (r"旷工(?:半天|0\.\d{1,2}天|\d{1,2}(?:\.\d{1,2})?(?:小时|分钟))", {Mark.ABSENT_PART}),
        (rf"旷工{_AMOUNT}", {Mark.ABSENT}),
        (rf"{_LEAVE}{_AMOUNT}(?:\(.*\))?|{_LEAVE}\d\d-\d\d.*", {Mark.LEAVE}),
        (rf"(?:出差|公出){_AMOUNT}.*", {Mark.BUSINESS}),
        (rf"外出{_AMOUNT}.*", {Mark.OUTING}),
        (r"不在考勤组|未加入考勤组|已?离职|未入职", {Mark.NOT_IN_GROUP}),
        (r"地点异常|定位异常.*", {Mark.PLACE}),
        (r"wifi异常|非常用设备|设备异常.*", {Mark.DEVICE}),
        (r"时间异常", {Mark.LATE}),
    )
)


@dataclass(frozen=True, slots=True)
class Words:
    """The marks of a cell, and those of its words that nobody knows."""

    marks: frozenset[Mark] = frozenset()
    unknown: tuple[str, ...] = ()

    @property
    def is_unconfirmed(self) -> bool:
        """True for a punch that somebody else made or changed: a person confirms it."""
        return bool(self.marks & {Mark.MAKE_UP, Mark.MANUAL, Mark.PLACE}) or bool(self.unknown)


@lru_cache(maxsize=4_096)
def words_of(text: str) -> Words:
    """What a cell of words says: as a whole where it is known, else part by part."""
    whole = normal(text)
    if not whole or set(whole) <= {"-"}:
        return Words()
    if _SENTENCE.match(whole):
        return Words(_meaning(whole) or frozenset())
    found: set[Mark] = set()
    unknown: list[str] = []
    for part in _APART.split(text):
        for piece in (part,) if _meaning(normal(part)) is not None else part.split():
            marks = _meaning(normal(piece)) if normal(piece) else frozenset()
            if marks is None:
                unknown.append(piece)
            else:
                found |= marks
    return Words(frozenset(found), tuple(unknown))


def _meaning(word: str) -> frozenset[Mark] | None:
    return next((marks for pattern, marks in _MEANINGS if pattern.fullmatch(word)), None)
