// Forms built from a procedure: questions that do not count are hidden while answering, rows of lists come and go on the spot,
// a second click sends nothing twice.
import htmx from "htmx.org";

import { showLookups, startLookups } from "./lookups.js";

export function hideQuestions(form) {
  let timer = 0;
  let request = null;
  const ask = async () => {
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(form.dataset.visibility, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: request.signal });
      if (!answer.ok) return;
      const { hidden } = await answer.json();
      for (const question of form.querySelectorAll("[data-question]")) {
        question.toggleAttribute("data-hidden", hidden.includes(question.dataset.question));
      }
    } catch {
      // Without an answer every question stays as it is; the server decides when the form is sent.
    }
  };
  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
}

// Without a script the same buttons send the form, and the page comes back with the row added or removed.
function startLists() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-list] button[name=edit-rows]");
    if (!button || button.dataset.isPlain) return;
    event.preventDefault();
    const { form } = button;
    const { id } = button.closest("[data-list]");
    const body = new URLSearchParams(new FormData(form, button));
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(id);
      document.getElementById(id).replaceWith(fresh);
      htmx.process(fresh);
      showLookups(fresh);
      const place = fresh.matches("[autofocus]") ? fresh : fresh.querySelector("[autofocus]");
      (place?.querySelector("input:not([type=hidden]), select, textarea") ?? fresh).focus();
      fresh.dispatchEvent(new Event("change", { bubbles: true }));
    } catch {
      button.dataset.isPlain = "true";
      form.requestSubmit(button);
    }
  });
}

// The position is asked for at the click, never before; what comes back can still be changed by hand.
function startLocating() {
  for (const place of document.querySelectorAll("[data-locate-here]")) {
    if (!navigator.geolocation) continue;
    place.hidden = false;
    const status = place.querySelector("[role=status]");
    const form = place.closest("form");
    place.querySelector("button").addEventListener("click", () => {
      status.textContent = status.dataset.busy;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          for (const axis of ["latitude", "longitude"]) {
            const field = form.querySelector(`[data-locate="${axis}"]`);
            field.value = coords[axis].toFixed(6);
            field.dispatchEvent(new Event("change", { bubbles: true }));
          }
          status.textContent = status.dataset.done.replace("{}", Math.ceil(coords.accuracy));
        },
        () => {
          status.textContent = status.dataset.failed;
        },
        { enableHighAccuracy: true, timeout: 15000 },
      );
    });
  }
}

export function startForms() {
  startLookups();
  startLists();
  startLocating();
  for (const form of document.querySelectorAll("form[data-visibility]")) hideQuestions(form);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.isSent) event.preventDefault();
    form.dataset.isSent = "true";
    // A page that comes back from the browser's memory must be sendable again.
    addEventListener("pageshow", () => delete form.dataset.isSent, { once: true });
    // So must one whose sending was broken off; what arrives twice counts once (webapp/tokens.py).
    setTimeout(() => delete form.dataset.isSent, 8000);
  });
}
