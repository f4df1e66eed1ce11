// Saves answers as they are given, says when one could not be saved, tries again, and saves once
// more on leaving. Each post of the page, the form's own included, says which questions were changed
// here and not yet known to be saved, and carries a number that rises: so an older page, or a draft
// that comes late, does not undo what was answered since.
const RETRY_MS = 3000;
const SLOW_MS = 500;
const form = document.querySelector("form[data-unsaved]");
const status = document.getElementById("draft-status");
const WONT_HELP = { // a form may say some of it in words of its own
  400: "Not saved. Reload this page, then give your last answers again.",
  403: "Not saved. This visit has ended: open the activity from your course in another tab, and answer there.",
  404: "Not saved. This page is no longer there: open the activity again from your course.",
  409: "Not saved. This try has been submitted already.",
  413: "Not saved. There is more here than can be kept: shorten it, then go on.",
  422: "Not saved. One of your texts is too long: shorten it, then go on.",
  ...JSON.parse(form.dataset.wontHelp ?? "{}"),
};
const TYPING_MS = 1000;
const SHORT = 1000; // characters
const TYPED = "textarea, input[type=text]";
// Changes are counted, so that an answer given while another is on its way is not taken for saved.
let changed = 0;
let saved = 0;
let posts = 0;
let leaving = false;
let isTooMuch = false; // going on would lose it: the error page has nothing to go back to
const unsaved = new Map(); // the question, and the count at its last change
const asChanged = new WeakMap();

function say(words) {
  if (status.textContent !== words) status.textContent = words; // read out once, not at each try
}

function again() {
  if (saved < changed) window.htmx?.trigger(form, "save-again");
}

// The fields of a log's entry are saved together, until the entry is added.
function keyOf({ name, dataset }) {
  return dataset.within ?? name;
}

function stand(state) {
  if (status.dataset.state !== "failed") status.dataset.state = state; // until it is saved after all
}

function note(input) {
  changed += 1;
  stand("changed");
  unsaved.set(keyOf(input), changed);
}

// What a post says that is to save no more than these: without the long texts that it does not save.
// Short fields go along, for some of them mean something only together, such as those of a date.
function saving(keys) {
  const body = new FormData(form);
  body.set("changed", keys.join(" "));
  for (const input of form.querySelectorAll(TYPED)) {
    if (input.value.length > SHORT && !keys.includes(keyOf(input))) body.delete(input.name);
  }
  return body;
}

function length(key) {
  return Array.from(form.elements, (input) => (keyOf(input) === key ? input.value.length : 0))
    .reduce((sum, one) => sum + one, 0);
}

// Browsers let little more than 60,000 letters go from a page that is left, in all its posts
// together: so one post takes what fits, the shortest first.
function saveOnLeaving() {
  const keys = [...unsaved.keys()].sort((one, other) => length(one) - length(other));
  while (keys.length && !navigator.sendBeacon(form.getAttribute("hx-post"), saving(keys))) keys.pop();
}

function failed({ detail }) {
  const answered = detail.ctx?.response?.status;
  status.dataset.state = "failed";
  isTooMuch = answered === 413;
  say(WONT_HELP[answered] ?? "Not saved yet. Trying again…");
  if (!(answered in WONT_HELP)) setTimeout(again, RETRY_MS);
}

let typing;
form.addEventListener("input", ({ target }) => {
  if (!target.matches(TYPED)) return; // others are done when they change
  leaving = isTooMuch = false;
  note(target);
  const advice = document.getElementById(`${target.id}-words`);
  if (advice) {
    const words = target.value.split(/\s+/).filter(Boolean).length;
    advice.textContent = `Aim for ${advice.dataset.advised} words or more; you have ${words}`;
  }
  clearTimeout(typing);
  typing = setTimeout(again, TYPING_MS);
});
form.addEventListener("change", ({ target }) => {
  leaving = false; // whoever goes on answering has stopped the page from being left
  note(target);
}, true); // before htmx makes a draft of it, whichever began first
form.addEventListener("formdata", ({ formData }) => { // whoever sends it: htmx, a beacon, the button
  posts += 1;
  formData.set("n", posts);
  formData.set("changed", [...unsaved.keys()].join(" "));
});
form.addEventListener("htmx:config:request", ({ detail }) => {
  asChanged.set(detail.ctx, changed); // no keepalive: browsers refuse it to what is long
});
form.addEventListener("htmx:before:request", (event) => {
  if (leaving) {
    event.preventDefault(); // what waited its turn: the form's own post has it all
    return;
  }
  stand("saving");
  setTimeout(() => { if (status.dataset.state === "saving") say("Saving…"); }, SLOW_MS);
});
form.addEventListener("htmx:after:swap", ({ detail }) => {
  if (detail.ctx.response.status >= 400) return;
  saved = Math.max(saved, asChanged.get(detail.ctx) ?? 0); // htmx may have begun before this script
  unsaved.forEach((count, question) => { if (count <= saved) unsaved.delete(question); });
  status.dataset.state = saved === changed ? "saved" : "changed";
});
document.body.addEventListener("htmx:error", failed);
document.body.addEventListener("htmx:response:error", failed);
window.addEventListener("online", again);
form.addEventListener("submit", (event) => {
  if (isTooMuch) {
    event.preventDefault();
    return;
  }
  leaving = true;
  window.htmx?.trigger(form, "htmx:abort");
});
window.addEventListener("pageshow", () => { leaving = false; });
window.addEventListener("pagehide", () => {
  if (saved < changed && !leaving) saveOnLeaving();
});

// What was answered before this script had arrived.
for (const input of form.elements) {
  const isTyped = input.matches(TYPED) && input.value !== input.defaultValue;
  const isPicked = input.matches("select") && input.value !== (input.querySelector("[selected]")?.value ?? "");
  const isGiven = isTyped || isPicked || input.checked !== input.defaultChecked;
  if (isGiven) note(input);
}
// What was sent from this page before and could not be kept.
for (const name of form.dataset.unsaved.split(" ").filter(Boolean)) note({ name, dataset: {} });
setTimeout(again); // htmx begins in the same way, before
