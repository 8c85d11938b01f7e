// Runs before the page is drawn, so that nothing flashes: light or dark, and whether there is a script at all.
{
  const root = document.documentElement;
  let chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    // Storage may be closed to the page; the system's wish decides then.
  }
  const isDark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.bsTheme = isDark ? "dark" : "light";
  root.classList.add("js");
}
