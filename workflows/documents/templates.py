"""The letters: title, number series and text with places for fields; what they say follows domain 7, how they look is the web's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.documents.words import LetterKind
from workflows.people.words import PostKey


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of letter. `text` holds {field} places; a field that is missing is a mistake of the caller.

    `to` names the posts of the unit it goes to; none for a paper of the office's own. With `has_receipt` it is served when
    somebody signs for it, without it when it is sent.
    """

    kind: LetterKind
    title: str
    title_en: str
    series: str
    text: str
    to: tuple[str, ...] = ()
    has_receipt: bool = False


UNIT_POSTS = (PostKey.UNIT_HR, PostKey.UNIT_LEADER, PostKey.UNIT_SECRETARY)
_SIGNED = "\n\n市委驻村工作办公室\n{issued_on}"

_TEMPLATES = (
    Template(
        LetterKind.LEAD_FORM,
        "问题线索登记表",
        "Registered lead",
        "驻线",
        "派出单位：{unit}\n涉及队员：{people}\n触发情形：{trigger}\n发生日期：{occurred_on}\n\n主要事实：{facts}\n\n证据材料：{evidence}\n\n"
        "登记日期：{issued_on}",
    ),
    Template(
        LetterKind.VERIFICATION_REPORT,
        "调查核实报告",
        "Report of the joint verification",
        "驻核",
        "派出单位：{unit}\n涉及队员：{people}\n调查人员：{investigators}\n结论：{conclusion}\n\n逐人逐项核实情况：\n{findings}\n\n{report}\n\n联合调查组\n{signatures}\n{issued_on}",
    ),
    Template(
        LetterKind.RECALL_ORDER,
        "责令召回通知书",
        "Order to recall",
        "驻召",
        "{unit}：\n\n经市委驻村办、市扶贫办联合调查，两家单位均查实你单位派驻队员（{postings}）存在以下情形：{findings}。{facts}\n\n依据：{basis}\n\n"
        "经研究，决定责令你单位召回上述队员{count}名。{refill}\n\n"
        "时限自本通知送达之次日起算，第 {days} 日 24 时届满，不中止、不顺延。"
        "签收即送达；发出满 {deemed_hours} 小时未签收的，视为送达。\n\n"
        "抄送：{copy_to}\n联系人：{contact}" + _SIGNED,
        to=UNIT_POSTS,
        has_receipt=True,
    ),
    Template(
        LetterKind.NO_FAULT_ORDER,
        "调整召回通知书",
        "Notice of no-fault recall",
        "驻调",
        "{unit}：\n\n因{facts}，经研究，同意调整召回你单位派驻队员{people}（{postings}）{count}名。此次调整不属过错召回，不计分，"
        "不影响个人考核。\n\n依据：{basis}\n\n{refill}\n\n时限自本通知送达之次日起算，第 {days} 日 24 时届满。\n\n"
        "抄送：{copy_to}\n联系人：{contact}" + _SIGNED,
        to=UNIT_POSTS,
        has_receipt=True,
    ),
    Template(
        LetterKind.SERVICE_RECEIPT,
        "送达回证",
        "Proof of service",
        "驻送",
        "文书：{document}\n受送达单位：{unit}\n发出时间：{issued}\n送达时间：{served}\n送达方式：{mode}\n签收人：{received_by}\n"
        "另行选派截止时间：{due}",
        to=UNIT_POSTS,
    ),
    Template(
        LetterKind.URGE,
        "催办通知",
        "Reminder: overdue",
        "驻催",
        "{unit}：\n\n{order}规定的另行选派期限已于{due}届满，至今尚未完成。请立即办理，并于收到本通知当日报告进展。"
        + _SIGNED,
        to=UNIT_POSTS,
    ),
    Template(
        LetterKind.SUPERVISION,
        "督办单",
        "Supervised handling",
        "驻督",
        "{unit}党组：\n\n{order}规定的另行选派期限已于{due}届满，经催办仍未完成，现予督办。请党组书记负责，"
        "立即研究拟定人选并报送审核。再逾期的，按规定上问一级追究责任。" + _SIGNED,
        to=UNIT_POSTS,
    ),
    Template(
        LetterKind.INTERVIEW_RECORD,
        "约谈记录",
        "Interview record",
        "驻谈",
        "约谈时间：{held_at}\n地点：{place}\n约谈对象：{interviewee}\n参加人：{attendees}\n\n约谈要点：{points}\n\n"
        "约谈人：{interviewer}\n被约谈人签字：{signed_by}（{signed_at}）\n补充说明：{remarks}",
        to=(PostKey.UNIT_LEADER,),
    ),
    Template(
        LetterKind.RECALL_REPORT,
        "召回执行情况报告",
        "Report on the recall",
        "派执",
        "市委驻村工作办公室：\n\n{order}已执行。{people}已于{left_on}离村，单位已向本人说明理由，工作交接已经开始，考勤群和工作日记已停用。"
        "\n本人申诉：{appeal}\n\n{unit}党组\n{issued_on}",
    ),
    Template(
        LetterKind.RECTIFICATION_NOTICE,
        "限期整改通知书",
        "Notice to rectify",
        "驻改",
        "{unit}：\n\n{reason}\n\n现责令限期整改，整改期限至{due}。期满前报送整改报告和证明材料，由组织部验收销号。"
        + _SIGNED,
        to=UNIT_POSTS,
    ),
    Template(
        LetterKind.RECTIFICATION_CLOSED,
        "整改销号单",
        "Rectification accepted",
        "驻销",
        "{unit}：\n\n{notice}所列问题已经整改，经验收通过，予以销号。\n\n整改情况：{measures}\n\n验收意见：{opinion}\n\n组织部\n{issued_on}",
        to=UNIT_POSTS,
    ),
    Template(
        LetterKind.SPECIAL_INTERVIEW_NOTICE,
        "专题约谈通知书",
        "Notice of special interview",
        "组谈",
        "{unit}：\n\n按照干部管理权限和“上问一级”要求，就{order}所涉事项对你单位{persons}进行专题约谈。\n\n"
        "事由：{reason}\n\n意见：{opinion}\n\n上级组织部门\n{issued_on}",
        to=(PostKey.UNIT_LEADER, PostKey.UNIT_SECRETARY),
    ),
    Template(
        LetterKind.CIRCULAR,
        "通报",
        "Circular criticism",
        "组通",
        "现将{unit}履行派驻管理责任不力的情况予以通报批评。\n\n{reason}\n\n各单位要引以为戒，切实履行选派管理主体责任。\n\n"
        "上级组织部门\n{issued_on}",
        to=UNIT_POSTS,
    ),
    Template(
        LetterKind.ACCOUNTABILITY_PROPOSAL,
        "问责建议书",
        "Proposal of accountability",
        "组问",
        "对{unit}{persons}履行派驻管理责任的情况，建议从严追究责任。\n\n事实：{reason}\n\n意见：{opinion}\n\n"
        "组织调整和纪律处分由有权机关决定。\n\n上级组织部门\n{issued_on}",
    ),
    Template(
        LetterKind.PROPOSAL_LETTER,
        "选派建议函",
        "Letter of proposal",
        "选荐",
        "市委驻村工作办公室：\n\n经本单位党组{meeting_on}会议研究（应到{total}人，实到{present}人；赞成{votes_for}，反对{votes_against}，"
        "弃权{votes_abstain}；纪要{minutes}），拟选派{person}到{village}任{role}。后备人选：{reserve}。\n\n{unit}党组\n{issued_on}",
    ),
    Template(
        LetterKind.DISPATCH_ORDER,
        "派驻通知",
        "Dispatch order",
        "驻派",
        "{unit}：\n\n经审核，同意选派{person}到{village}任{role}，任期{term_from}至{term_to}。请通知本人于{arrive_by}前到村报到。\n\n"
        "抄送：{copy_to}\n交接联系人：{contact}" + _SIGNED,
        to=UNIT_POSTS,
    ),
    Template(
        LetterKind.ARRIVAL_FORM,
        "报到确认单",
        "Confirmation of arrival",
        "驻到",
        "{person}于{arrived_at}到{village}报到。打卡位置距村部{distance}米，在围栏以内。\n\n确认人：{confirmed_by}\n{issued_on}",
        to=(PostKey.UNIT_HR,),
    ),
    Template(
        LetterKind.CASE_INDEX,
        "召回案卷目录",
        "Index of the recall file",
        "驻卷",
        "案件：{case}\n单位：{unit}\n\n{index}\n\n小结：{summary}",
    ),
)

TEMPLATES: Mapping[LetterKind, Template] = MappingProxyType({template.kind: template for template in _TEMPLATES})
