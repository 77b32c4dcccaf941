// Training: begun, watched, the new model against the one in use, used, or taken back.

import { call, problemOf } from "./console-api.js";
import { ask } from "./console-ask.js";
import { button, make, when } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { lang, t } from "./console-words.js";
import { comparison, named, percent } from "./studio-compare.js";

export { percent, shown } from "./studio-compare.js";

const AGAIN = 700; // ms between looks while it runs
const LATER = 5000; // ms until the next look after one that failed

// `host` shows it; `done()` is called when another model is in use.
export async function training(host, done) {
  const draw = (now) => {
    host.replaceChildren(...parts(now, act));
    if (now.running) setTimeout(look, AGAIN);
  };
  // The server may be away for a moment, for instance while it starts anew: what it says then is shown, and it is asked again.
  const look = async () => {
    try { draw(await call("/studio/phrases/training")); } catch (error) {
      host.replaceChildren(Object.assign(make("p", "problem", problemOf(error)), { role: "status" }));
      setTimeout(look, LATER);
    }
  };
  const send = async (path, body = {}) => {
    const now = await call(`/studio/phrases/${path}`, body);
    draw(now);
    if (path !== "train") { toast(t(`phrases.${path}_done`)); done(); }
    return now;
  };
  const act = async (path, body) => { try { await send(path, body); } catch (error) { toast(problemOf(error), { wrong: true }); } };
  act.reasoned = (held) => ask({
    title: t("phrases.use_worse"), text: t("phrases.use_worse_text", { intents: held.map(named).join(", ") }), confirm: t("phrases.use"), danger: true,
    fields: [{ name: "reason", label: t("phrases.reason"), required: true }], act: ({ reason }) => send("use", { reason }),
  });
  draw(await call("/studio/phrases/training"));
}

function parts(now, act) {
  if (now.running) {
    const bar = Object.assign(make("progress"), { max: now.total || 1, value: now.done });
    bar.setAttribute("aria-label", t("phrases.runs"));
    return [make("p", "", `${t("phrases.runs")} ${now.done}/${now.total || "…"}`), bar];
  }
  const use = () => (now.held.length ? act.reasoned(now.held) : act("use"));
  const acts = make("div", "ways", button(t("phrases.train"), () => act("train"), now.waits ? "button" : "button main"));
  if (now.waits) acts.append(" ", button(t(now.held.length ? "phrases.use_all_the_same" : "phrases.use"), use, now.held.length ? "button danger" : "button main"));
  if (now.can_go_back) acts.append(" ", button(t("phrases.back"), () => act("back"), "button"));
  return [
    now.broken_off ? Object.assign(make("p", "problem", t("phrases.broken_off")), { role: "status" }) : null,
    now.failure ? Object.assign(make("pre", "problem", now.failure), { tabIndex: 0 }) : null,
    figures("phrases.now", now.now), figures("phrases.new", now.new),
    ...(now.waits ? comparison(now) : []), acts, kept(now, act),
  ].filter(Boolean);
}

const figures = (word, found) => found && make("p", "", make("strong", "", `${t(word)}: `),
  t("phrases.figures", { right: percent(found.accuracy), answered: percent(found.answered), sure: percent(found.precision), outside: percent(found.outside_answered) }));

// The models that were in use, each to be used again.
function kept(now, act) {
  if (!now.kept.length) return null;
  const row = (one) => {
    const moment = when(new Date(one.at).toISOString());
    const again = button(t("phrases.restore"), () => act("back", { name: one.name }), "button small");
    again.setAttribute("aria-label", `${t("phrases.restore")}: ${new Date(one.at).toLocaleString(lang)}`);
    return make("li", "", moment, one.accuracy === null ? "" : ` · ${percent(one.accuracy)} `, " ", again);
  };
  return make("details", "", make("summary", "", t("phrases.kept", { n: now.kept.length })), make("ul", "near-list", ...now.kept.map(row)));
}
