// Whoever goes on before the last choice has arrived goes on with it, a moment later.
let underWay = 0;
let waiting = null; // the button that goes on

function goOn() {
  if (underWay > 0 || !waiting) return; // what waited its turn has begun
  const button = document.getElementById(waiting);
  waiting = null;
  button?.form.requestSubmit(button);
}

document.addEventListener("htmx:before:request", () => { underWay += 1; });
document.addEventListener("htmx:finally:request", () => {
  underWay = Math.max(0, underWay - 1);
  setTimeout(goOn);
});
document.addEventListener("submit", (event) => {
  if (underWay === 0 || !event.submitter?.hasAttribute("data-goes-on")) return;
  event.preventDefault();
  waiting = event.submitter.id;
});

// What was typed or chosen before htmx was there to hear it.
function isAsSent(field) {
  if (field.matches("select")) return field.value === (field.querySelector("[selected]")?.value ?? "");
  return field.value === field.defaultValue;
}

function searchOnceMore() {
  const fields = [...document.querySelectorAll("form[hx-get] :is(input[type=search], select)")];
  fields.find((field) => !isAsSent(field))?.dispatchEvent(new Event("input", { bubbles: true }));
}

window.addEventListener("load", () => { setTimeout(searchOnceMore); }); // htmx begins in the same way, before

// Where fields have been typed into nothing is loaded anew: they stay, and what is the matter is said.
const typed = document.getElementById("not-done");
function say(words) {
  (typed ?? document.getElementById("found-status"))?.replaceChildren(words);
}

document.addEventListener("htmx:before:request", () => typed?.replaceChildren());
document.addEventListener("htmx:before:response", (event) => {
  if (!typed || event.detail.ctx.response.status < 400) return;
  event.preventDefault();
  waiting = null;
  say("That was not done, perhaps because this visit has ended. What you typed is still here. Try again; if it is not done again, note what you typed, then open this from your course again.");
});

// Elsewhere the page is loaded anew: so whatever is the matter is said on a page of its own.
document.addEventListener("htmx:response:error", () => window.location.reload());
document.addEventListener("htmx:error", () => {
  waiting = null;
  say("Not reached. Check your connection, then try again.");
});
