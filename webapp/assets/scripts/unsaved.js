// A text that nothing keeps until it is saved: whoever is about to leave it is asked first. `data-unsaved="sent"` marks a page that
// came back with what was sent but not kept.
export function startUnsaved() {
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    const text = form.querySelector("textarea");
    const isUnsaved = () => form.dataset.unsaved === "sent" || text.value !== text.defaultValue;
    // The other buttons of the form, which take back or remove, save nothing of what was typed.
    form.addEventListener("submit", (event) => {
      form.dataset.isSaving = event.submitter?.hasAttribute("formaction") ? "" : "true";
    });
    addEventListener("beforeunload", (event) => {
      if (form.dataset.isSaving || !isUnsaved()) return;
      event.preventDefault();
      event.returnValue = "";
      // Whoever stays may press any button again at once: what was pressed has not been sent.
      for (const each of document.forms) delete each.dataset.isSent;
    });
    // Back from the page that followed, the text stands here again and is asked about again.
    addEventListener("pageshow", () => delete form.dataset.isSaving);
  }
}
