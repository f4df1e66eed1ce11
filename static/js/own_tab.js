// The platform takes each launch once: when the button has been used, it goes.
const form = document.getElementById("own-tab");

form.addEventListener("submit", () => {
  setTimeout(() => { form.hidden = true; }); // not before the form has been sent
  document.getElementById("own-tab-once").textContent =
    "It is open in another tab. To open it again, reload the page of your course.";
});
