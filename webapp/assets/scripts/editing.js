// Editing one file of a draft: an editor in place of its text, what the check finds after each pause, and the way from a problem to its
// place. The form of the page saves; what the editor holds is written into its text, so that one way leads into the draft.

const PAUSE = 500; // milliseconds without a change until the text is looked at

// `open(form, place, text, changed)` gives an editor: { text(), isChanged(), select(element, line), mark(problems) }.
export function startEditing(open) {
  const form = document.querySelector("form[data-edit]");
  if (!form) return;
  const text = form.querySelector("textarea");
  const place = form.querySelector(".studio-editor");
  const plain = plainText(text);
  const page = { form, text, editor: plain, isStale: false };
  const looking = startLooking(page);
  text.addEventListener("input", looking.soon);
  startPlaces(page);
  startSaving(page);
  if (!open) {
    form.dataset.isOpen = "true";
    return;
  }
  form.querySelector(".editor-text").hidden = true;
  place.hidden = false;
  open(form, place, text.value, looking.soon)
    .then((editor) => {
      page.editor = editor;
      place.dataset.isOpen = "true";
      document.body.classList.add("has-editor");
      startAsText(page, plain, open, looking);
      editor.mark(problemsOf(form.dataset.edit));
      const { searchParams } = new URL(location.href);
      if (searchParams.get("element")) editor.select(searchParams.get("element"), null);
    })
    .catch((error) => giveUp(form, place, error));
}

function plainText(text) {
  return {
    text: async () => text.value,
    isChanged: () => text.value !== text.defaultValue,
    mark() {},
    select(_element, line) {
      if (!line) return;
      const lines = text.value.split("\n");
      const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
      text.focus();
      text.setSelectionRange(start, start + lines[line - 1].length);
      text.scrollTop = Math.max(0, (line - 6) * (text.scrollHeight / lines.length));
    },
  };
}

// What the editor cannot open stays what it is: a text, with the reason above it.
function giveUp(form, place, error) {
  place.hidden = true;
  form.querySelector(".editor-text").hidden = false;
  const told = form.querySelector("[data-failed]");
  told.hidden = false;
  told.append(` ${error.message}`);
}

function startAsText(page, plain, open, looking) {
  const button = page.form.querySelector("[data-as-text]");
  if (!button) return;
  const box = page.form.querySelector(".editor-text");
  let place = page.form.querySelector(".studio-editor");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const isText = button.getAttribute("aria-pressed") !== "true";
    if (isText) {
      page.text.value = await page.editor.text();
      page.editor = plain;
    } else {
      const fresh = place.cloneNode(false);
      place.replaceWith(fresh);
      place = fresh;
      try {
        page.editor = await open(page.form, fresh, page.text.value, looking.soon);
      } catch (error) {
        giveUp(page.form, fresh, error);
        return;
      }
      page.form.querySelector("[data-failed]").hidden = true;
    }
    button.setAttribute("aria-pressed", String(isText));
    box.hidden = !isText;
    place.hidden = isText;
  });
}

function startSaving(page) {
  const { form, text } = page;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.hasAttribute("formaction") && !("withText" in button.dataset)) return;
    event.preventDefault();
    document.activeElement?.blur(); // a word still being typed counts
    text.value = await page.editor.text();
    if (button?.name) {
      const pressed = document.createElement("input");
      Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
      form.append(pressed);
      form.action = button.formAction;
    }
    form.dataset.isReady = "true";
    form.dataset.isSaving = "true";
    form.submit();
  });
  addEventListener("beforeunload", (event) => {
    if (form.dataset.isReady || !page.editor.isChanged()) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

// The page of the text as it is now is asked for, and its parts that say something of the text are put in place of the old ones.
function startLooking(page) {
  const { form } = page;
  let timer = 0;
  let asked = 0;
  async function look(button) {
    clearTimeout(timer);
    const number = (asked += 1);
    const body = new FormData(form);
    body.set("text", await page.editor.text());
    if (button?.name) body.set(button.name, button.value);
    else if (form.dataset.preview) body.set("preview", form.dataset.preview);
    if (button?.name === "preview") form.dataset.preview = button.value;
    const answer = await fetch(form.dataset.look, { method: "POST", body: new URLSearchParams(body) }).catch(() => null);
    if (!answer?.ok || number !== asked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll("[data-live]")) {
      const found = fresh.getElementById(old.id);
      if (found) old.replaceWith(document.adoptNode(found));
    }
    page.editor.mark(problemsOf(form.dataset.edit));
    form.dataset.looked = String(number);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-look]");
    if (!button) return;
    event.preventDefault();
    look(button);
  });
  return {
    soon() {
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE);
    },
  };
}

function problemsOf(file) {
  return [...document.querySelectorAll("#found li[data-file]")]
    .filter((each) => each.dataset.file === file)
    .map((each) => ({ element: each.dataset.element, line: Number(each.dataset.line) || null }));
}

// A problem of the file that is open leads to its element, cell, field or line; of another file its page is opened.
function startPlaces(page) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#found li[data-file] > a");
    const item = link?.closest("li");
    if (!item || item.dataset.file !== page.form.dataset.edit) return;
    event.preventDefault();
    page.editor.select(item.dataset.element, Number(item.dataset.line) || null);
  });
}
