// A diagram drawn in bpmn-js, with a panel that says in plain words what Gatepost reads of an element.
import "./missing.js";
import BpmnModeler from "bpmn-js/lib/Modeler";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import { drawPanel } from "./modeler_panel.js";
import { translation } from "./modeler_words.js";

// What a file says is written again also where it is the default: a save keeps what was not edited.
const kept = JSON.parse(JSON.stringify(zeebe));
for (const type of kept.types) for (const each of type.properties ?? []) delete each.default;

export async function openDiagram(form, place, opened, changed) {
  const modeler = new BpmnModeler({
    container: place.querySelector(".modeler-canvas"),
    moddleExtensions: { zeebe: kept },
    additionalModules: [translation],
  });
  await modeler.importXML(opened);
  const canvas = modeler.get("canvas");
  const registry = modeler.get("elementRegistry");
  canvas.zoom("fit-viewport", "auto");
  besidePalette(canvas);
  const panel = drawPanel(modeler, place.querySelector(".modeler-panel"), JSON.parse(form.dataset.known));
  let isChanged = false;
  modeler.on("commandStack.changed", () => {
    isChanged = modeler.get("commandStack").canUndo();
    panel.refresh();
    changed();
  });
  let marked = [];
  return {
    // What was opened is sent back as it was where nothing was drawn: an editor may order a file of another program anew.
    text: async () => (isChanged ? (await modeler.saveXML({ format: true })).xml : opened),
    isChanged: () => isChanged,
    select(id) {
      const element = registry.get(id);
      if (!element) return;
      modeler.get("selection").select(element);
      canvas.scrollToElement(element, 80);
    },
    mark(problems) {
      for (const id of marked) if (registry.get(id)) canvas.removeMarker(id, "gp-problem");
      marked = problems.map((each) => each.element).filter((id) => registry.get(id));
      for (const id of marked) canvas.addMarker(id, "gp-problem");
    },
  };
}

// The palette lies over the canvas: what was drawn at the left edge begins beside it.
function besidePalette(canvas) {
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, (outer.width - 140) / inner.width, (outer.height - 40) / inner.height);
  const height = outer.height / scale;
  canvas.viewbox({ x: inner.x - 120 / scale, y: inner.y + inner.height / 2 - height / 2, width: outer.width / scale, height });
}
