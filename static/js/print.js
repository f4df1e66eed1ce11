// Shows the button that prints, which does nothing without scripts.
const button = document.querySelector("#print");
button.hidden = false;
button.addEventListener("click", () => window.print());
