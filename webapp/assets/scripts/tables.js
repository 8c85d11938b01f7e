// Decision tables in dmn-js. Each decision of the file is a view of its own, chosen above the table.
import "./missing.js";
import DmnModeler from "dmn-js/lib/Modeler";
import { marks } from "./style_sheets.js";
import { tableTranslation, viewName } from "./table_words.js";

export async function openTables(_form, place, opened, changed) {
  const tabs = document.createElement("div");
  tabs.className = "editor-views btn-group";
  tabs.setAttribute("role", "group");
  const canvas = document.createElement("div");
  canvas.className = "table-canvas";
  place.append(tabs, canvas);
  const ours = { additionalModules: [tableTranslation] };
  const modeler = new DmnModeler({ container: canvas, drd: ours, decisionTable: ours, literalExpression: ours, boxedExpression: ours });
  const heard = new Set();
  const stacks = new Set();
  modeler.on("views.changed", ({ activeView }) => {
    drawTabs(activeView);
    const viewer = modeler.getActiveViewer();
    if (!viewer || heard.has(viewer)) return;
    heard.add(viewer);
    stacks.add(viewer.get("commandStack"));
    viewer.get("eventBus").on("commandStack.changed", () => {
      if (isOpen) changed();
    });
  });
  // A head without words is announced as one that says nothing.
  new MutationObserver(() => {
    for (const head of canvas.querySelectorAll("th:not([role])")) if (!head.textContent.trim()) head.setAttribute("role", "presentation");
  }).observe(canvas, { childList: true, subtree: true });
  let isOpen = false;
  let isTouched = false;

  function drawTabs(active) {
    tabs.textContent = "";
    for (const view of modeler.getViews()) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-secondary";
      button.textContent = viewName(view);
      button.setAttribute("aria-pressed", String(view.id === active?.id));
      button.addEventListener("click", () => {
        isTouched ||= isChanged();
        modeler.open(view);
      });
      tabs.append(button);
    }
  }

  const isChanged = () => isTouched || [...stacks].some((each) => each.canUndo());
  await modeler.importXML(opened);
  const first = modeler.getViews().find((view) => view.type === "decisionTable");
  if (first) await modeler.open(first);
  isOpen = true;
  const mark = marks();
  return {
    text: async () => (isChanged() ? (await modeler.saveXML({ format: true })).xml : opened),
    isChanged,
    async select(id) {
      const view = modeler.getViews().find((each) => holds(each.element, id));
      if (view && view.id !== modeler.getActiveView()?.id) await modeler.open(view);
      const cell = canvas.querySelector(`[data-row-id="${CSS.escape(id)}"], [data-col-id="${CSS.escape(id)}"], [data-element-id="${CSS.escape(id)}"]`);
      cell?.scrollIntoView({ block: "center" });
      cell?.click();
    },
    mark(problems) {
      const rows = problems.filter((each) => each.element).map((each) => `[data-row-id="${CSS.escape(each.element)}"]`);
      mark([rows.length ? `${rows.join(",")} { background: var(--soon-soft, #fff3cd) !important; }` : "", ...hits(modeler)].join("\n"));
    },
  };
}

// Beside the number of a rule, whether a scenario has hit it: what the page says of the text as it is now.
function hits(modeler) {
  const said = JSON.parse(document.querySelector("[data-rules]")?.dataset.rules || "{}");
  const decisions = modeler.getDefinitions().drgElement ?? [];
  return decisions.flatMap(({ id, decisionLogic }) =>
    Object.entries(said[id] ?? {}).flatMap(([number, isHit]) => {
      const rule = decisionLogic?.rule?.[number - 1];
      return rule ? [`.rule-index[data-row-id="${CSS.escape(rule.id)}"]::after { content: "${isHit ? "✓" : "！"}"; color: ${isHit ? "#1b6e3c" : "#9a5b00"}; }`] : [];
    }),
  );
}

// Whether the element is the decision, its logic, or a rule, column or cell of it.
function holds(element, id) {
  if (element.id === id) return true;
  const logic = element.decisionLogic;
  if (!logic) return false;
  return [logic, ...(logic.input ?? []), ...(logic.output ?? []), ...(logic.rule ?? [])].some((each) => each.id === id);
}
