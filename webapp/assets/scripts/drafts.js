// What is typed into a form is kept on the server a moment later, so that a closed page, a lost line or an ended session costs nothing.
// Without a script the button beside the others does it.
const PAUSE = 1500;
const AGAIN = 8000;

function typedIn(form) {
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  return new URLSearchParams(fields);
}

// After signing in anew in another window the token of this page is of the old session: the page fetched again has a good one,
// if it is still the same person's.
async function takeNewToken(form) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const same = page.querySelector(`form[data-draft="${CSS.escape(form.dataset.draft)}"]`);
  if (!same || page.body.dataset.person !== document.body.dataset.person) return false;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = same.elements.csrf_token.value;
  return true;
}

function keepTyped(form) {
  const status = form.querySelector("[data-draft-status]");
  let timer = 0;
  let isKept = true;
  let isOver = false;
  const say = (text, isTrouble) => {
    status.textContent = text;
    status.classList.toggle("is-trouble", isTrouble);
    if (isTrouble) status.setAttribute("role", "alert");
    else status.removeAttribute("role");
  };
  const post = (keepalive) =>
    fetch(form.dataset.draft, { method: "POST", body: typedIn(form), keepalive, headers: { Accept: "application/json" } });
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  };
  async function send() {
    if (isKept || isOver || form.dataset.isSent) return;
    isKept = true; // what is typed while this is under way is sent afterwards
    try {
      let answer = await post(false);
      if ([400, 401].includes(answer.status) && (await takeNewToken(form))) answer = await post(false);
      if (answer.ok && !answer.redirected) {
        const { kept } = await answer.json();
        if (isKept) say(kept, false);
      } else if (answer.status === 400 || answer.status === 401 || answer.redirected) {
        isKept = false;
        say(status.dataset.signedOut, true);
        later(AGAIN);
      } else if (answer.status < 500) {
        isOver = true;
        say(status.dataset.refused, true);
      } else {
        throw new Error(answer.status);
      }
    } catch {
      isKept = false;
      say(status.dataset.failed, true);
      later(AGAIN);
    }
  }
  const note = () => {
    if (isOver) return;
    isKept = false;
    later(PAUSE);
  };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !isKept && !form.dataset.isSent) post(true).catch(() => {});
  });
  addEventListener("beforeunload", (event) => {
    if (isKept || isOver || form.dataset.isSent) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

export function startDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) keepTyped(form);
}
