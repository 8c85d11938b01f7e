"""Every sentence that the reading of attendance can say, in English and Chinese: what is the matter and what to do next."""

from __future__ import annotations

from typing import Final

from workflows.attendance.sentences_files import REFUSAL_SENTENCES
from workflows.attendance.sentences_settled import SETTLED_SENTENCES
from workflows.files.sentences import FILE_SENTENCES
from workflows.sentence import Sentence

_PEOPLE: Final[dict[str, tuple[str, str]]] = {
    "id_precision_lost": (
        "The id {value} became a number and lost its last digits, so nobody is matched. Export again with ids as text, "
        "or say who it is. By name it may be: {suggestions}.",
        "编号 {value} 已变成数字，末尾几位丢失，未作匹配。请以文本格式重新导出，或指定人员。按姓名可能是：{suggestions}。",
    ),
    "unknown_person": (
        "Nobody has the id {value} ({name}, {rows} rows). Say who it is or that they are not a member. It may be: {suggestions}.",
        "没有编号为 {value} 的人员（{name}，{rows} 行）。请指定人员，或确认不是队员。可能是：{suggestions}。",
    ),
    "id_of_several": (
        "Several members of the roster have the id {value} ({name}, {rows} rows), so nobody is matched. Correct the roster.",
        "花名册中有多人使用编号 {value}（{name}，{rows} 行），未作匹配。请更正花名册。",
    ),
    "id_missing": (
        "{name} has no id in the file ({rows} rows); a name alone matches nobody. Say who it is. It may be: {suggestions}.",
        "文件中 {name} 没有编号（{rows} 行），仅凭姓名不作匹配。请指定人员。可能是：{suggestions}。",
    ),
    "ambiguous_name": (
        "Several members are called {value}: {suggestions}. Say who is meant.",
        "有多名人员叫 {value}：{suggestions}。请指定是哪一位。",
    ),
    "name_differs": (
        "The id belongs to {other}, but the file calls them {value}. The id was followed; correct the name where it is wrong.",
        "该编号属于 {other}，文件中姓名却是 {value}。已按编号匹配；请更正有误的姓名。",
    ),
    "no_roster": (
        "No roster was given: everybody is listed by the id in the file and nobody was matched.",
        "未提供花名册：按文件中的编号列出，未作人员匹配。",
    ),
    "punch_after_end_of_posting": (
        "{person} punched on {day}, after their posting had ended. Not counted; check the end of the posting.",
        "{person} 在派驻结束后的 {day} 仍有打卡，未计入。请核对派驻截止日期。",
    ),
    "punch_before_posting": (
        "{person} punched on {day}, before their posting began. Not counted; check its first day.",
        "{person} 在派驻开始前的 {day} 已有打卡，未计入。请核对派驻起始日期。",
    ),
    "days_outside_posting": (
        "{count} days of {value} lie outside the posting and were left out.",
        "{value} 有 {count} 天不在派驻期内，未计入。",
    ),
    "no_evidence_not_in_group": (
        "{person} is in no attendance group and has no punch: that is no absence. Record their days by another proof.",
        "{person} 未加入考勤组且没有打卡，不作缺勤认定。请用其他依据登记其在村天数。",
    ),
    "people_lacking": (
        "Sheet {sheet} lacks {count} people whom other sheets have: {names}. Their days were taken from those.",
        "工作表 {sheet} 缺少其他工作表中的 {count} 人：{names}。其数据取自其他工作表。",
    ),
}

