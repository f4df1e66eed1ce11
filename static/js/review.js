// Keys for whoever reviews one piece after another. Control and Enter decide from anywhere, with
// Shift they return the piece; single keys are heard only while they are switched on, and never where somebody types.
const form = document.getElementById("review-form");
const isOn = document.querySelector("[data-keys]").dataset.keys === "on";
const TYPED = "textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable]";
const acceptAll = document.getElementById("accept-all");
const LOOK_MS = 1000;
let isSent = false;
let isSeen = false; // a key pressed twice decides about one piece, not about the next one unread

function take(found) {
  if (found.matches("a, button")) found.click();
  else if (found.matches("details")) {
    found.open = true;
    found.querySelector("summary").focus();
  } else found.focus();
}

function send(button) {
  if (isSent || !isSeen || !button) return; // pressed twice, it is decided once
  form.requestSubmit(button);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.repeat || event.defaultPrevented) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    send(document.getElementById(event.shiftKey ? "return" : "decide"));
    return;
  }
  if (!isOn || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPED)) return;
  const found = [...document.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key === event.key);
  if (!found) return;
  event.preventDefault();
  take(found);
});

function see() { isSeen = true; }
setTimeout(see, LOOK_MS);
form?.addEventListener("change", see);
form?.addEventListener("input", see);
form?.addEventListener("submit", (event) => { isSent = !event.defaultPrevented; });
window.addEventListener("pageshow", () => { isSent = false; });

const panel = document.querySelector(".tool-review__decide");

// Whether the form scrolls by itself, beside what is reviewed.
function isBeside() {
  return getComputedStyle(panel).position === "sticky";
}

// A field that is clicked at its edge comes out from under the buttons that stay in sight.
form?.addEventListener("focusin", ({ target }) => {
  if (!isBeside() || !target.matches("textarea")) return;
  requestAnimationFrame(() => target.scrollIntoView({ block: "nearest" })); // once the page stands still
});

// The form reaches down to the edge of the window, however far the page is scrolled.
const pair = document.querySelector(".tool-review");
function fit() {
  if (!isBeside()) return;
  const above = Math.max(pair.getBoundingClientRect().top, 16);
  pair.style.setProperty("--tool-above", `${above}px`);
}
addEventListener("scroll", fit, { passive: true });
addEventListener("resize", fit);
fit();

function isOpen(group) {
  return !group.querySelector("input[type=radio]:checked");
}

if (acceptAll) {
  acceptAll.hidden = false;
  acceptAll.addEventListener("click", () => {
    const groups = [...form.querySelectorAll(".tool-verdict")];
    const left = groups.filter((one) => one.querySelector("[value=not_yet]:checked")).length;
    for (const group of groups.filter(isOpen)) {
      group.querySelector("[value=accepted]").click(); // as a hand would: a draft is kept
    }
    const stay = left === 1 ? "1 stays Not yet." : `${left} stay Not yet.`;
    document.getElementById("accepted").textContent = `${groups.length - left} accepted.${left ? ` ${stay}` : ""}`;
    [...form.querySelectorAll("fieldset")].find(isOpen)?.querySelector("input").focus();
  });
}
