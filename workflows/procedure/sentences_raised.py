"""What the checks say of events that people raise, in English and Chinese."""

from __future__ import annotations

from typing import Final

RAISED_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "raised_no_message": (
        "{id} names who raises it, but it waits for no message; only message events can be raised by people.",
        "{id} 写明了由谁发起，但它不是消息事件；只有消息事件可由人员发起。",
    ),
    "raised_name": (
        "The message of {id} is named by an expression, {name}; an event that people raise has a name as it is written.",
        "{id} 的消息名是表达式 {name}；由人员发起的事件须直接写明消息名。",
    ),
    "raised_twice": (
        "{id} and {other} are both raised by people and wait for the same message {name}; give each a message of its own.",
        "{id} 与 {other} 都由人员发起，且等待同一消息 {name}；请各用各的消息。",
    ),
    "on_extension_value": (
        "on_extension of {id} is {value}; it can only be true.",
        "{id} 的 on_extension 为 {value}；只能写 true。",
    ),
    "on_extension_no_clock": (
        "{id} waits for an extension, but the activity that it stands on has no clock that may be extended.",
        "{id} 等待延期，但其所附环节没有可以延期的时限。",
    ),
    "on_extension_no_message": (
        "{id} waits for an extension; draw it as a message event that nobody raises by hand (no raised_by).",
        "{id} 等待延期，须为消息事件，且不得另由人员发起（不写 raised_by）。",
    ),
    "raised_posts": (
        "raised_by at {id} is an expression; write the posts as they are, separated by commas, or starter.",
        "{id} 的 raised_by 不能是表达式；请直接写岗位，用逗号分隔，或写 starter（发起人）。",
    ),
}
