// The words of the panel in both languages, and what the editor itself says, in Chinese.

const isChinese = document.documentElement.lang.startsWith("zh");

const FIELDS = {
  name: [["名称", ""], ["Name", ""]],
  id: [["编号", "英文字母开头；其他地方用它指代此元素"], ["Id", "begins with a letter; others name the element by it"]],
  headers: [["表头", "每行一项：名称 = 值"], ["Headers", "one a line: name = value"]],
  inputs: [["输入", "每行一项：变量 = 值或 =FEEL"], ["Inputs", "one a line: variable = value or =FEEL"]],
  outputs: [["输出", "每行一项：变量 = =FEEL"], ["Outputs", "one a line: variable = =FEEL"]],
  date: [["定时：日期时间", "ISO 8601 或 =FEEL；三种只填一种"], ["Timer: date", "ISO 8601 or =FEEL; one of the three"]],
  duration: [["定时：时长", "例如 P3D、=duration(\"P1D\")"], ["Timer: duration", "such as P3D"]],
  cycle: [["定时：周期", "例如 R/2026-01-01T00:30/P1M"], ["Timer: cycle", "such as R/2026-01-01T00:30/P1M"]],
  catch_up: [["错过的启动", "each（逐次补办）或 latest（只办最近一次）；周期启动必填"], ["Starts that were missed", "each, or latest (the last one alone); a cycle must say it"]],
  loop_list: [["逐项办理：列表", "FEEL，列表每一项办理一次，例如 =counties"], ["For each of", "a FEEL list, done once for each item, such as =counties"]],
  loop_item: [["逐项办理：当前项的变量", "例如 county"], ["Variable of the item", "such as county"]],
  loop_result: [["逐项办理：每项的结果", "FEEL，例如 ={county: county, points: points}"], ["Result of an item", "FEEL, such as ={county: county, points: points}"]],
  loop_results: [["逐项办理：结果列表的变量", "例如 reports"], ["Variable of all results", "such as reports"]],
  loop_until: [["逐项办理：提前结束的条件", "FEEL；留空则全部办完为止"], ["Done before the last when", "FEEL; empty: when all are done"]],
  condition: [["条件", "FEEL，例如 =outcome = \"return\"；默认出口不写条件"], ["Condition", "FEEL, such as =outcome = \"return\"; the default way has none"]],
  groups: [["办理岗位", "岗位或 岗位@单位，多个用逗号隔开；留空为泳道的岗位。发起人的领导：=[leader_of(starter())]"], ["Posts that get it", "post or post@UNIT, separated by commas; empty: the lane's post. The starter's leader: =[leader_of(starter())]"]],
  assignee: [["指定办理人", "例如 =starter().person（发起人）、=done_by(\"approve\").person（办理该步骤的人）"], ["One person", "such as =starter().person, =done_by(\"approve\").person"]],
  form: [["表单", ""], ["Form", ""]],
  due: [["到期时间", "例如 =end of day(now(), 3)"], ["Due", "such as =end of day(now(), 3)"]],
  operation: [["执行的操作", ""], ["Operation", ""]],
  decision: [["决策", ""], ["Decision", ""]],
  result: [["结果变量", ""], ["Variable of the result", ""]],
  script: [["表达式", "FEEL，以 = 开头"], ["Expression", "FEEL, begins with ="]],
  called: [["调用的流程", ""], ["Called procedure", ""]],
  deadline: [["期限", "须在此时间前办结，例如 =end of day(now(), 7)"], ["Deadline", "finished by then, such as =end of day(now(), 7)"]],
  deadline_name: [["期限代号", "小写字母、数字和下划线"], ["Name of the deadline", "small letters, digits and _"]],
  separate_from: [["不得与下列步骤为同一人", "步骤编号，逗号隔开"], ["Not by whoever did", "ids of steps, separated by commas"]],
  recuse: [["须回避的单位和人员", "FEEL 列表，例如 =[\"unit:\" + unit]"], ["Whose people must stand aside", "a FEEL list, such as =[\"unit:\" + unit]"]],
  shows: [["办理时可见的内容", "start 或步骤编号，逗号隔开"], ["Shown beside the form", "start, or ids of steps, separated by commas"]],
  sealed_until: [["密封至", "到达该元素前仅本人可见"], ["Sealed until", "for the writer alone until this element is reached"]],
  post: [["岗位", "留空为泳道编号"], ["Post", "empty: the lane's id"]],
  unit: [["单位", "单位代码或 FEEL；留空为任一单位"], ["Unit", "code of a unit, or FEEL; empty: any unit"]],
  side: [["计时方", "unit（派出单位）或 office（办公室）"], ["Whose time runs", "unit or office"]],
  title: [["案件标题", "例如 =\"审批：\" + subject"], ["Title of a case", "such as =\"Approval: \" + subject"]],
  readers: [["可查阅全卷的岗位", ""], ["Posts that read the whole file", ""]],
  message: [["等待的消息", "消息名；同名的元素等待同一条消息"], ["Message it waits for", "its name; elements with the same one wait for the same message"]],
  correlation: [["消息的对应键", "FEEL，例如 =business_key；消息带来相同的值才算送达"], ["Key of the message", "FEEL, such as =business_key; a message with the same value reaches it"]],
  raised_by: [["可由谁在案件页发起", "岗位、岗位@单位或 starter（发起人），逗号隔开；发起时须写明理由，输出映射中为 note"], ["Who may raise it on the case's page", "post, post@UNIT or starter, separated by commas; they say why, which an output reads as note"]],
  on_extension: [["延长所在时限时发起", "写 true：延长其所在步骤的时限即触发此事件"], ["Raised by an extension", "true: extending the deadline of its step raises this event"]],
  deadline_extension_by: [["谁可延长", "一个岗位"], ["Who may extend it", "one post"]],
  deadline_extension_max: [["合计最多延长", "例如 P3D"], ["Most that may be added in all", "such as P3D"]],
  deadline_extension_count: [["最多延长几次", "留空为一次"], ["How often", "empty: once"]],
  deadline_variable: [["延长后写入的变量", "时限的表达式读取该变量"], ["Variable that an extension writes", "the deadline reads it"]],
  own_word: [["请本人表态", "写 true：仅指定的本人办理，回避规定不妨碍其表态"], ["Asked for one's own word", "true: its one assignee may do it although they stand aside"]],
  batch: [["此步骤的多项任务可一并办理", "写 true"], ["Several of its tasks done together", "true"]],
  sheet: [["逐行办理的工作表", "case.open_rows 的 sheet 所用的名字"], ["Sheet of rows", "the name that case.open_rows gave it"]],
  sheet_group: [["只办理此分组的行", "文字或 FEEL，例如 =town.code"], ["Only the rows of this group", "text or FEEL, such as =town.code"]],
  sheet_again: [["再次办理时只问哪些行", "FEEL 列表，为行的编号"], ["Rows that a later round asks", "a FEEL list of their keys"]],
  title_public: [["对外公开的标题", "只能引用案件号所用的变量"], ["Public title", "may read only what the number of the case reads"]],
  title_outside: [["办公室以外人员所见的标题", "留空为对外公开的标题"], ["Title for people outside the offices", "empty: the public title"]],
  business_key: [["案件号", "FEEL；大家据此称呼案件"], ["Number of the case", "FEEL; people know the case by it"]],
  case_unit: [["案件所属单位", "单位代码或 FEEL"], ["Unit of the case", "code of a unit, or FEEL"]],
  starter_follows: [["发起人可跟踪进展", "写 true：可见案件停在哪一步、哪个岗位"], ["The starter follows it", "true: they see at which step and post it stands"]],
  cancel_by: [["谁可终止案件", "岗位或 starter，逗号隔开"], ["Who may cancel it", "posts or starter, separated by commas"]],
  cancel_notice: [["终止时发的通知", "notices 中的文件名"], ["Notice of a cancellation", "a file of notices/"]],
  cancel_tells: [["终止时通知谁", "写法与办理岗位相同"], ["Whom a cancellation tells", "written like posts that get a task"]],
  case_recuse: [["全案须回避的单位和人员", "FEEL 列表，例如 =[\"unit:\" + unit]"], ["Who must stand aside from the case", "a FEEL list, such as =[\"unit:\" + unit]"]],
  recuse_by: [["谁可责令回避", "岗位，逗号隔开"], ["Who decides on standing aside", "posts, separated by commas"]],
  appoint_by: [["谁可另行指定他人", "岗位，逗号隔开"], ["Who may appoint another", "posts, separated by commas"]],
  owner: [["负责岗位", "更正变量值的岗位"], ["Owner", "the post that corrects values"]],
};

