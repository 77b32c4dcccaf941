// Training: begun, watched, its honest report before and after, the new model used, and the way back.

import { call, problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { lang, t } from "./console-words.js";

const AGAIN = 700; // ms between looks while it runs
const share = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 });
export const percent = (value) => (value === null ? "–" : share.format(value));
export const shown = (intent) => intent.replaceAll("_", " ");

// `host` shows it; `done()` is called when another model is in use.
export async function training(host, done) {
  const act = async (path) => {
    try { draw(await call(`/studio/phrases/${path}`, {})); if (path !== "train") { toast(t(`phrases.${path}_done`)); done(); } } catch (error) { toast(problemOf(error), { wrong: true }); }
  };
  const draw = (now) => {
    host.replaceChildren(...parts(now, act));
    if (now.running) setTimeout(async () => draw(await call("/studio/phrases/training")), AGAIN);
  };
  draw(await call("/studio/phrases/training"));
}

function parts(now, act) {
  if (now.running) {
    const bar = Object.assign(make("progress"), { max: now.total || 1, value: now.done });
    bar.setAttribute("aria-label", t("phrases.runs"));
    return [make("p", "", `${t("phrases.runs")} ${now.done}/${now.total || "…"}`), bar];
  }
  const acts = make("div", "ways", button(t("phrases.train"), () => act("train"), now.waits ? "button" : "button main"));
  if (now.waits) acts.append(" ", button(t("phrases.use"), () => act("use"), "button main"));
  if (now.can_go_back) acts.append(" ", button(t("phrases.back"), () => act("back"), "button"));
  return [
    now.failure ? Object.assign(make("pre", "problem", now.failure), { tabIndex: 0 }) : null,
    figures("phrases.now", now.now), figures("phrases.new", now.new),
    ...(now.waits ? changes(now) : []), acts,
  ].filter(Boolean);
}

const figures = (word, found) => found && make("p", "", make("strong", "", `${t(word)}: `),
  t("phrases.figures", { right: percent(found.accuracy), answered: percent(found.answered), sure: percent(found.precision), outside: percent(found.outside_answered) }));

function changes(now) {
  const list = (word, moved) => moved.length > 0 && make("details", "", make("summary", "", t(word, { n: moved.length })),
    make("ul", "near-list", ...moved.map((one) => make("li", "", `${one.language} · ${one.text} · ${shown(one.before)} → ${shown(one.after)}`))));
  const intents = Object.entries(now.intents).map(([name, [before, after]]) => make("li", "", `${shown(name)}: ${percent(before)} → ${percent(after)}`));
  return [
    list("phrases.worse", now.worse), list("phrases.better", now.better),
    intents.length > 0 && make("details", "", make("summary", "", t("phrases.by_intent")), make("ul", "near-list", ...intents)),
    make("p", "", Object.assign(make("a", "", t("phrases.replay")), { href: "/studio/replays" })),
  ].filter(Boolean);
}
