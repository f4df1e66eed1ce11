// Tells the learner when a draft could not be saved, tries again, and saves once more on leaving.
const RETRY_MS = 5000;
const form = document.getElementById("part-form");
const status = document.getElementById("draft-status");
let unsaved = false;
let leaving = false;

function failed() {
  unsaved = true;
  status.textContent = "Not saved yet. Trying again…";
  setTimeout(() => unsaved && htmx.trigger(form, "save-again"), RETRY_MS);
}

form.addEventListener("change", () => { unsaved = true; });
form.addEventListener("submit", () => { leaving = true; });
document.body.addEventListener("htmx:error", failed);
document.body.addEventListener("htmx:response:error", failed);
document.body.addEventListener("htmx:after:swap", () => { unsaved = false; });
window.addEventListener("pagehide", () => {
  if (unsaved && !leaving) {
    navigator.sendBeacon(form.getAttribute("hx-post"), new FormData(form));
  }
});
