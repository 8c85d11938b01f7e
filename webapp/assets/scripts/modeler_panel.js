// What Gatepost reads of an element, in plain words. Each field changes one attribute or extension; empty takes it away again.
import { panelWords } from "./modeler_words.js";

const isTask = (bo) => bo.$type === "bpmn:UserTask";
const isService = (bo) => ["bpmn:ServiceTask", "bpmn:SendTask"].includes(bo.$type);
const isActivity = (bo) => bo.$instanceOf("bpmn:Activity");

const timer = (bo) => bo.eventDefinitions?.find((each) => each.$type === "bpmn:TimerEventDefinition");
const isTimer = (bo) => Boolean(timer(bo));
const isStart = (bo) => bo.$type === "bpmn:StartEvent";
const hears = (bo) => bo.eventDefinitions?.some((each) => each.$type === "bpmn:MessageEventDefinition") && bo.$instanceOf("bpmn:CatchEvent");
const signals = (bo) => bo.eventDefinitions?.find((each) => each.$type === "bpmn:MessageEventDefinition");
// What names the message that an element waits for: its event, or a receive task itself.
const receiver = (bo) => (bo.$type === "bpmn:ReceiveTask" ? bo : bo.$instanceOf("bpmn:CatchEvent") && signals(bo)) || null;
const isRaised = (bo) => ["bpmn:BoundaryEvent", "bpmn:IntermediateCatchEvent"].includes(bo.$type) && hears(bo);
const isProcess = (bo) => bo.$type === "bpmn:Process";
const repeats = (bo) => bo.loopCharacteristics?.$type === "bpmn:MultiInstanceLoopCharacteristics";
const LOOP = "zeebe:LoopCharacteristics";
const mapped = (bo) => isService(bo) || ["bpmn:CallActivity", "bpmn:SubProcess", "bpmn:UserTask", "bpmn:BusinessRuleTask"].includes(bo.$type);

