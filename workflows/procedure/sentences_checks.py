"""Sentences of the checks: a procedure that reads well but cannot be carried out as drawn."""

from __future__ import annotations

from typing import Final

_SHAPE: Final[dict[str, tuple[str, str]]] = {
    "start_missing": ("{id} has no start event; draw one.", "{id} 没有开始事件；请绘制一个。"),
    "start_several": (
        "The process has more than one start event without a trigger; keep one.",
        "流程有多个无触发的开始事件；请只保留一个。",
    ),
    "start_sub_process": (
        "The sub-process {id} needs exactly one start event, without a trigger.",
        "子流程 {id} 必须且只能有一个无触发的开始事件。",
    ),
    "start_event_sub_process": (
        "The event sub-process {id} needs exactly one start event, with a trigger such as a timer or message.",
        "事件子流程 {id} 必须且只能有一个带触发（如定时、消息）的开始事件。",
    ),
    "start_incoming": (
        "A flow leads into the start event {id}; let it lead elsewhere.",
        "有连线指向开始事件 {id}；请改连。",
    ),
    "boundary_incoming": (
        "A flow leads into the boundary event {id}; let it lead elsewhere.",
        "有连线指向边界事件 {id}；请改连。",
    ),
    "event_sub_process_flow": (
        "The event sub-process {id} is connected by a flow; it starts by its event alone, so remove the flow.",
        "事件子流程 {id} 连有顺序流；它只由事件触发，请删除连线。",
    ),
    "end_outgoing": ("A flow leaves the end event {id}; remove it.", "有连线从结束事件 {id} 出发；请删除。"),
    "dead_end": (
        "Nothing follows “{name}”; draw a flow from it, to an end event if the work is done there.",
        "“{name}”之后没有任何连线；请连接到下一步，若到此为止请连接到结束事件。",
    ),
    "unreachable": (
        "“{name}” can never be reached from a start event; connect it or delete it.",
        "从开始事件无法到达“{name}”；请连接或删除。",
    ),
    "no_way_out": (
        "From “{name}” no end event can be reached; draw a way out of the loop.",
        "从“{name}”出发到不了任何结束事件；请画出离开循环的路径。",
    ),
    "gateway_without_effect": (
        "The gateway “{name}” has one flow in and one flow out; it does nothing.",
        "网关“{name}”只有一进一出，不起作用。",
    ),
    "join_waits": (
        "The parallel gateway “{name}” may wait for ever: on some way nothing arrives by {flows}. "
        "Where only one of several ways is taken, join them with an exclusive gateway.",
        "并行网关“{name}”可能永远等待：某些路径上 {flows} 不会有令牌到达。若只走其中一路，请用排他网关汇合。",
    ),
    "default_missing": (
        "The gateway “{name}” has no default flow; mark one, so that a case never gets stuck.",
        "网关“{name}”没有默认流；请指定一条，以免案件无路可走。",
    ),
    "default_elsewhere": (
        "The default flow {flow} does not leave the gateway {id}; choose one that does.",
        "默认流 {flow} 不是从网关 {id} 出发的；请选择从它出发的连线。",
    ),
    "default_condition": (
        "The flow {id} is the default and has a condition as well; remove the condition.",
        "连线 {id} 是默认流却带有条件；请删除条件。",
    ),
    "default_unread": (
        "{id} marks a default flow, which is read only at exclusive and inclusive gateways with several ways out; "
        "remove the mark.",
        "{id} 标记了默认流；只有多分支的排他或包容网关才读取默认流，请取消标记。",
    ),
    "condition_missing": (
        "The flow {id} out of the gateway “{name}” has no condition; write one or make it the default.",
        "网关“{name}”的连线 {id} 没有条件；请填写条件或设为默认流。",
    ),
    "condition_unread": (
        "The flow {id} has a condition but leaves “{name}” ({tag}), where conditions are not read; put an exclusive or "
        "inclusive gateway before it.",
        "连线 {id} 带有条件，但出自“{name}”（{tag}），此处不读取条件；请在前面加排他或包容网关。",
    ),
    "event_gateway_single": (
        "The event-based gateway {id} waits for one event only; connect two or more.",
        "事件网关 {id} 只等待一个事件；请连接两个或以上。",
    ),
    "event_gateway_target": (
        "The flow {id} leads from an event-based gateway to “{target}”; only timer, message and signal catch events and "
        "receive tasks may follow.",
        "连线 {id} 从事件网关指向“{target}”；其后只能是定时、消息、信号捕获事件或接收任务。",
    ),
    "event_gateway_shared": (
        "Other flows lead into {id} too; an event after an event-based gateway has that one flow only.",
        "{id} 还有其他连线进入；事件网关之后的事件只能有这一条进入连线。",
    ),
    "event_gateway_boundary": (
        "{id} follows an event-based gateway and carries a boundary event; remove the boundary event.",
        "{id} 位于事件网关之后，不能带边界事件；请删除边界事件。",
    ),
}

