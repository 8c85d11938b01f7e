// Fields that ask for a number nobody knows by heart. One number is found by typing into its field; several are gathered, line
// by line, from a search beside it. Enter takes the first that is found, and whom a number means stands beside it.
const fieldOf = (place) => document.getElementById(place.dataset.lookup);
const finderOf = (place) => place.querySelector("input");
const takesOne = (field) => field.tagName !== "TEXTAREA";

export const showLookups = (root) => {
  for (const place of root.querySelectorAll("[data-lookup]")) {
    place.hidden = false;
    const field = fieldOf(place);
    if (!takesOne(field)) continue;
    const finder = finderOf(place);
    for (const each of [finder, ...finder.labels]) each.hidden = true;
    field.autocomplete = "off";
    field.placeholder ||= place.dataset.placeholder;
    // What was kept is looked up once the page listens.
    if (field.value) setTimeout(() => find(place, field.value));
  }
};

function find(place, words) {
  const finder = finderOf(place);
  finder.value = words;
  finder.dispatchEvent(new Event("input", { bubbles: true }));
}

function say(place, text) {
  place.querySelector(".lookup-chosen").textContent = text;
}

function take(button) {
  const place = button.closest("[data-lookup]");
  const field = fieldOf(place);
  const { value } = button.dataset;
  const lines = takesOne(field) ? [] : field.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const isThere = lines.includes(value);
  field.value = (isThere ? lines : [...lines, value]).join("\n");
  field.dispatchEvent(new Event("change", { bubbles: true }));
  finderOf(place).value = "";
  const name = button.firstChild.textContent.trim();
  say(place, isThere ? place.dataset.twice.replace("{}", name) : name);
  place.querySelector(".lookup-matches").replaceChildren();
  field.focus();
}

// A number that was typed or kept, and found, is as good as chosen.
function recognise(place) {
  const field = fieldOf(place);
  const buttons = place.querySelectorAll("[data-value]");
  const found = takesOne(field) && [...buttons].find((each) => each.dataset.value === field.value.trim());
  if (!found) return;
  say(place, found.firstChild.textContent.trim());
  place.querySelector(".lookup-matches").replaceChildren();
}

export function startLookups() {
  showLookups(document);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-lookup] [data-value]");
    if (button) take(button);
  });
  document.addEventListener("input", (event) => {
    const place = event.target.id && document.querySelector(`[data-lookup="${CSS.escape(event.target.id)}"]`);
    if (!place) return;
    say(place, "");
    if (takesOne(event.target)) find(place, event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.id) return;
    const place = event.target.closest("[data-lookup]") ?? document.querySelector(`[data-lookup="${CSS.escape(event.target.id)}"]`);
    if (!place || event.target.matches("textarea, button")) return;
    // Never the whole form, whether or not anybody was found yet.
    event.preventDefault();
    const first = place.querySelector("[data-value]");
    if (first) take(first);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const place = event.target.closest?.("[data-lookup]");
    if (place) recognise(place);
  });
}
