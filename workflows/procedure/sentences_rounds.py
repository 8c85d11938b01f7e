"""What the checks say of rounds and their parts, in English and Chinese."""

from __future__ import annotations

from typing import Final

ROUND_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "part_process": (
        "{id} names the procedure {name} for the parts, which does not exist.{advice}",
        "{id} 指定的部分流程 {name} 不存在。{advice_zh}",
    ),
    "part_report_unheard": (
        "Parts report by the message {name}, but nothing in this diagram waits for it; give the round a receive task for it.",
        "各部分以消息 {name} 上报，但本图没有等待该消息的环节；请加上接收任务。",
    ),
    "part_report_unsent": (
        "Parts are to report by the message {name}, which {process} never throws; throw it there, or correct the header report.",
        "各部分应以消息 {name} 上报，但 {process} 从不抛出该消息；请在其图中抛出，或更正 report。",
    ),
    "part_report_key": (
        "{process} throws the report {name} with another correlation key than =round_key, by which alone this round hears it.",
        "{process} 上报消息 {name} 的关联键不是 =round_key，本轮只能凭该键收到上报；请更正。",
    ),
    "part_start": (
        "{id} starts cases of {process}, which has no start event without a trigger; give it one.",
        "{id} 要启动 {process} 的案件，但该流程没有无触发的开始事件；请加上。",
    ),
    "part_start_form": (
        "{id} has a form, but this procedure reports by round_key, which only its round gives, so nobody starts it by hand and "
        "nobody would be asked; remove the form, and have the round give these variables.",
        "{id} 设有表单，但本流程以 round_key 上报，该键只有上级一轮才会给出，因此不能由人发起，表单不会有人填写；"
        "请删除表单，改由上级一轮给出这些变量。",
    ),
}
