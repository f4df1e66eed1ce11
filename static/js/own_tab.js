// The platform takes each launch once: when the link has been used, it goes. What is picked in the
// tab that it opened comes back here, and is posted to the platform from inside its own frame.
const link = document.getElementById("own-tab");
const said = document.getElementById("own-tab-once");
const { handOver, origins } = link.dataset;
let isTaken = false;

link.addEventListener("click", () => {
  setTimeout(() => { link.remove(); }); // not before the browser has followed it
  said.textContent = "It is open in another tab. If you are choosing activities there, leave this " +
    "page open: they come back here. To open it again, reload the page of your course.";
});

function isOfThePlatform(address) {
  let url;
  try { url = new URL(address); } catch { return false; }
  return origins.split(" ").some((origin) => {
    const [scheme, below] = origin.split("://*");
    if (below === undefined) return url.origin === new URL(origin).origin;
    return url.protocol === `${scheme}:` && url.host.endsWith(below);
  });
}

window.addEventListener("message", ({ data, origin, source }) => {
  if (origin !== window.location.origin || data?.hand_over !== handOver || isTaken) return;
  if (typeof data.token !== "string" || !isOfThePlatform(data.return_url)) return;
  isTaken = true;
  source.postMessage({ hand_over: handOver, taken: true }, origin);
  said.textContent = "Going back to your course…";
  const form = document.createElement("form");
  const token = document.createElement("input");
  Object.assign(form, { method: "post", action: data.return_url, hidden: true });
  Object.assign(token, { type: "hidden", name: "JWT", value: data.token });
  form.append(token);
  document.body.append(form);
  form.submit();
});
