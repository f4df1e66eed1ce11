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

// What was typed before htmx was there to hear it.
window.addEventListener("load", () => {
  const words = document.querySelector("form[hx-get] input[type=search]");
  if (words && words.value !== words.defaultValue) {
    words.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// Where a search or a choice could not be met without loading the page anew, it is loaded anew:
// so whatever is the matter is said on a page of its own.
document.addEventListener("htmx:response:error", () => window.location.reload());
document.addEventListener("htmx:error", () => {
  waiting = null;
  document.getElementById("found-status")?.replaceChildren("Not reached. Check your connection, then try again.");
});
