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
}
