// Opens the tool's picker over the course, in a frame that starts only when it is wanted.
const dialog = document.getElementById("picker");
const frame = document.getElementById("picker-frame");

document.getElementById("add").addEventListener("submit", (event) => {
  event.preventDefault();
  frame.src = frame.dataset.source;
  dialog.showModal();
});
document.getElementById("picker-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => frame.removeAttribute("src"));
