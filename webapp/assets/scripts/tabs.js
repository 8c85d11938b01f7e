// On a wide screen the sections of a case file become tabs; on a phone they stay sections that open and close.

const wide = matchMedia("(min-width: 992px)");

function build(file) {
  if (file.classList.contains("has-tabs")) return;
  const sections = [...file.querySelectorAll(":scope > .file-section")];
  const list = document.createElement("div");
  list.className = "tab-list";
  list.setAttribute("role", "tablist");
  const tabs = sections.map((section) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `tab-${section.id}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", `${section.id}-body`);
    tab.append(...[...section.querySelector("summary").childNodes].map((node) => node.cloneNode(true)));
    list.append(tab);
    return tab;
  });
  const show = (index) => {
    sections.forEach((section, number) => {
      section.hidden = number !== index;
      section.open = number === index;
      tabs[number].setAttribute("aria-selected", String(number === index));
      tabs[number].tabIndex = number === index ? 0 : -1;
    });
  };
  list.addEventListener("click", (event) => {
    const index = tabs.indexOf(event.target.closest("[role=tab]"));
    if (index >= 0) show(index);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const index = (tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length;
    show(index);
    tabs[index].focus();
  });
  sections.forEach((section, number) => {
    const body = section.querySelector(".file-body");
    body.id = `${section.id}-body`;
    body.setAttribute("role", "tabpanel");
    body.setAttribute("aria-labelledby", tabs[number].id);
  });
  file.prepend(list);
  file.classList.add("has-tabs");
  show(Math.max(sections.findIndex((section) => `#${section.id}` === location.hash), 0));
}

function undo(file) {
  file.querySelector(":scope > .tab-list")?.remove();
  file.classList.remove("has-tabs");
  for (const section of file.querySelectorAll(":scope > .file-section")) {
    section.hidden = false;
    const body = section.querySelector(".file-body");
    body.removeAttribute("role");
    body.removeAttribute("aria-labelledby");
  }
}

// Paper shows the whole file. Style sheets open a closed section in new browsers only, so the sections themselves are opened.
function openForPaper() {
  const closed = [...document.querySelectorAll(".case-file details:not([open])")];
  for (const section of closed) section.open = true;
  addEventListener(
    "afterprint",
    () => {
      for (const section of closed) section.open = false;
    },
    { once: true },
  );
}

export function startTabs() {
  addEventListener("beforeprint", openForPaper);
  for (const file of document.querySelectorAll("[data-tabs]")) {
    const fit = () => (wide.matches ? build(file) : undo(file));
    fit();
    wide.addEventListener("change", fit);
  }
}