const GROUPS = {
  deadline: ["时限的延长", "Extension of the deadline"],
  sheet: ["逐行和成批办理", "Rows, and several at once"],
  titles: ["标题、编号和单位", "Titles, key and unit"],
  cancel: ["终止案件", "Cancelling"],
  duties: ["回避和指定", "Standing aside and appointing"],
};

const TYPES = {
  "bpmn:Process": ["流程", "Procedure"],
  "bpmn:Collaboration": ["图", "Diagram"],
  "bpmn:Lane": ["泳道", "Lane"],
  "bpmn:UserTask": ["人工任务", "User task"],
  "bpmn:ServiceTask": ["服务任务", "Service task"],
  "bpmn:SendTask": ["发送任务", "Send task"],
  "bpmn:ReceiveTask": ["接收任务", "Receive task"],
  "bpmn:ScriptTask": ["脚本任务", "Script task"],
  "bpmn:BusinessRuleTask": ["决策", "Decision"],
  "bpmn:CallActivity": ["调用流程", "Called procedure"],
  "bpmn:SubProcess": ["子流程", "Sub-process"],
  "bpmn:ExclusiveGateway": ["排他网关", "Exclusive gateway"],
  "bpmn:ParallelGateway": ["并行网关", "Parallel gateway"],
  "bpmn:StartEvent": ["开始事件", "Start event"],
  "bpmn:EndEvent": ["结束事件", "End event"],
  "bpmn:BoundaryEvent": ["边界事件", "Boundary event"],
  "bpmn:SequenceFlow": ["连线", "Flow"],
};