// [key, for which elements, where it stands: an attribute, an extension with its attribute, or a property of ours, the group]
const FIELDS = [
  ["name", (bo) => "name" in bo || bo.$instanceOf("bpmn:FlowElement"), { attribute: "name" }],
  ["id", (bo) => bo.$instanceOf("bpmn:FlowElement") || bo.$type === "bpmn:Lane", { id: true }],
  ["condition", (bo) => bo.$type === "bpmn:SequenceFlow", { condition: true }],
  ["groups", isTask, { extension: "zeebe:AssignmentDefinition", attribute: "candidateGroups" }],
  ["assignee", isTask, { extension: "zeebe:AssignmentDefinition", attribute: "assignee" }],
  ["form", (bo) => isTask(bo) || (isStart(bo) && !isTimer(bo)), { extension: "zeebe:FormDefinition", attribute: "formId" }],
  ["due", isTask, { extension: "zeebe:TaskSchedule", attribute: "dueDate" }],
  ["operation", isService, { extension: "zeebe:TaskDefinition", attribute: "type" }],
  ["decision", (bo) => bo.$type === "bpmn:BusinessRuleTask", { extension: "zeebe:CalledDecision", attribute: "decisionId" }],
  ["result", (bo) => bo.$type === "bpmn:BusinessRuleTask", { extension: "zeebe:CalledDecision", attribute: "resultVariable" }],
  ["script", (bo) => bo.$type === "bpmn:ScriptTask", { extension: "zeebe:Script", attribute: "expression" }],
  ["called", (bo) => bo.$type === "bpmn:CallActivity", { extension: "zeebe:CalledElement", attribute: "processId" }],
  ["headers", isService, { lines: "zeebe:TaskHeaders", list: "values", item: "zeebe:Header", from: "value", to: "key" }],
  ["inputs", mapped, { lines: "zeebe:IoMapping", list: "inputParameters", item: "zeebe:Input", from: "source", to: "target" }],
  ["outputs", (bo) => mapped(bo) || bo.$type === "bpmn:ReceiveTask" || hears(bo) || (isStart(bo) && isTimer(bo)), { lines: "zeebe:IoMapping", list: "outputParameters", item: "zeebe:Output", from: "source", to: "target" }],
  ["date", isTimer, { timer: "timeDate" }],
  ["message", (bo) => Boolean(receiver(bo)), { message: "name" }],
  ["correlation", (bo) => Boolean(receiver(bo)), { message: "correlationKey" }],
  ["raised_by", isRaised, { property: "raised_by" }],
  ["on_extension", (bo) => isRaised(bo) && bo.$type === "bpmn:BoundaryEvent", { property: "on_extension" }],
  ["duration", (bo) => isTimer(bo) && !isStart(bo), { timer: "timeDuration" }],
  ["cycle", isTimer, { timer: "timeCycle" }],
  ["catch_up", (bo) => isStart(bo) && isTimer(bo), { property: "catch_up" }],
  ["loop_list", repeats, { loop: true, extension: LOOP, attribute: "inputCollection" }],
  ["loop_item", repeats, { loop: true, extension: LOOP, attribute: "inputElement" }],
  ["loop_result", repeats, { loop: true, extension: LOOP, attribute: "outputElement" }],
  ["loop_results", repeats, { loop: true, extension: LOOP, attribute: "outputCollection" }],
  ["loop_until", repeats, { until: true }],
  ["deadline", isActivity, { property: "deadline" }],
  ["deadline_name", isActivity, { property: "deadline_name" }],
  ["deadline_extension_by", isActivity, { property: "deadline_extension_by" }, "deadline"],
  ["deadline_extension_max", isActivity, { property: "deadline_extension_max" }, "deadline"],
  ["deadline_extension_count", isActivity, { property: "deadline_extension_count" }, "deadline"],
  ["deadline_variable", isActivity, { property: "deadline_variable" }, "deadline"],
  ["separate_from", isTask, { property: "separate_from" }],
  ["recuse", isTask, { property: "recuse" }],
  ["shows", isTask, { property: "shows" }],
  ["sealed_until", isTask, { property: "sealed_until" }],
  ["own_word", isTask, { property: "own_word" }, "sheet"],
  ["batch", isTask, { property: "batch" }, "sheet"],
  ["sheet", isTask, { property: "sheet" }, "sheet"],
  ["sheet_group", isTask, { property: "sheet_group" }, "sheet"],
  ["sheet_again", isTask, { property: "sheet_again" }, "sheet"],
  ["post", (bo) => bo.$type === "bpmn:Lane", { property: "post" }],
  ["unit", (bo) => bo.$type === "bpmn:Lane", { property: "unit" }],
  ["side", (bo) => bo.$type === "bpmn:Lane", { property: "side" }],
  ["title", isProcess, { property: "title" }],
  ["readers", isProcess, { property: "readers" }],
  ["owner", isProcess, { property: "owner" }],
  ["title_public", isProcess, { property: "title_public" }, "titles"],
  ["title_outside", isProcess, { property: "title_outside" }, "titles"],
  ["business_key", isProcess, { property: "business_key" }, "titles"],
  ["case_unit", isProcess, { property: "unit" }, "titles"],
  ["starter_follows", isProcess, { property: "starter_follows" }, "titles"],
  ["cancel_by", isProcess, { property: "cancel_by" }, "cancel"],
  ["cancel_notice", isProcess, { property: "cancel_notice" }, "cancel"],
  ["cancel_tells", isProcess, { property: "cancel_tells" }, "cancel"],
  ["case_recuse", isProcess, { property: "recuse" }, "duties"],
  ["recuse_by", isProcess, { property: "recuse_by" }, "duties"],
  ["appoint_by", isProcess, { property: "appoint_by" }, "duties"],
];

// A pool stands for its process, which is what Gatepost reads.
const subject = (element) => element.businessObject.processRef ?? element.businessObject;

