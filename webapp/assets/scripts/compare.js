// Two diagrams beside each other, with what was added, removed, changed and moved between them marked; they move together.
import "./missing.js";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { diff } from "bpmn-js-differ";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";

export function startCompare() {
  for (const box of document.querySelectorAll("[data-compare]")) compare(box).catch(() => (box.hidden = true));
}

async function compare(box) {
  const answers = await Promise.all([box.dataset.compare, box.dataset.with].map((address) => fetch(address)));
  if (!answers.every((each) => each.ok)) return;
  const texts = await Promise.all(answers.map((each) => each.text()));
  box.hidden = false;
  const [before, after] = [...box.querySelectorAll(".diagram")].map(
    (container) => new NavigatedViewer({ container, moddleExtensions: { zeebe } }),
  );
  await before.importXML(texts[0]);
  await after.importXML(texts[1]);
  const found = diff(before.getDefinitions(), after.getDefinitions());
  mark(after, found._added, "gp-added");
  mark(before, found._removed, "gp-removed");
  for (const viewer of [before, after]) {
    mark(viewer, found._layoutChanged, "gp-moved");
    mark(viewer, found._changed, "gp-changed");
  }
  follow(before, after);
  follow(after, before);
  after.get("canvas").zoom("fit-viewport", "auto");
  box.dataset.isShown = "true";
}

function mark(viewer, elements, marker) {
  const registry = viewer.get("elementRegistry");
  for (const id of Object.keys(elements)) {
    const element = registry.get(id);
    if (element?.parent && !element.type.endsWith("Participant") && !element.type.endsWith("Lane")) viewer.get("canvas").addMarker(id, marker);
  }
}

let isFollowing = false;

function follow(leader, other) {
  leader.on("canvas.viewbox.changed", ({ viewbox }) => {
    if (isFollowing) return;
    isFollowing = true;
    other.get("canvas").viewbox({ x: viewbox.x, y: viewbox.y, width: viewbox.width, height: viewbox.height });
    isFollowing = false;
  });
}
