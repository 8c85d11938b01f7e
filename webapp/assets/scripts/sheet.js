// A sheet: the form of a row opens in its place; saved, the next open row opens, and the count moves. Without a script each row has a
// page of its own.
import htmx from "htmx.org";
import { hideQuestions } from "./forms.js";
import { showLookups } from "./lookups.js";

const firstField = (row) => row.querySelector(".row-questions input:not([readonly]):not([type=hidden]), .row-questions textarea, .row-questions select, .row-actions button");

function showProgress(row) {
  const place = document.getElementById("sheet-progress");
  if (!place || !row.dataset.total) return;
  place.querySelector("[data-done]").textContent = row.dataset.done;
  place.querySelector("[data-total]").textContent = row.dataset.total;
  const bar = place.querySelector("progress");
  bar.max = row.dataset.total;
  bar.value = row.dataset.done;
  for (const [state, count] of Object.entries(JSON.parse(row.dataset.counts))) {
    const shown = document.querySelector(`[data-count="${CSS.escape(state)}"]`);
    shown.textContent = count;
    const chip = shown.closest(".chip");
    chip.hidden = !count && !chip.hasAttribute("aria-current");
  }
}

function goOn(row) {
  for (let next = row.nextElementSibling; next; next = next.nextElementSibling) {
    if (next.dataset.state === "open") {
      next.querySelector(".row-link").click();
      return;
    }
  }
  row.querySelector(".row-link").focus();
}

export function startSheet() {
  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const chosen = document.querySelector("[data-chosen]");
  const boxes = () => [...sheet.querySelectorAll("input[name=row]")];
  const all = sheet.querySelector("[data-all-rows]");
  const count = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    if (chosen) chosen.textContent = ticked || "";
    if (chosen && ticked) chosen.closest("details").open = true;
  };
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes()) box.checked = all.checked;
      count();
    });
  }
  sheet.addEventListener("change", count);
  htmx.onLoad((row) => {
    if (!row.matches?.("tr") || !sheet.contains(row)) return;
    const form = row.querySelector("form[data-visibility]");
    if (form) {
      showLookups(row);
      hideQuestions(form);
      (row.querySelector(".error-summary") ? row.querySelector("[aria-invalid]") ?? firstField(row) : firstField(row))?.focus();
    } else {
      showProgress(row);
      if ("saved" in row.dataset) goOn(row);
      else row.querySelector(".row-link").focus();
    }
  });
  sheet.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr.is-editing");
    if (row && event.key === "Escape") row.querySelector("[data-cancel-row]").click();
  });
}