_EVENTS: Final[dict[str, tuple[str, str]]] = {
    "event_impossible": (
        "{id} has the type {type}, which {place} cannot have; choose another type.",
        "事件 {id} 不能是{type_zh}类型的{place_zh}；请改用其他类型。",
    ),
    "error_not_interrupting": (
        "The error event {id} must interrupt; errors always do.",
        "错误事件 {id} 必须为中断型；错误总是中断所在活动。",
    ),
    "start_interrupting": (
        "The start event {id} is marked as not interrupting, which only event sub-processes know; remove the mark.",
        "开始事件 {id} 标记为不中断，该标记只用于事件子流程；请取消。",
    ),
    "timer_invalid": (
        "The timer {id} says {text}; write {expected}, or FEEL starting with =.",
        "定时事件 {id} 的文本为 {text}；应为{expected_zh}，或以 = 开头的 FEEL。",
    ),
    "correlation_missing": (
        "The message {name} that {id} waits for has no correlation key, so it would fit every case; give the message one.",
        "{id} 等待的消息 {name} 没有关联键，会匹配所有案件；请为消息填写关联键。",
    ),
    "code_missing": (
        "{id} throws an {type} without a code; give the {type} a code.",
        "{id} 抛出的{type_zh}没有代码；请填写代码。",
    ),
    "boundary_host": (
        "The boundary event {id} is attached to {host}, which is no activity beside it; attach it to a task or sub-process.",
        "边界事件 {id} 附着于 {host}，它不是同一层的活动；请附着到任务或子流程上。",
    ),
    "boundary_never": (
        "“{host}” can never raise an {type}, so the boundary event {id} would never act; remove it.",
        "“{host}”不会产生{type_zh}，边界事件 {id} 永远不会触发；请删除。",
    ),
    "boundary_at_once": (
        "“{host}” is carried out at once, so the boundary event {id} would never act; remove it.",
        "“{host}”会立即执行完毕，边界事件 {id} 永远不会触发；请删除。",
    ),
}

