// Where a search or a choice could not be met without loading the page anew, it is loaded anew:
// so whatever is the matter is said on a page of its own.
document.body.addEventListener("htmx:response:error", () => window.location.reload());
document.body.addEventListener("htmx:error", () => {
  document.getElementById("found-status")?.replaceChildren("Not reached. Check your connection, then search again.");
});
