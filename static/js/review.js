// Keys for whoever reviews one piece after another. Control and Enter decide from anywhere; single
// keys are heard only while they are switched on, and never where somebody types.
const form = document.getElementById("review-form");
const isOn = document.querySelector("[data-keys]").dataset.keys === "on";
const TYPED = "textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable]";
const acceptAll = document.getElementById("accept-all");
let isSent = false;

function take(found) {
  if (found.matches("a, button")) found.click();
  else if (found.matches("details")) {
    found.open = true;
    found.querySelector("summary").focus();
  } else found.focus();
}

function decide() {
  if (isSent) return; // pressed twice, it is decided once
  form.requestSubmit(document.getElementById("decide"));
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.repeat || event.defaultPrevented) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    decide();
    return;
  }
  if (!isOn || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPED)) return;
  const found = [...document.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key === event.key);
  if (!found) return;
  event.preventDefault();
  take(found);
});

form?.addEventListener("submit", () => { isSent = true; });
window.addEventListener("pageshow", () => { isSent = false; });

if (acceptAll) {
  acceptAll.hidden = false;
  acceptAll.addEventListener("click", () => {
    for (const one of form.querySelectorAll("input[type=radio][name^=verdict-][value=accepted]")) {
      if (!one.checked) one.click(); // as a hand would: what hangs on it hides, and a draft is kept
    }
  });
}