const at = isChinese ? 0 : 1;
const inLanguage = (texts) => Object.fromEntries(Object.entries(texts).map(([key, both]) => [key, both[at]]));

export const panelWords = { fields: inLanguage(FIELDS), types: inLanguage(TYPES), groups: inLanguage(GROUPS), element: isChinese ? "元素" : "Element",
  badId: isChinese ? "编号须以英文字母开头，只含字母、数字、_、-、." : "An id begins with a letter and holds letters, digits, _, - and .",
  noMessage: isChinese ? "请先填写等待的消息" : "Say first which message it waits for",
  takenId: isChinese ? "已有元素使用此编号" : "Another element has this id",
  badLine: isChinese ? "每行写一项：名称 = 值" : "One a line: name = value" };

const EDITOR = {
  "Activate hand tool": "移动画布", "Activate lasso tool": "框选", "Activate create/remove space tool": "增减空间", "Activate global connect tool": "连线",
  "Create start event": "开始事件", "Create intermediate/boundary event": "中间或边界事件", "Create end event": "结束事件", "Create gateway": "网关",
  "Create task": "任务", "Create expanded sub-process": "子流程", "Create data object reference": "数据对象", "Create data store reference": "数据存储",
  "Create pool/participant": "泳池", "Create group": "分组", "Append task": "添加任务", "Append end event": "添加结束事件", "Append gateway": "添加网关",
  "Append intermediate/boundary event": "添加中间或边界事件", "Append text annotation": "添加注释", "Add text annotation": "添加注释", "Change element": "更改类型",
  "Change type": "更改类型", "Connect to other element": "连接到其他元素", "Connect using association": "关联", "Delete": "删除", "Remove": "删除", "Search in diagram": "在图中查找",
  "User task": "人工任务", "Service task": "服务任务", "Send task": "发送任务", "Receive task": "接收任务", "Script task": "脚本任务", "Business rule task": "决策任务",
  "Manual task": "手工任务", "Call activity": "调用流程", "Task": "任务", "Exclusive gateway": "排他网关", "Parallel gateway": "并行网关", "Inclusive gateway": "包容网关",
  "Event-based gateway": "事件网关", "Sub-process (expanded)": "子流程（展开）", "Sub-process (collapsed)": "子流程（折叠）", "Start event": "开始事件", "End event": "结束事件",
  "Add lane above": "在上方添加泳道", "Add lane below": "在下方添加泳道", "Divide into two lanes": "分成两条泳道", "Divide into three lanes": "分成三条泳道",
  "Sequence flow": "顺序流", "Default flow": "默认流", "Conditional flow": "条件流", "Search": "查找",
};

const translate = (template, replacements = {}) =>
  ((isChinese && EDITOR[template]) || template).replace(/{([^}]+)}/g, (_whole, key) => replacements[key] ?? `{${key}}`);

export const translation = { translate: ["value", translate] };