export function drawPanel(modeler, place, known) {
  const modeling = modeler.get("modeling");
  const moddle = modeler.get("moddle");
  let shown = null;
  let isOwn = false; // the change comes from the panel, which shows it already

  const extensions = (bo) => bo.extensionElements?.values ?? [];
  const find = (bo, type) => extensions(bo).find((each) => each.$type === type);
  const property = (bo, name) => find(bo, "zeebe:Properties")?.properties?.find((each) => each.name === name);

  function read(bo, at) {
    if (at.id) return bo.id;
    if (at.message) {
      const message = receiver(bo).messageRef;
      return (at.message === "name" ? message?.name : message && find(message, "zeebe:Subscription")?.correlationKey) ?? "";
    }
    if (at.loop) return find(bo.loopCharacteristics, at.extension)?.[at.attribute] ?? "";
    if (at.until) return bo.loopCharacteristics.completionCondition?.body ?? "";
    if (at.condition) return bo.conditionExpression?.body ?? "";
    if (at.timer) return timer(bo)?.[at.timer]?.body ?? "";
    if (at.lines) return (find(bo, at.lines)?.[at.list] ?? []).map((each) => `${each[at.to]} = ${each[at.from] ?? ""}`).join("\n");
    if (at.property) return property(bo, at.property)?.value ?? "";
    if (at.extension) return find(bo, at.extension)?.[at.attribute] ?? "";
    return bo[at.attribute] ?? "";
  }

  function write(element, at, value) {
    const bo = subject(element);
    if (at.id) {
      modeling.updateProperties(element, { id: value });
    } else if (at.message === "name") {
      writeMessage(element, receiver(bo), value);
    } else if (at.message) {
      writeExtension(element, receiver(bo).messageRef, { extension: "zeebe:Subscription", attribute: at.message }, value);
    } else if (at.loop) {
      writeExtension(element, bo.loopCharacteristics, at, value);
    } else if (at.until) {
      const completionCondition = value ? moddle.create("bpmn:FormalExpression", { body: value }) : undefined;
      if (completionCondition) completionCondition.$parent = bo.loopCharacteristics;
      modeling.updateModdleProperties(element, bo.loopCharacteristics, { completionCondition });
    } else if (at.timer) {
      const body = value ? moddle.create("bpmn:FormalExpression", { body: value }) : undefined;
      if (body) body.$parent = timer(bo);
      modeling.updateModdleProperties(element, timer(bo), { [at.timer]: body });
    } else if (at.lines) {
      writeLines(element, bo, at, value);
    } else if (at.condition) {
      const conditionExpression = value ? moddle.create("bpmn:FormalExpression", { body: value }) : undefined;
      modeling.updateProperties(element, { conditionExpression });
    } else if (at.property) {
      writeProperty(element, bo, at.property, value);
    } else if (at.extension) {
      writeExtension(element, bo, at, value);
    } else {
      modeling.updateProperties(element, { [at.attribute]: value || undefined });
    }
  }

  // Elements that wait for one message share it; one that nothing waits for any more goes.
  function writeMessage(element, holder, name) {
    const definitions = modeler.getDefinitions();
    const before = holder.messageRef;
    let message = definitions.rootElements.find((each) => each.$type === "bpmn:Message" && each.name === name);
    let roots = definitions.rootElements;
    if (name && !message) {
      message = moddle.create("bpmn:Message", { id: moddle.ids.nextPrefixed("Message_"), name });
      message.$parent = definitions;
      roots = [...roots, message];
    }
    modeling.updateModdleProperties(element, holder, { messageRef: name ? message : undefined });
    const bodies = modeler.get("elementRegistry").getAll().map((each) => each.businessObject);
    const isUsed = bodies.some((each) => [each, ...(each.eventDefinitions ?? [])].some((one) => one.messageRef === before));
    if (before && !isUsed) roots = roots.filter((each) => each !== before);
    if (roots !== definitions.rootElements) modeling.updateModdleProperties(element, definitions, { rootElements: roots });
  }

  function keepExtensions(element, bo, values) {
    const inside = values.map((each) => each);
    const kept = inside.length ? moddle.create("bpmn:ExtensionElements", { values: inside }) : undefined;
    if (kept) {
      kept.$parent = bo;
      for (const each of inside) each.$parent = kept;
    }
    modeling.updateModdleProperties(element, bo, { extensionElements: kept });
  }

  // One `name = value` in a line; an extension left without any goes.
  function writeLines(element, bo, at, value) {
    const items = value.split("\n").filter((line) => line.trim()).map((line) => {
      const [, to, from] = /^\s*([^\s=]+)\s*=\s*(.*?)\s*$/.exec(line);
      return moddle.create(at.item, { [at.from]: from, [at.to]: to });
    });
    const holder = find(bo, at.lines);
    if (holder) {
      for (const each of items) each.$parent = holder;
      const others = ["values", "inputParameters", "outputParameters"].some((name) => name !== at.list && holder[name]?.length);
      if (items.length || others) modeling.updateModdleProperties(element, holder, { [at.list]: items });
      else keepExtensions(element, bo, extensions(bo).filter((each) => each !== holder));
    } else if (items.length) {
      const made = moddle.create(at.lines, { [at.list]: items });
      for (const each of items) each.$parent = made;
      keepExtensions(element, bo, [...extensions(bo), made]);
    }
  }

  // What keeps a value from being written, as a sentence; empty where nothing does.
  function objection(element, at, value) {
    if (at.id && !/^[A-Za-z_][\w.-]*$/.test(value)) return panelWords.badId;
    if (at.id && modeler.get("elementRegistry").get(value)) return panelWords.takenId;
    if (at.message && at.message !== "name" && !receiver(subject(element)).messageRef) return panelWords.noMessage;
    if (at.lines && value.split("\n").some((line) => line.trim() && !/^\s*[^\s=]+\s*=/.test(line))) return panelWords.badLine;
    return "";
  }

  function writeExtension(element, bo, at, value) {
    const present = find(bo, at.extension);
    if (present) {
      const others = Object.keys(present).filter((name) => name !== at.attribute && present[name] && !name.startsWith("$"));
      if (value || others.length) modeling.updateModdleProperties(element, present, { [at.attribute]: value || undefined });
      else keepExtensions(element, bo, extensions(bo).filter((each) => each !== present));
    } else if (value) {
      keepExtensions(element, bo, [...extensions(bo), moddle.create(at.extension, { [at.attribute]: value })]);
    }
  }

  function writeProperty(element, bo, name, value) {
    const holder = find(bo, "zeebe:Properties");
    const present = property(bo, name);
    if (present && value) {
      modeling.updateModdleProperties(element, present, { value });
    } else if (present) {
      const left = holder.properties.filter((each) => each !== present);
      if (left.length) modeling.updateModdleProperties(element, holder, { properties: left });
      else keepExtensions(element, bo, extensions(bo).filter((each) => each !== holder));
    } else if (value) {
      const added = moddle.create("zeebe:Property", { name, value });
      if (holder) {
        added.$parent = holder;
        modeling.updateModdleProperties(element, holder, { properties: [...(holder.properties ?? []), added] });
        return;
      }
      const made = moddle.create("zeebe:Properties", { properties: [added] });
      added.$parent = made;
      keepExtensions(element, bo, [...extensions(bo), made]);
    }
  }

  function draw(element) {
    shown = element;
    place.textContent = "";
    if (!element) return;
    // A label belongs to what it names.
    const target = element.labelTarget ?? element;
    const bo = subject(target);
    const head = document.createElement("h2");
    head.textContent = panelWords.types[bo.$type] ?? panelWords.element;
    const id = document.createElement("code");
    id.textContent = bo.id;
    head.append(" ", id);
    place.append(head);
    const groups = {};
    for (const [key, isFor, at, group] of FIELDS) {
      if (!isFor(bo)) continue;
      const value = read(bo, at);
      const drawn = field(key, at, value, (typed) => objection(target, at, typed) || write(target, at, typed));
      if (group && !groups[group]) place.append((groups[group] = groupOf(group)));
      (groups[group] ?? place).append(drawn);
      if (group && value) groups[group].open = true;
    }
  }

  // What most elements do without is folded away until it is asked for or said.
  function groupOf(group) {
    const box = document.createElement("details");
    const head = document.createElement("summary");
    head.textContent = panelWords.groups[group];
    box.append(head);
    return box;
  }

  function field(key, at, value, change) {
    const box = document.createElement("div");
    const label = document.createElement("label");
    const [words, help] = panelWords.fields[key];
    const input = document.createElement(known[key] ? "input" : at.lines || value.length > 32 ? "textarea" : "input");
    input.className = "form-control form-control-sm";
    input.id = `panel-${key}`;
    input.value = value;
    input.spellcheck = false;
    label.className = "form-label";
    label.htmlFor = input.id;
    label.textContent = words;
    box.append(label, input);
    if (known[key]) {
      const list = document.createElement("datalist");
      list.id = `known-${key}`;
      input.setAttribute("list", list.id);
      for (const [name, said] of Object.entries(known[key])) list.append(new Option(said, name));
      box.append(list);
    }
    if (help) {
      const told = document.createElement("p");
      told.className = "help";
      told.id = `panel-help-${key}`;
      told.textContent = help;
      input.setAttribute("aria-describedby", told.id);
      box.append(told);
    }
    let present = value;
    input.addEventListener("change", () => {
      const typed = input.value.trim();
      if (typed === present) return;
      isOwn = true;
      const refused = change(typed) ?? "";
      isOwn = false;
      input.setCustomValidity(refused);
      input.reportValidity();
      if (!refused) present = typed;
    });
    return box;
  }

  const canvas = modeler.get("canvas");
  modeler.on("selection.changed", ({ newSelection }) => {
    const active = document.activeElement;
    if (place.contains(active)) active.blur();
    draw(newSelection.length === 1 ? newSelection[0] : canvas.getRootElement());
  });
  draw(canvas.getRootElement());
  return {
    refresh() {
      // Drawn anew where what it shows was changed elsewhere: the way from one field to the next would else lead nowhere.
      if (shown && !isOwn) draw(shown);
    },
  };
}
