// A diagram drawn in bpmn-js, with a panel that says in plain words what Gatepost reads of an element. The form of the page saves it:
// what the editor holds is written into its text, so that one way leads into the draft, and nothing else of the file changes.
import "./missing.js";
import BpmnModeler from "bpmn-js/lib/Modeler";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import { drawPanel } from "./modeler_panel.js";
import { translation } from "./modeler_words.js";

export function startModeler() {
  const form = document.querySelector("[data-modeler]");
  if (!form) return;
  document.documentElement.classList.add("js");
  open(form).catch((error) => giveUp(form, error));
}

async function open(form) {
  const text = form.querySelector("textarea");
  const place = form.querySelector(".modeler");
  place.hidden = false;
  const modeler = new BpmnModeler({
    container: place.querySelector(".modeler-canvas"),
    moddleExtensions: { zeebe },
    additionalModules: [translation],
  });
  await modeler.importXML(text.value);
  modeler.get("canvas").zoom("fit-viewport", "auto");
  const panel = drawPanel(modeler, place.querySelector(".modeler-panel"), JSON.parse(form.dataset.modeler));
  // What was opened is sent back as it was where nothing was drawn: an editor may order a file of another program anew.
  const opened = text.value;
  let isChanged = false;
  modeler.on("commandStack.changed", () => {
    isChanged = modeler.get("commandStack").canUndo();
    panel.refresh();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    document.activeElement?.blur(); // a word still being typed counts
    text.value = isChanged ? (await modeler.saveXML({ format: true })).xml : opened;
    form.dataset.isReady = "true";
    form.submit();
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !form.dataset.isReady) event.preventDefault();
  });
  place.dataset.isOpen = "true";
}

// A diagram that the editor cannot open stays what it is: a text, with the reason above it.
function giveUp(form, error) {
  form.querySelector(".modeler").hidden = true;
  form.querySelector(".modeler-text").classList.remove("modeler-text");
  const told = form.querySelector("[data-failed]");
  told.hidden = false;
  told.append(` ${error.message}`);
}
