"""What the checks say of starts by the clock, in English and Chinese."""

from __future__ import annotations

from typing import Final

CLOCK_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "clock_duration": (
        "{id} starts a case after {text}, but there is nothing that this could count from; write a timeDate or a timeCycle.",
        "{id} 以时长 {text} 定时启动，但没有起算时点；请改用 timeDate 或 timeCycle。",
    ),
    "clock_unreadable": (
        "{id}: {text} is no ISO 8601 moment or cycle; write 2026-12-01T00:30:00, or R/2026-12-01T00:30:00/P1M.",
        "{id}：{text} 不是 ISO 8601 日期时间或循环；请写如 2026-12-01T00:30:00 或 R/2026-12-01T00:30:00/P1M。",
    ),
    "clock_no_first": (
        "The cycle {text} at {id} does not say when it starts for the first time; write it so: R/2026-12-01T00:30:00/P1M.",
        "{id} 的循环 {text} 没有写明首次启动时间；请写如 R/2026-12-01T00:30:00/P1M。",
    ),
    "clock_quick": (
        "The cycle {text} at {id} starts cases less than an hour apart; at most one case an hour starts by the clock.",
        "{id} 的循环 {text} 间隔不足一小时；定时启动每小时最多一次。",
    ),
    "clock_past": (
        "{text} at {id} lies in the past, so that no case would ever start; write a moment to come.",
        "{id} 的 {text} 已经过去，不会再启动任何案件；请填写将来的时间。",
    ),
    "clock_reads": (
        "The timer of {id} reads {name}, but before the start no case is there to hold it; use a moment, or functions only.",
        "{id} 的定时读取了 {name}，但启动之前还没有案件可存放该变量；请直接写时间，或只使用函数。",
    ),
    "clock_wrong": (
        "The timer of {id} could not be worked out: {reason}",
        "{id} 的定时无法求值：{reason_zh}",
    ),
    "clock_form": (
        "{id} starts by the clock, so that nobody could fill in the form {form}; put it at a start event without a timer.",
        "{id} 定时启动，无人填写表单 {form}；请把表单放在无定时的开始事件上。",
    ),
    "clock_twice": (
        "{id} starts at the same moments as {other}; leave one of them out.",
        "{id} 与 {other} 的启动时间相同；请删去其中一个。",
    ),
    "catch_up_missing": (
        "{id} does not say what becomes of due times that went by while nothing ran; give it catch_up: each or latest.",
        "{id} 没有说明停机期间错过的启动如何处理；请填写属性 catch_up：each（逐次补启）或 latest（只补最近一次）。",
    ),
    "catch_up_value": (
        "catch_up at {id} is each or latest, not {value}.",
        "{id} 的 catch_up 只能是 each 或 latest，不能是 {value}。",
    ),
    "catch_up_idle": (
        "catch_up at {id} would say nothing: only a timeCycle at a start event of the process can miss due times; remove it.",
        "{id} 的 catch_up 不起作用：只有流程开始事件上的 timeCycle 才会错过启动；请删除。",
    ),
}
