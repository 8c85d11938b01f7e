// One diagram: fit to width, the current steps filled, done steps ticked, the path taken thicker, the time spent under each step.
import "./missing.js";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

function tools(place, viewer, active) {
  const bar = document.createElement("div");
  bar.className = "diagram-tools";
  const words = document.documentElement.lang.startsWith("zh")
    ? { in: "放大", out: "缩小", fit: "适应宽度", here: "当前步骤" }
    : { in: "Zoom in", out: "Zoom out", fit: "Fit to width", here: "Current step" };
  const add = (text, label, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.title = label;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    bar.append(button);
  };
  const canvas = viewer.get("canvas");
  add("＋", words.in, () => viewer.get("zoomScroll").stepZoom(1));
  add("－", words.out, () => viewer.get("zoomScroll").stepZoom(-1));
  add("↔", words.fit, () => fitWidth(place, canvas));
  if (active.length) {
    add("●", words.here, () => {
      showStep(canvas, active[0]);
    });
  }
  // Beside the sheet: above it they hide where a process begins.
  place.before(bar);
}

const LEGIBLE = 0.35;

function fitWidth(place, canvas) {
  const { inner } = canvas.viewbox();
  const scale = Math.min(place.clientWidth / (inner.width + 40), 1);
  canvas.viewbox({ x: inner.x - 20, y: inner.y - 20, width: place.clientWidth / scale, height: place.clientHeight / scale });
  return scale;
}

function fitHeight(place, canvas) {
  const { inner } = canvas.viewbox();
  const scale = Math.min(place.clientWidth / (inner.width + 40), 1);
  place.style.height = `${Math.min(Math.max((inner.height + 40) * Math.max(scale, LEGIBLE), 240), innerHeight * 0.85)}px`;
  canvas.resized();
}

function showStep(canvas, id) {
  canvas.zoom(0.8);
  canvas.scrollToElement(id, 80);
}

function mark(viewer, marks) {
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  const registry = viewer.get("elementRegistry");
  const known = (ids) => ids.filter((id) => registry.get(id));
  for (const id of known(marks.flows)) canvas.addMarker(id, "gp-taken");
  for (const id of known(marks.done)) canvas.addMarker(id, "gp-done");
  for (const id of known(marks.active)) canvas.addMarker(id, "gp-active");
  for (const id of known(marks.failed ?? [])) canvas.addMarker(id, "gp-failed");
  const note = (id, className, text, position) => {
    const html = document.createElement("div");
    html.className = className;
    html.textContent = text;
    overlays.add(id, { html, position, show: { minZoom: 0.4 } });
  };
  for (const id of known(marks.done)) {
    if (registry.get(id).type.endsWith("Task") && !marks.failed?.includes(id)) note(id, "gp-tick", "✓", { top: 2, right: 16 });
  }
  for (const id of known(marks.failed ?? [])) note(id, "gp-cross", "✗", { top: 2, right: 16 });
  for (const id of known(Object.keys(marks.spent))) note(id, "gp-spent", marks.spent[id], { bottom: -2, left: 0 });
  return known(marks.active).filter((id) => registry.get(id).type !== "bpmn:SubProcess");
}

const MARKS = ["gp-taken", "gp-done", "gp-active", "gp-failed"];

// A page that goes on without being loaded anew says where the case now stands: the diagram stays, its marks follow.
function follow(viewer, shown) {
  const canvas = viewer.get("canvas");
  document.addEventListener("htmx:after:swap", () => {
    const now = document.querySelector("[data-marks-now]")?.dataset.marksNow;
    if (!now || now === shown) return;
    shown = now;
    viewer.get("overlays").clear();
    for (const element of viewer.get("elementRegistry").getAll()) {
      for (const each of MARKS) if (canvas.hasMarker(element, each)) canvas.removeMarker(element, each);
    }
    const active = mark(viewer, JSON.parse(now));
    if (active.length) canvas.scrollToElement(active[0], 80);
  });
}

export async function show(place) {
  const viewer = new NavigatedViewer({ container: place });
  const answer = await fetch(place.dataset.diagram);
  if (!answer.ok) {
    place.hidden = true;
    return;
  }
  try {
    await viewer.importXML(await answer.text());
  } catch {
    // A procedure without a layout has nothing to draw; the list of steps below says the same.
    place.hidden = true;
    return;
  }
  const active = mark(viewer, JSON.parse(place.dataset.marks));
  const canvas = viewer.get("canvas");
  fitHeight(place, canvas);
  // On a narrow screen the whole diagram would be a smudge: the current step is what counts there.
  if (fitWidth(place, canvas) < LEGIBLE && active.length) showStep(canvas, active[0]);
  tools(place, viewer, active);
  if (document.querySelector("[data-marks-now]")) follow(viewer, place.dataset.marks);
  place.dataset.isShown = "true";
}
