// Saves answers as they are given, says when one could not be saved, tries again, and saves once
// more on leaving.
const RETRY_MS = 3000;
const SLOW_MS = 500;
const WONT_HELP = {
  403: "Not saved. This visit has ended: open the activity again from your course.",
  409: "Not saved. This try has been submitted already.",
};
const form = document.getElementById("part-form");
const status = document.getElementById("draft-status");
// Changes are counted, so that an answer given while another is on its way is not taken for saved.
let changed = 0;
let saved = 0;
let leaving = false;
const asChanged = new WeakMap();

function say(words) {
  if (status.textContent !== words) status.textContent = words; // read out once, not at each try
}

function again() {
  if (saved < changed) htmx.trigger(form, "save-again");
}

function failed({ detail }) {
  const answered = detail.ctx?.response?.status;
  status.dataset.state = "failed";
  say(WONT_HELP[answered] ?? "Not saved yet. Trying again…");
  if (!(answered in WONT_HELP)) setTimeout(again, RETRY_MS);
}

form.addEventListener("change", () => {
  changed += 1;
  if (status.dataset.state === "failed") return;
  status.dataset.state = "saving";
  setTimeout(() => { if (status.dataset.state === "saving") say("Saving…"); }, SLOW_MS);
});
form.addEventListener("htmx:config:request", ({ detail }) => {
  asChanged.set(detail.ctx, changed);
  detail.ctx.request.keepalive = true; // it goes on when the page is left
});
form.addEventListener("htmx:after:swap", ({ detail }) => {
  if (detail.ctx.response.status >= 400) return;
  saved = Math.max(saved, asChanged.get(detail.ctx));
  if (saved === changed) status.dataset.state = "saved";
});
document.body.addEventListener("htmx:error", failed);
document.body.addEventListener("htmx:response:error", failed);
window.addEventListener("online", again);
form.addEventListener("submit", () => { leaving = true; });
window.addEventListener("pageshow", () => { leaving = false; });
window.addEventListener("pagehide", () => {
  if (saved < changed && !leaving) {
    navigator.sendBeacon(form.getAttribute("hx-post"), new FormData(form));
  }
});
