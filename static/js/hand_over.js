// Posts the signed answer to the platform at once; without scripts the button does it. In a tab of its
// own it goes to the frame that opened the tab, whose answer says that it was taken.
const LONGEST_WAIT_MS = 3000;
const form = document.getElementById("hand-over");
const { handOver, done, heading } = form.dataset;
const frame = window.opener;

if (handOver && frame && !frame.closed) {
  const waiting = setTimeout(() => form.submit(), LONGEST_WAIT_MS);
  window.addEventListener("message", ({ data, origin, source }) => {
    const isOurs = origin === window.location.origin && source === frame;
    if (!isOurs || data?.hand_over !== handOver || !data.taken) return;
    clearTimeout(waiting);
    form.remove();
    document.title = heading;
    document.querySelector("h1").textContent = heading;
    document.getElementById("hand-over-said").textContent = done;
  });
  frame.postMessage(
    { hand_over: handOver, return_url: form.action, token: form.elements.JWT.value },
    window.location.origin,
  );
} else {
  form.submit();
}