_WORK: Final[dict[str, tuple[str, str]]] = {
    "operation_missing": (
        "{id} calls no operation; give it a zeebe:taskDefinition with a type such as recall.issue_order.",
        "{id} 没有指定操作；请填写 zeebe:taskDefinition 的 type，如 recall.issue_order。",
    ),
    "operation_literal": (
        "{id} computes the name of its operation; write the name itself.",
        "{id} 的操作名是表达式；请直接写操作名。",
    ),
    "operation_unknown": (
        "{id} calls the operation {name}, which does not exist.{advice}",
        "{id} 调用的操作 {name} 不存在。{advice_zh}",
    ),
    "script_missing": ("The script task {id} has no expression.", "脚本任务 {id} 没有表达式。"),
    "result_variable_missing": (
        "{id} has no result variable, so its result would be lost; name one.",
        "{id} 没有结果变量，结果会丢失；请填写。",
    ),
    "decision_missing": ("The business rule task {id} names no decision.", "业务规则任务 {id} 没有指定决策。"),
    "decision_literal": (
        "{id} computes the id of its decision; write the id itself.",
        "{id} 的决策标识是表达式；请直接写标识。",
    ),
    "decision_unknown": (
        "{id} asks the decision {name}, which no .dmn file of the folder defines.{advice}",
        "{id} 引用的决策 {name} 在文件夹的 .dmn 文件中不存在。{advice_zh}",
    ),
    "multi_instance_event_sub_process": (
        "The event sub-process {id} cannot run for several items; put a multi-instance sub-process into it.",
        "事件子流程 {id} 不能多实例运行；请在其中放入多实例子流程。",
    ),
    "collection_missing": (
        "{id} runs once for each item but names no input collection.",
        "{id} 为多实例活动，但没有输入集合。",
    ),
    "output_collection": (
        "{id} needs both the output collection and the output element, or neither.",
        "{id} 的输出集合与输出元素必须同时填写或同时留空。",
    ),
    "property_value": (
        "The property {name} of {id} is {value}; expected {expected}.",
        "{id} 的属性 {name} 为 {value}；应为 {expected}。",
    ),
    "mapping_input": (
        "Input mappings are not read at {id}; only activities, throw events and end events read them.",
        "{id} 处不读取输入映射；只有活动、抛出事件和结束事件读取。",
    ),
    "mapping_output": (
        "Output mappings are not read at {id}; only activities and events that catch something read them.",
        "{id} 处不读取输出映射；只有活动和捕获事件读取。",
    ),
    "start_form_place": (
        "The start event {id} of a sub-process has a form; only the process itself is started with a form.",
        "子流程的开始事件 {id} 带有表单；只有流程本身的开始事件可以带表单。",
    ),
    "deadline_missing": (
        "{id} has the property {name} but no deadline; write the property deadline.",
        "{id} 有属性 {name} 却没有时限；请填写属性 deadline。",
    ),
    "deadline_variable_missing": (
        "The deadline of {id} can be extended but names no deadline_variable for the new date.",
        "{id} 的时限可延期，但没有写入新时限的 deadline_variable。",
    ),
    "deadline_extension_by_missing": (
        "The deadline of {id} can be extended but names no post that may do so; write deadline_extension_by.",
        "{id} 的时限可延期，但没有指定批准岗位；请填写 deadline_extension_by。",
    ),
    "nobody": (
        "“{name}” lies in no lane and has no assignment, so it waits with the administrator; put it into a lane.",
        "“{name}”既不在泳道中，也没有办理人，将由系统管理员处理；请放入泳道。",
    ),
    "person_unknown": (
        "{id} is assigned to {name}, whom nobody is known as; name a user, or say who it is in FEEL.",
        "{id} 指定由 {name} 办理，但查无此人；请填写用户名，或用 FEEL 指明。",
    ),
    "assignee_several": (
        "{id} is assigned to several persons ({value}); one person is the assignee, several are candidateUsers.",
        "{id} 指定了多名办理人（{value}）；assignee 只能是一人，多人请用 candidateUsers。",
    ),
    "own_word_value": (
        "The property own_word of {id} is {value}; write true, or remove it.",
        "{id} 的属性 own_word 为 {value}；应为 true，或删除该属性。",
    ),
    "own_word_assignee": (
        "{id} asks one person for their own word: name them as its assignee, and no candidates beside.",
        "{id} 须由本人办理：请用 assignee 指明本人，不得另设候选办理人。",
    ),
    "deadline_variable_unread": (
        "{id} may be extended, but its deadline does not read {name}, so an extension would move nothing; read it there.",
        "{id} 可以延期，但时限表达式没有读取 {name}，延期不会起作用；请在时限中读取该变量。",
    ),
    "start_form_lane": (
        "The start event {id} has a form but lies in no lane, so nobody may fill it in; put it into a lane.",
        "开始事件 {id} 有表单但不在泳道中，无人可以填写；请放入泳道。",
    ),
    "post_unknown": ("There is no post {post} ({id}).{advice}", "没有岗位 {post}（{id}）。{advice_zh}"),
    "separate_from_unknown": (
        "{id} is to be kept apart from {name}, which does not exist.{advice}",
        "{id} 的回避对象 {name} 不存在。{advice_zh}",
    ),
    "separate_from_no_person": (
        "{id} is to be kept apart from {name}, which no person completes.",
        "{id} 的回避对象 {name} 不由人员办理。",
    ),
    "form_missing": (
        "The task “{name}” has no form; give it one (zeebe:formDefinition formId).",
        "任务“{name}”没有表单；请指定表单（zeebe:formDefinition formId）。",
    ),
    "form_unknown": (
        "{id} shows the form {form}, but there is no {file}.{advice}",
        "{id} 使用表单 {form}，但没有文件 {file}。{advice_zh}",
    ),
    "form_unused": (
        "No task shows the form {id}; use it or delete it.",
        "没有任务使用表单 {id}；请使用或删除。",
    ),
    "confirm_unknown": (
        "The property confirm asks about {name}, which is none of the page's buttons; they are {options}.",
        "属性 confirm 要求确认的 {name} 不是页面的按钮；可用：{options}。",
    ),
    "confirm_button": (
        "The button {key} is not the page's: an outcome, or a button before it, is. Write confirm there.",
        "按钮 {key} 不是页面的按钮（结论或排在前面的按钮才是）；请把 confirm 写在那里。",
    ),
    "confirm_start": (
        "{id} starts a case with the form {form}, whose confirm is never asked; remove confirm.",
        "{id} 用表单 {form} 发起事项，confirm 不会询问；请删除 confirm。",
    ),
    "outcome_type": (
        "The field outcome gives the task its buttons, so it must be a radio or select, not a {type}.",
        "字段 outcome 决定任务的按钮，类型必须是 radio 或 select，不能是 {type}。",
    ),
    "called_missing": ("The call activity {id} calls nothing; name a process.", "调用活动 {id} 没有指定流程。"),
    "called_literal": (
        "{id} computes which process it calls; write the process id itself.",
        "{id} 调用的流程标识是表达式；请直接写流程标识。",
    ),
    "called_unknown": (
        "{id} calls the process {name}, which does not exist.{advice}",
        "{id} 调用的流程 {name} 不存在。{advice_zh}",
    ),
    "called_start": (
        "{id} calls {name}, which has no start event without a trigger.",
        "{id} 调用的 {name} 没有无触发的开始事件。",
    ),
    "called_recursion": (
        "{id} makes the procedures call each other in a circle ({path}); break it.",
        "{id} 使流程循环调用（{path}）；请解除循环。",
    ),
}

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "expression_foreign": (
        "{what} at {id} is {source}, which is not FEEL; write = and a FEEL expression, such as = days >= 22.",
        "{id} 的{what_zh}为 {source}，不是 FEEL；请写 = 加 FEEL 表达式，如 = days >= 22。",
    ),
    "expression_literal": (
        "{what} at {id} must be a FEEL expression starting with =, not {source}.",
        "{id} 的{what_zh}必须是以 = 开头的 FEEL 表达式，不能是 {source}。",
    ),
    "expression_invalid": (
        "{what} at {id} cannot be read (line {row}, column {column} of {source}): {reason}",
        "{id} 的{what_zh}无法解析（{source} 第 {row} 行第 {column} 列）：{reason_zh}",
    ),
    "function_unknown": (
        "{what} at {id} calls {name}, which is no function.{advice}",
        "{id} 的{what_zh}调用了不存在的函数 {name}。{advice_zh}",
    ),
    "text_too_long": (
        "For {id}, {what} has {length} characters; at most {limit} are kept. Shorten it.",
        "{id} 的{what_zh}有 {length} 个字符，最多保存 {limit} 个；请缩短。",
    ),
    "variable_name": (
        "{name} at {id} cannot be a variable; a name starts with a letter and holds letters, digits and _.",
        "{id} 的 {name} 不能用作变量名；变量名以字母开头，只含字母、数字和 _。",
    ),
    "variable_reserved": (
        "{name} at {id} is a word that the engine or FEEL keeps for itself; choose another name.",
        "{id} 的 {name} 是引擎或 FEEL 的保留字；请换一个名称。",
    ),
    "name_near_miss": (
        "{what} at {id} reads {name}, which nothing here sets; did you mean {near}?",
        "{id} 的{what_zh}读取 {name}，但没有任何步骤赋值；是否应为 {near}？",
    ),
    "layout_missing": (
        "The diagram has no layout; open it in an editor, arrange it and save it.",
        "流程图没有布局；请用编辑器打开、排布并保存。",
    ),
    "layout_element": (
        "“{name}” is not drawn in the diagram; the editors do not show it.",
        "“{name}”没有画在图上，编辑器中看不到。",
    ),
    "name_missing": ("{id} has no name; people see it in their inbox.", "{id} 没有名称；办理人会在待办中看到它。"),
    "labels_missing": (
        "{count} texts have no English; add these keys: {keys}.",
        "有 {count} 处文字没有英文；请添加以下键：{keys}。",
    ),
    "label_missing": ("The text “{text}” has no English; add {key}.", "“{text}”没有英文；请添加 {key}。"),
}

CHECK_SENTENCES: Final[dict[str, tuple[str, str]]] = {**_SHAPE, **_EVENTS, **_WORK, **_TEXTS}
