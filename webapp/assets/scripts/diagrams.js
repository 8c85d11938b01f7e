// Diagrams are loaded when they come into view; the viewer is a large script that most pages never need.

export function startDiagrams() {
  const places = document.querySelectorAll("[data-diagram]");
  if (!places.length) return;
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.unobserve(entry.target);
      // Where the viewer cannot be loaded or fails, no empty box stays: the list of steps below says the same.
      import("./viewer.js")
        .then(({ show }) => show(entry.target))
        .catch(() => {
          entry.target.hidden = true;
        });
    }
  });
  for (const place of places) {
    place.hidden = false;
    seen.observe(place);
  }
}
