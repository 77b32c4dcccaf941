// A new model against the one in use: by intent with the noise band, what is mixed up, and what changes its intent.

import { call, problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { lang, t } from "./console-words.js";

const share = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 });
const points = new Intl.NumberFormat(lang, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
const width = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
export const percent = (value) => (value === null ? "–" : share.format(value));
export const shown = (intent) => intent.replaceAll("_", " ");
export const named = (intent) => (intent === "*" ? t("phrases.all_in_all") : shown(intent));

export function comparison(now) {
  const found = now.comparison;
  return [
    make("p", "soft", found ? t("phrases.compared", { n: found.whole.count }) : t("phrases.not_compared")),
    now.held.length ? Object.assign(make("p", "problem", t("phrases.held", { intents: now.held.map(named).join(", ") })), { role: "status" }) : null,
    found && intents([found.whole, ...found.intents]), found && mixed(found.mixed),
    moved("phrases.worse", now.worse), moved("phrases.better", now.better), messages(),
  ].filter(Boolean);
}

const head = (...words) => make("thead", "", make("tr", "", ...words.map((word) => Object.assign(make("th", "", word), { scope: "col" }))));

// Intents that changed; those that did not are only counted.
function intents(all) {
  const changed = all.filter((one) => one.lost || one.gained || one.intent === "*");
  const row = (one) => make("tr", one.worse ? "worse" : "", Object.assign(make("th", "", named(one.intent)), { scope: "row" }), make("td", "", percent(one.before)), make("td", "", percent(one.after)),
    make("td", "", `${points.format(100 * (one.after - one.before))} ± ${width.format(100 * one.band)}`),
    make("td", "", `−${one.lost} +${one.gained}`), make("td", "", one.worse ? t("phrases.beyond_noise") : Math.abs(one.after - one.before) > one.band ? t("phrases.clearly_better") : t("phrases.noise")));
  const table = make("table", "compared", head(t("phrases.intent"), t("phrases.before"), t("phrases.after"), t("phrases.points"), t("phrases.phrases_moved"), ""), make("tbody", "", ...changed.map(row)));
  return scrolled(table, t("phrases.by_intent"));
}

function mixed(pairs) {
  if (!pairs.length) return null;
  const row = (one) => make("tr", "", make("td", "", t("phrases.taken_for", { intent: shown(one.intent), other: one.taken_for ? shown(one.taken_for) : "–" })), make("td", "", String(one.before)), make("td", "", String(one.after)));
  const table = make("table", "compared", head(t("phrases.mixed_up"), t("phrases.before"), t("phrases.after")), make("tbody", "", ...pairs.map(row)));
  return make("details", "", make("summary", "", t("phrases.mixed_up")), scrolled(table, t("phrases.mixed_up")));
}

function scrolled(table, label) {
  const box = Object.assign(make("div", "scroll", table), { tabIndex: 0, role: "region" });
  box.setAttribute("aria-label", label);
  return box;
}

const moved = (word, rows) => rows.length > 0 && make("details", "", make("summary", "", t(word, { n: rows.length })),
  make("ul", "near-list", ...rows.map((one) => make("li", "", `${one.language} · ${one.text} · ${shown(one.before || "–")} → ${shown(one.after || "–")}`))));

// Real messages are read by both models when somebody wants to see it: that takes a second or two.
function messages() {
  const host = make("div", "", button(t("phrases.replay"), read, "button"));
  host.setAttribute("aria-live", "polite");
  async function read() {
    host.firstChild.disabled = true;
    try {
      const found = await call("/studio/phrases/changes");
      const name = (intent) => (intent === null ? t("phrases.unsure") : shown(intent));
      host.replaceChildren(make("p", "", t("phrases.messages_changed", { n: found.changed, all: found.messages, days: found.days })),
        make("ul", "near-list", ...found.items.map((one) => make("li", "", `${one.language} · ${one.text} · ${name(one.before)} → ${name(one.after)}`))),
        Object.assign(make("a", "", t("phrases.whole_replay")), { href: "/studio/replays" }));
    } catch (error) { host.firstChild.disabled = false; toast(problemOf(error), { wrong: true }); }
  }
  return host;
}