_DAYS: Final[dict[str, tuple[str, str]]] = {
    "bad_date": ("{value} is no date; correct it or leave the row out.", "“{value}”不是有效日期；请更正或去掉该行。"),
    "date_conflict": (
        "The row names several days ({value}; workDate {other}). Not counted; say which is right.",
        "该行日期互相矛盾（{value}；workDate {other}），未计入。请确认哪一个正确。",
    ),
    "outside_period": (
        "{value} lies outside the period of the file. Not counted; check the date.",
        "{value} 不在文件的统计期间内，未计入。请核对日期。",
    ),
    "bad_time": (
        "{value} is no time of day; correct it or confirm the day.",
        "“{value}”不是有效时间；请更正，或人工确认当天。",
    ),
    "early_punch": (
        "{person}, {day}: the only punch ({value}) is so early that it may be the night after's. Say which night it proves.",
        "{person} {day} 仅有凌晨打卡（{value}），可能属于次日凌晨。请确认属于哪一夜。",
    ),
    "time_order": (
        "The times {value} go back more than once, so their days are unclear. Not counted; say when the punches were.",
        "打卡时间“{value}”多次倒退，无法确定日期，未计入。请确认各次打卡的日期。",
    ),
    "punch_far_from_work_date": (
        "The punch {value} is far from its work date {day}. Not counted; check both.",
        "打卡 {value} 与考勤日期 {day} 相差过远，未计入。请核对。",
    ),
    "unknown_word": (
        "Nobody knows the word {value} here; say what it means for the day.",
        "无法识别“{value}”；请确认当天应如何认定。",
    ),
    "only_invalid_punch": (
        "{person}, {day}: only invalid punches ({value}). They do not count; say whether the day does.",
        "{person} {day} 只有无效打卡（{value}），不计入。请确认当天是否在岗。",
    ),
    "make_up_punch": (
        "{person}, {day}: a punch was made up afterwards ({value}). It counts only once somebody confirms it.",
        "{person} {day} 有补卡（{value}），须经确认后才计入。",
    ),
    "manual_change": (
        "{person}, {day}: an administrator changed a punch ({value}). It counts only once somebody confirms it.",
        "{person} {day} 的打卡经管理员修改（{value}），须经确认后才计入。",
    ),
    "field_punch_place_unchecked": (
        "A field punch on {day} at “{value}”: nobody checked the place. Say whether it was in the village.",
        "{day} 外勤打卡，地点“{value}”未经核实。请确认是否在所驻村。",
    ),
    "abnormal_punch": (
        "The punch on {day} is marked “{value}”. Look at it before the day is settled.",
        "{day} 的打卡标有“{value}”。请核实后再作认定。",
    ),
    "out_of_fence": (
        "{person}, {day}: a punch outside the village ({value}). Say whether the day counts.",
        "{person} {day} 在村外打卡（{value}）。请确认当天是否计入。",
    ),
    "absent_and_punch": (
        "{person}, {day}: marked absent, yet there are punches ({value}). Say which is right.",
        "{person} {day} 标为旷工，却有打卡（{value}）。请确认以哪个为准。",
    ),
    "leave_and_punch": (
        "{person}, {day}: on leave the whole day, yet there are punches ({value}). Say which is right.",
        "{person} {day} 全天请假，却有打卡（{value}）。请确认以哪个为准。",
    ),
    "sheets_disagree": (
        "{person}, {day}: one sheet says worked, another knows no punch. Say which is right.",
        "{person} {day} 各工作表不一致：一处为出勤，另一处没有打卡。请确认以哪个为准。",
    ),
    "shared_device": (
        "{names} used the same phone on {on} ({value}). Ask why before the days are settled.",
        "{names} 在 {on} 使用同一手机打卡（{value}）。请查明原因后再作认定。",
    ),
    "hidden_sheet_conflict": (
        "{person}, {day}: a hidden sheet says otherwise than the visible one. The visible one was taken; check it.",
        "{person} {day}：隐藏工作表与可见工作表不一致。已采用可见工作表；请核对。",
    ),
    "period_incomplete": (
        "The file was made at {value}, before its last day {last} had ended. The month stays open; import a later export.",
        "文件生成于 {value}，最后一天 {last} 尚未结束，本月不能关账。请待期满后重新导出。",
    ),
    "bad_coordinates": ("{value} are no coordinates; correct them.", "“{value}”不是有效坐标；请更正。"),
    "coordinates_swapped": (
        "Latitude and longitude are swapped ({value}). Not counted; swap the columns and import again.",
        "纬度与经度填反（{value}），未计入。请对调后重新导入。",
    ),
    "village_mismatch": (
        "The punch names the village {value}, the posting {other}. Not counted; say which is right.",
        "打卡所在村为 {value}，派驻村为 {other}，未计入。请确认。",
    ),
    "fence_conflict": (
        "The file says inside the fence: {value}; the coordinates say otherwise and were followed. Check the punch.",
        "文件标注是否在围栏内为“{value}”，与坐标不符，已按坐标认定。请核对。",
    ),
    "leave_not_decided": (
        "The leave {value} is not decided yet ({state}). Not counted; import again once it is.",
        "请假单 {value} 尚未审批完成（{state}），未计入。请待审批后重新导入。",
    ),
    "leave_unclear": (
        "The days or the length of the leave {value} cannot be read or do not fit. Not counted; correct the form.",
        "请假单 {value} 的起止时间或时长无法识别或不相符，未计入。请更正。",
    ),
    "leave_overlap": (
        "The leaves {value} and {other} of one person overlap. Say which stands.",
        "同一人的请假单 {value} 与 {other} 时间重叠。请确认以哪份为准。",
    ),
    "leave_void": (
        "The form {value} was changed or withdrawn ({state}) and does not count.",
        "审批单 {value} 已修改或撤销（{state}），不计入。",
    ),
    "leave_refused": ("The form {value} was refused and does not count.", "审批单 {value} 已被拒绝，不计入。"),
    "birth_month_ambiguous": (
        "The month of birth became a number ({value}): January or October? Enter it as text.",
        "出生年月变成了数字（{value}），无法判断是 1 月还是 10 月。请以文本填写。",
    ),
    "start_day_missing": (
        "The day of the posting is missing ({value}); add it.",
        "派驻起始日期缺少具体日（{value}）；请补充。",
    ),
    "bad_phone": ("{value} is no mobile number; correct it.", "“{value}”不是有效手机号；请更正。"),
    "row_without_name": ("A row without a name was left out.", "该行没有姓名，未读取。"),
}

