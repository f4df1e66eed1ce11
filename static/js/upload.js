// Says at once what the tool would say once a file has travelled: that it is too large, or that the
// tick is missing; a browser would let go of the file. And keeps whoever has chosen a file from going
// on without having added it.
const form = document.getElementById("upload-form");
const ID = "upload-said";
const HINT = "upload-file-hint";

function say(words) {
  const group = form.querySelector(".tool-upload__file");
  document.getElementById(ID)?.remove();
  group.classList.toggle("nhsuk-form-group--error", Boolean(words));
  group.querySelector(".nhsuk-error-message")?.remove(); // what was said of the file before
  const input = group.querySelector("input");
  input.setAttribute("aria-describedby", words ? `${ID} ${HINT}` : HINT);
  if (!words) return;
  const said = document.createElement("p");
  said.className = "nhsuk-error-message";
  said.id = ID;
  said.setAttribute("role", "alert");
  said.textContent = words;
  input.before(said);
}

function refuse(event, words) {
  event.preventDefault();
  say(words);
  form.querySelector("input[type=file]").focus();
}

function chosen() {
  return form.querySelector("input[type=file]").files[0];
}

function isTooLarge() {
  return chosen()?.size > Number(form.dataset.mostBytes);
}

if (form) {
  document.getElementById("upload-unadded")?.setAttribute("hidden", ""); // it is said when it matters
  form.addEventListener("change", () => say(isTooLarge() ? form.dataset.tooLarge : ""));
  form.addEventListener("submit", (event) => {
    const tick = form.querySelector("input[type=checkbox]");
    if (isTooLarge()) refuse(event, form.dataset.tooLarge);
    else if (chosen() && !tick.checked) refuse(event, form.dataset.notTicked);
  });
  document.getElementById("part-form")?.addEventListener("submit", (event) => {
    if (chosen()) refuse(event, form.dataset.notAdded);
  });
}
