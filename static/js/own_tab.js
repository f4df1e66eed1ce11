// The platform takes each launch once: when the link has been used, it goes.
const link = document.getElementById("own-tab");

link.addEventListener("click", () => {
  setTimeout(() => { link.remove(); }); // not before the browser has followed it
  document.getElementById("own-tab-once").textContent =
    "It is open in another tab. To open it again, reload the page of your course.";
});
