// Past conversations held with the draft: how far it is, what came out, and both sides of what differs.

import { call, problemOf } from "./console-api.js";
import { $, make } from "./console-dom.js";
import { t } from "./console-words.js";

const AGAIN = 1000; // ms until the next look at a replay that runs
const VERDICTS = ["same", "wording", "finished", "path", "unknown", "handed_off", "error"];
let timer = null;

async function attempt(work) {
  $("problem").hidden = true;
  try { await work(); } catch (error) {
    $("problem").textContent = problemOf(error);
    $("problem").hidden = false;
  }
}

async function look() {
  clearTimeout(timer);
  const { items: [newest] } = await call("/studio/replays");
  if (!newest) { show({ state: "none" }); return; }
  show(newest);
  if (newest.state === "running") timer = setTimeout(() => attempt(look), AGAIN);
  else if (newest.state === "done") result(await call(`/studio/replays/${newest.id}`));
}

function show({ state, done = 0, total = 0, is_current: current = true }) {
  const running = state === "running";
  $("progress").hidden = $("stop").hidden = !running;
  $("go").disabled = running;
  Object.assign($("progress"), { max: Math.max(total, 1), value: done });
  $("result").hidden = state !== "done";
  $("told").textContent = [t(`replays.${state}`, { done, total, n: total }), current ? "" : t("replays.stale")].filter(Boolean).join(" ");
}

function result({ counts, groups }) {
  const found = VERDICTS.filter((verdict) => counts[verdict]);
  $("shares").replaceChildren(...found.map((verdict) => {
    const share = make("span", `of-${verdict}`);
    share.style.setProperty("--share", counts[verdict]);
    return share;
  }));
  $("counts").replaceChildren(...found.map((verdict) => make("li", "", make("span", `dot of-${verdict}`), `${t(`replays.of_${verdict}`)}: ${counts[verdict]}`)));
  $("groups").replaceChildren(...groups.map(group));
}

function group({ verdict, flow, step, why, count, examples }) {
  const where = [flow, step].filter(Boolean).join(" › ");
  const head = make("summary", "", make("strong", "", t(`replays.of_${verdict}`)), ` · ${count}${where ? ` · ${where}` : ""}${why ? ` · ${why}` : ""}`);
  const more = make("details", "", head);
  more.addEventListener("toggle", () => { if (more.open && more.children.length === 1) more.append(...examples.map(sides)); });
  return make("li", "", more);
}

function sides({ conversation, then, now }) {
  const original = Object.assign(make("a", "", t("replays.original")), { href: `/console#/${conversation}` });
  return make("div", "", make("div", "sides", side(t("replays.then"), then), side(t("replays.now"), now)), original);
}

function side(title, lines) {
  const list = make("ol", "");
  list.append(...lines.map(({ who, text, differs }) => {
    const line = make("li", `${who}${differs ? " differs" : ""}`, make("span", "unseen", `${t(`replays.${who}`)}: `), text);
    if (differs) line.append(make("span", "unseen", ` (${t("replays.differs")})`));
    return line;
  }));
  return make("div", "", make("h3", "", title), list);
}

$("start").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    show(await call("/studio/replays", { days: Number(new FormData($("start")).get("days")) }));
    await look();
  });
});
$("stop").addEventListener("click", () => attempt(async () => { await call("/studio/replays", undefined, "DELETE"); await look(); }));
await attempt(look);
document.documentElement.dataset.ready = "";
