"""What sentences advise: what to draw instead of an element that is not executed, and which name was probably meant."""

from __future__ import annotations

from typing import Final

from workflows.sentence import Sentence, sentences

NEAR: Final = "near"
"""Under which the values of a sentence hold the name that was probably meant."""

OTHER_ADVICE: Final = Sentence(
    "remove it; bpmn/README.md lists every supported element.",
    "请删除；支持的元素见 bpmn/README.md。",
)

ADVICE: Final = sentences(
    {
        "complexGateway": (
            "use exclusive, parallel or inclusive gateways.",
            "请改用排他、并行或包容网关。",
        ),
        "adHocSubProcess": (
            "use an ordinary sub-process with the order of its steps drawn.",
            "请改用普通子流程并画出步骤顺序。",
        ),
        "transaction": (
            "use a sub-process with an error boundary event.",
            "请改用带错误边界事件的子流程。",
        ),
        "standardLoopCharacteristics": (
            "draw the loop with an exclusive gateway, or use a multi-instance activity.",
            "请用排他网关画出循环，或改用多实例活动。",
        ),
        "compensateEventDefinition": (
            "draw the steps that undo the work as tasks of their own.",
            "请把撤销工作的步骤画成单独的任务。",
        ),
        "linkEventDefinition": ("connect the two places by a sequence flow.", "请用顺序流连接两处。"),
        "conditionalEventDefinition": (
            "use a message or timer event, or an exclusive gateway.",
            "请改用消息或定时事件，或排他网关。",
        ),
        "cancelEventDefinition": (
            "use an error end event and an error boundary event.",
            "请改用错误结束事件和错误边界事件。",
        ),
        "implicitThrowEvent": ("use an intermediate throw event.", "请改用中间抛出事件。"),
        "event": ("use a start, intermediate, boundary or end event.", "请改用开始、中间、边界或结束事件。"),
        "ioSpecification": ("use zeebe:ioMapping.", "请改用 zeebe:ioMapping。"),
        "loopDataInputRef": ("use zeebe:loopCharacteristics.", "请改用 zeebe:loopCharacteristics。"),
        "loopDataOutputRef": ("use zeebe:loopCharacteristics.", "请改用 zeebe:loopCharacteristics。"),
        "loopCardinality": (
            "give zeebe:loopCharacteristics a collection to run over.",
            "请为 zeebe:loopCharacteristics 填写输入集合。",
        ),
        "inputDataItem": ("use zeebe:loopCharacteristics.", "请改用 zeebe:loopCharacteristics。"),
        "outputDataItem": ("use zeebe:loopCharacteristics.", "请改用 zeebe:loopCharacteristics。"),
        "script": ("write the FEEL expression into zeebe:script.", "请把 FEEL 表达式写入 zeebe:script。"),
        "resourceRole": ("use zeebe:assignmentDefinition.", "请改用 zeebe:assignmentDefinition。"),
        "performer": ("use zeebe:assignmentDefinition.", "请改用 zeebe:assignmentDefinition。"),
        "humanPerformer": ("use zeebe:assignmentDefinition.", "请改用 zeebe:assignmentDefinition。"),
        "potentialOwner": ("use zeebe:assignmentDefinition.", "请改用 zeebe:assignmentDefinition。"),
        "subConversation": ("a procedure is one process.", "一个流程文件只放一个流程。"),
        "choreography": ("a procedure is one process.", "一个流程文件只放一个流程。"),
        "import": (
            "put everything that the diagram needs into its own folder.",
            "请把流程所需的内容都放进它自己的文件夹。",
        ),
        "itemDefinition": ("variables have no declared type; remove it.", "变量不声明类型；请删除。"),
        "correlationProperty": (
            "give the message a zeebe:subscription with a correlation key.",
            "请为消息填写 zeebe:subscription 的关联键。",
        ),
        "correlationSubscription": (
            "give the message a zeebe:subscription with a correlation key.",
            "请为消息填写 zeebe:subscription 的关联键。",
        ),
    }
)


def advice_of(near: str | None) -> dict[str, str]:
    """The closing words of a sentence about an unknown name, with the name that was probably meant, which `near` repeats."""
    if near is None:
        return {"advice": "", "advice_zh": ""}
    return {"advice": f" Did you mean {near}?", "advice_zh": f"是否应为 {near}？", NEAR: near}
