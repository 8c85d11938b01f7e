// Lists: the whole row opens its link; j and k move, x selects, e opens.
import { isTyping } from "./frame.js";

const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")];

function moveTo(row) {
  for (const other of rows()) other.classList.remove("is-at");
  row.classList.add("is-at");
  row.querySelector(".row-link")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

export function startRows() {
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-rows] tbody tr");
    if (!row || event.target.closest("a, button, input, label, summary") || getSelection().toString()) return;
    row.querySelector(".row-link")?.click();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-rows] tbody tr");
    if (row) for (const other of rows()) other.classList.toggle("is-at", other === row);
  });
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) && event.target.type !== "checkbox") return;
    const all = rows();
    if (!all.length || !["j", "k", "x", "e"].includes(event.key)) return;
    event.preventDefault();
    const at = all.findIndex((row) => row.classList.contains("is-at"));
    if (event.key === "j") moveTo(all[Math.min(at + 1, all.length - 1)]);
    else if (event.key === "k") moveTo(all[Math.max(at - 1, 0)]);
    else if (at >= 0 && event.key === "x") all[at].querySelector("input[type=checkbox]")?.click();
    else if (at >= 0) all[at].querySelector(".row-link")?.click();
  });
}
