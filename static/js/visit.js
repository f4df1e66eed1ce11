// Says ten minutes before that a visit ends, and lets it go on: whatever is asked of the tool in it
// makes it last as long again. The tabs of a visit tell each other of that.
const WARN_MS = 10 * 60 * 1000;
const LOOK_MS = 15 * 1000;
const box = document.getElementById("visit-ends");
const words = box.querySelector("p");
const button = box.querySelector("button");
const lasts = Number(box.dataset.seconds) * 1000;
let ends = Date.now() + lasts;
let said = "";
let hasEnded = false;

function say(text, mayStay) {
  if (text === said) return; // read out once
  said = text;
  words.textContent = text;
  button.hidden = !mayStay;
  box.hidden = !text;
}

function goOn() {
  ends = Date.now() + lasts;
  hasEnded = false;
  say("", false);
}

function openChannel() {
  try {
    return new BroadcastChannel(box.dataset.stay); // of this visit alone
  } catch {
    return null; // some browsers grant none inside a frame
  }
}

function goOnEverywhere() {
  goOn();
  channel?.postMessage("lasts");
}

function look() {
  const left = ends - Date.now();
  if (left > WARN_MS) return;
  if (left > 0) {
    const time = new Date(ends).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    say(`Your visit ends at ${time} unless you stay. What was saved is kept.`, true);
  } else if (hasEnded) {
    say("Your visit has ended. What was saved is kept: open it again from your course.", false);
  } else { // where tabs cannot tell each other, only the tool knows
    say("Your visit may have ended. What was saved is kept: choose Stay, or open it again from your course.", true);
  }
}

button.addEventListener("click", async () => {
  try {
    const answer = await fetch(box.dataset.stay, { cache: "no-store" });
    if (answer.ok) goOnEverywhere();
    else [ends, hasEnded] = [0, true];
  } catch {
    say("You could not be kept here just now: the network is away. Try again.", true);
    return;
  }
  look();
});
document.body.addEventListener("htmx:after:request", ({ detail }) => {
  if (detail.ctx?.response?.status < 400) goOnEverywhere();
});
const channel = openChannel();
channel?.addEventListener("message", goOn);
goOnEverywhere(); // this page has just been asked for
setInterval(look, LOOK_MS);
document.addEventListener("visibilitychange", look); // a laptop that slept
