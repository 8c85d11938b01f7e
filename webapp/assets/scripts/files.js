// Files of a form go up as soon as they are chosen, several one after the other, with one bar; without a script they go with the form.
function send(file, place, bar) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file);
    request.open("POST", place.dataset.url);
    request.setRequestHeader("X-CSRFToken", place.closest("form").elements.csrf_token.value);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("loadend", () => resolve(request.response ?? { refused: place.dataset.failed }));
    request.send(body);
  });
}

function show(place, taken) {
  const list = place.querySelector(".chosen-files");
  const id = `${place.id}-${taken.id}`;
  const line = Object.assign(document.createElement("li"), { className: "form-check" });
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true, name: place.dataset.files, value: taken.id, id, className: "form-check-input" });
  const label = Object.assign(document.createElement("label"), { htmlFor: id, textContent: `${taken.name} ${taken.size}`, className: "form-check-label" });
  line.append(box, label);
  list.append(line);
}

async function sendAll(place, input) {
  const bar = place.querySelector("progress");
  const refused = place.querySelector("[data-refused]");
  const said = place.querySelector("[data-said]");
  const buttons = [...place.closest("form").querySelectorAll("button[type=submit]")].filter((button) => !button.disabled);
  const sentences = [];
  bar.hidden = false;
  refused.hidden = true;
  for (const button of buttons) button.disabled = true;
  for (const file of [...input.files]) {
    bar.value = 0;
    said.textContent = place.dataset.sending.replace("{name}", file.name);
    const answer = await send(file, place, bar);
    if (answer.id) show(place, answer);
    else sentences.push(answer.refused ?? place.dataset.failed);
  }
  for (const button of buttons) button.disabled = false;
  bar.hidden = true;
  said.textContent = "";
  input.value = "";
  refused.textContent = sentences.join(" ");
  refused.hidden = !sentences.length;
  place.dispatchEvent(new Event("change", { bubbles: true }));
}

export function startFiles() {
  for (const place of document.querySelectorAll("[data-files]")) {
    const input = place.querySelector("input[type=file]");
    input.removeAttribute("name"); // what was sent already is not sent again with the form
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      if (input.files.length) sendAll(place, input);
    });
  }
}
