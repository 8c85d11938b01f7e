// The frame: light or dark, menus that close, the search key and the help key, focus on what needs attention.

export const isTyping = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]");

export function startFrame() {
  const themeSwitch = document.querySelector("[data-theme-switch]");
  if (themeSwitch) {
    themeSwitch.hidden = false;
    themeSwitch.addEventListener("click", () => {
      const theme = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
      document.documentElement.dataset.bsTheme = theme;
      try {
        localStorage.setItem("theme", theme);
      } catch {
        // Without storage the choice holds for this page only.
      }
    });
  }
  const menus = () => document.querySelectorAll("details.who[open], details.more[open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of menus()) menu.open = false;
    if (isTyping(event)) return;
    const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
    if (target) {
      event.preventDefault();
      target.focus();
      target.select?.();
    } else if (event.key === "?") {
      document.getElementById("keys")?.showModal();
    }
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  document.querySelector("[data-autofocus]")?.focus();
}
