// Says beneath a field, once its author has stopped typing, what in it may tell who a patient is.
// It is said again only when it has changed, and never in the way of whoever goes on typing.
const TYPING_MS = 700;
const LONGEST = 20000; // characters that the tool looks through
const FIELDS = "[data-identifiers]";
const { look } = document.getElementById("identifiers").dataset;
const states = new WeakMap();

// The region is there, and empty, before anything is said in it: else it would not be read out.
function stateOf(field) {
  const id = `${field.id}-identifiers`;
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  if (!described.includes(id)) field.setAttribute("aria-describedby", [...described, id].join(" "));
  if (!states.has(field)) {
    const region = document.createElement("div");
    Object.assign(region, { id, className: "tool-identifiers" });
    region.setAttribute("role", "status");
    field.after(region);
    states.set(field, { field, region, said: "", asked: "", typing: 0, latest: 0 });
  }
  return states.get(field);
}

function say(state, html) {
  if (html === state.said) return;
  state.said = html;
  state.region.innerHTML = html;
  // Beneath a field at an edge there may be no room, or buttons that stay in sight.
  if (html && state.field === document.activeElement) state.region.scrollIntoView({ block: "nearest" });
}

function textOf(field) {
  return field.type === "file" ? field.files[0]?.name ?? "" : field.value.slice(0, LONGEST);
}

async function ask(field, state) {
  const text = textOf(field);
  if (text === state.asked) return;
  state.asked = text;
  state.latest += 1;
  const turn = state.latest;
  if (!text.trim()) {
    say(state, "");
    return;
  }
  const body = new URLSearchParams({ text });
  if (field.type === "file") body.set("is_file_name", "yes");
  body.set("csrf_token", document.querySelector("input[name=csrf_token]").value);
  try {
    const answer = await fetch(look, { method: "POST", body });
    const html = answer.ok ? (await answer.text()).trim() : state.said;
    if (turn === state.latest) say(state, html); // else another text has been sent since
  } catch {
    state.asked = ""; // what is shared is looked through again in any case
  }
}

function watch({ type, target }) {
  if (!target.matches?.(FIELDS)) return;
  const state = stateOf(target);
  clearTimeout(state.typing);
  state.typing = setTimeout(ask, type === "input" ? TYPING_MS : 0, target, state);
}

document.addEventListener("input", watch);
document.addEventListener("change", watch);
document.addEventListener("focusin", watch); // what was written before