_TOLD: Final[dict[str, tuple[str, str]]] = {
    "period_partial": (
        "The file covers {first} to {last} only; the other days of {month} need another file.",
        "文件仅覆盖 {first} 至 {last}；{month} 其余日期需另行导入。",
    ),
    "total_row": ("The row of totals ({value}) was left out.", "合计行（{value}）未计入。"),
    "repeated_row": ("The row repeats row {other} exactly and counts once.", "该行与第 {other} 行完全相同，只计一次。"),
    "sheet_empty": ("Sheet {sheet} holds no rows.", "工作表 {sheet} 没有数据。"),
    "sheet_not_known": (
        "Sheet {sheet} has no head that is known and was left out.",
        "工作表 {sheet} 的表头无法识别，未读取。",
    ),
    "sheet_without_cells": ("{sheet} is a chart or the like and was left out.", "{sheet} 是图表等，未读取。"),
    "untitled_sheet": (
        "Sheet {sheet} has known heads but no title with a period, as copies have. It was left out.",
        "工作表 {sheet} 表头可识别，但没有含统计日期的标题（多为副本），未计入。",
    ),
    "hidden_sheet": ("Sheet {sheet} is hidden and does not count.", "工作表 {sheet} 已隐藏，不计入。"),
    "hidden_rows": (
        "{count} rows of sheet {sheet} are hidden by a filter; they count.",
        "工作表 {sheet} 有 {count} 行被筛选隐藏，仍计入。",
    ),
    "hidden_columns": (
        "Sheet {sheet} has hidden columns; they count.",
        "工作表 {sheet} 有隐藏的列，仍计入。",
    ),
    "formula_cells": (
        "Sheet {sheet} holds {count} formulas ({cells}). Nothing was calculated; the values saved last were read.",
        "工作表 {sheet} 有 {count} 个公式（{cells}）。未作计算，读取的是最后保存的值。",
    ),
    "formula_without_value": (
        "{count} formulas of sheet {sheet} have no saved value ({cells}) and were read as empty. Save the file in Excel or WPS.",
        "工作表 {sheet} 有 {count} 个公式没有保存的值（{cells}），按空白读取。请在 Excel 或 WPS 中保存后再导入。",
    ),
    "external_links": ("The file links to other files; they were not opened.", "文件引用了其他文件，未打开。"),
    "cell_unreadable": (
        "The cell holds a text or number that is too large; it was read as empty.",
        "单元格内容过长或数值过大，按空白读取。",
    ),
    "day_columns": (
        "The columns of sheet {sheet} cannot be the days of its period, so its days were left out. Export it again.",
        "工作表 {sheet} 的日期列与统计期间不符，未读取其逐日数据。请重新导出。",
    ),
    "in_several_sheets": (
        "{count} days stand in several sheets ({sheets}); each counts once.",
        "有 {count} 人天同时出现在多个工作表（{sheets}），只计一次。",
    ),
}

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    **FILE_SENTENCES,
    **REFUSAL_SENTENCES,
    **SETTLED_SENTENCES,
    **_PEOPLE,
    **_DAYS,
    **_TOLD,
}


class _Values(dict[str, object]):
    """A sentence may name what is not known at that place, such as whose row it is."""

    def __missing__(self, key: str) -> str:
        return "—"


def sentence(code: str, **values: object) -> Sentence:
    """The sentence with this code, filled in. Raises KeyError for a code without one."""
    english, chinese = SENTENCES[code]
    known = _Values(values)
    return Sentence(english.format_map(known), chinese.format_map(known))
