// Says at once what the tool would say once a file has travelled: that it is too large. And keeps
// whoever has chosen a file from going on without having added it.
const form = document.getElementById("upload-form");
const ID = "upload-said";

function say(words) {
  const group = form.querySelector(".tool-upload__file");
  document.getElementById(ID)?.remove();
  group.classList.toggle("nhsuk-form-group--error", Boolean(words));
  group.querySelector(".nhsuk-error-message")?.remove(); // what was said of the file before
  if (!words) return;
  const said = document.createElement("p");
  said.className = "nhsuk-error-message";
  said.id = ID;
  said.setAttribute("role", "alert");
  said.tabIndex = -1;
  said.textContent = words;
  group.querySelector("input").before(said);
}

function chosen() {
  return form.querySelector("input[type=file]").files[0];
}

function isTooLarge() {
  return chosen()?.size > Number(form.dataset.mostBytes);
}

if (form) {
  document.getElementById("upload-unadded")?.setAttribute("hidden", ""); // it is said when it matters
  form.addEventListener("change", ({ target }) => {
    if (target.type === "file") say(isTooLarge() ? form.dataset.tooLarge : "");
  });
  form.addEventListener("submit", (event) => {
    if (!isTooLarge()) return;
    event.preventDefault();
    say(form.dataset.tooLarge);
    document.getElementById(ID).focus();
  });
  document.getElementById("part-form")?.addEventListener("submit", (event) => {
    if (!chosen()) return;
    event.preventDefault();
    say(form.dataset.notAdded);
    document.getElementById(ID).focus();
  });
}
