// The room where a draft is published: what it changes, how its gates stand, what becomes of those in mid-flow, and the way back.

import { call, patient, problemOf, watch } from "./console-api.js";
import { $, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";
import { difference } from "./studio-difference.js";
import { gates } from "./studio-gates.js";
import { history, latest, mine, refusal } from "./studio-history.js";
import { plan } from "./studio-plan.js";

const AGAIN = 2000; // ms until a gate that is being passed is looked at again
const form = $("publish");
const drawn = new Map(); // part of the page -> what it shows, so that what is folded open stays so
let draft = null;
let reads = 0;
let timer;

function tell(error) {
  $("problem").textContent = error ? problemOf(error) : "";
  $("problem").hidden = !error;
}

async function read() {
  clearTimeout(timer);
  const count = ++reads;
  let found;
  try { found = await call("/studio/versions/draft"); } catch (error) { tell(error); timer = setTimeout(read, 2 * AGAIN); return; }
  if (count !== reads) return; // a newer look is under way
  tell(null);
  const others = draft && found.seen !== draft.seen && !mine.has(found.seen);
  draft = found;
  draw();
  if (others) await news();
  if (draft.gates.some(({ state }) => state === "running")) timer = setTimeout(read, AGAIN);
}

// Somebody else has published: who looks at this page shall not decide by what was.
async function news() {
  try { await history.read(); } catch { return; } // it is told by the next look
  toast(t("versions.others", { who: history.who() }), { seconds: 12, group: "others" });
}

function draw() {
  const { changed, difference: found, gates: all, problems, plan: fates } = draft;
  $("draft").removeAttribute("aria-busy");
  $("nothing").hidden = changed;
  part("changes", changed && found, () => make("section", "changes", make("h2", "", t("versions.changes")), ...difference(found)));
  part("gates", changed && { all, problems, sound: draft.set !== "" }, () => gates(draft, read));
  part("plan", changed && fates, () => plan(fates));
  form.hidden = !changed || draft.set === "";
  const shut = all.filter(({ demanded, state }) => demanded && state !== "passed");
  $("anyway").hidden = !shut.length;
  form.elements.anyway.required = shut.length > 0;
}

// A part of the page is made anew only where it says something else; who was on a button of it finds it again.
function part(name, shows, made) {
  const text = JSON.stringify(shows || null);
  if (drawn.get(name) === text) return;
  drawn.set(name, text);
  const place = $(`draft-${name}`);
  const gate = place.contains(document.activeElement) ? document.activeElement.closest("[data-gate]")?.dataset.gate : null;
  place.replaceChildren(...(shows ? [made()] : []));
  if (!gate) return;
  const row = place.querySelector(`[data-gate="${gate}"]`);
  const next = row?.querySelector("button, a") ?? row;
  if (next === row) row?.setAttribute("tabindex", "-1");
  next?.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { why, urgent, anyway } = form.elements;
  const body = { set: draft.set, seen: draft.seen, why: why.value, urgent: urgent.checked, anyway: $("anyway").hidden ? "" : anyway.value };
  const before = latest();
  const send = form.querySelector(".main");
  send.disabled = true;
  try {
    const made = await call("/studio/versions/publish", body);
    mine.add(made.set);
    form.reset();
    await Promise.all([read(), history.read()]);
    history.focus();
    toast(t("versions.published"), { undo: before && (() => history.undo(before, made.set)), group: "edition" });
  } catch (error) {
    await Promise.all([read(), history.read()]).catch(() => {});
    toast(refusal(error), { wrong: true, seconds: 12 });
  } finally { send.disabled = false; }
});

const both = () => { read(); history.read().catch(() => {}); };
for (const name of ["draft-changed", "published"]) document.addEventListener(name, read);
document.addEventListener("visibilitychange", () => { if (!document.hidden) both(); });
watch((event) => { if (event.kind === "reset") both(); else if (event.kind === "file") read(); }, () => {});
await patient("/session", () => tell(new Error()));
await Promise.all([read(), history.read()]);
document.documentElement.dataset.ready = "";
