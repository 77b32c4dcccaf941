// The desk at this moment, for supervisors: queues, people, what they hold and what the bot has in hand, as it changes.

import { call, problemOf, watch } from "./console-api.js";
import { $, due, inUnits, make, nameOf } from "./console-dom.js";
import { lang, t } from "./console-words.js";

const TOGETHER = 1000; // ms; changes that come together are one reading
const ANYWAY = 15000; // ms; a wait grows without anything happening
const LONG = 10; // minutes a customer may wait before it is shown louder
let shown = null;

const units = Object.fromEntries(["minute", "hour", "day"].map((unit) => [`${unit}s`, new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 })]));

// For how long since a moment: `3 min`.
function since(iso) {
  const minutes = Math.max(0, Math.floor((new Date(shown.at) - new Date(iso)) / 60000));
  const [unit, n] = inUnits(minutes);
  return make("span", minutes >= LONG ? "late" : "", units[unit].format(n));
}

async function read() {
  try {
    shown = await call("/live");
    $("problem").hidden = true;
    draw();
  } catch (error) {
    $("problem").hidden = false;
    $("problem").textContent = problemOf(error);
  }
}

const sum = (items, name) => items.reduce((total, item) => total + item[name], 0);

function draw() {
  const { queues, people, held, bot } = shown;
  figures("figures", [
    [sum(queues, "waiting"), "waiting"], [sum(queues, "late"), "late", "late"], [sum(queues, "at_risk"), "at_risk"],
    [held.length, "held"], [bot.talking, "talking"],
  ]);
  $("queues").replaceChildren(...queues.map(queue));
  $("people").replaceChildren(...people.map(face));
  $("talks").replaceChildren(...held.map(talk));
  $("no-talks").hidden = held.length > 0;
  $("talks-table").hidden = held.length === 0;
  figures("bot", [[bot.turns, "turns"], [bot.messages, "messages"], [bot.owed, "owed"]]);
}

function figures(id, rows) {
  $(id).replaceChildren(...rows.map(([n, word, loud]) => make("div", loud && n ? loud : "", make("dt", "", t(`live.${word}`)), make("dd", "", String(n)))));
}

function queue(one) {
  const name = Object.assign(make("th", "", one.name), { scope: "row" });
  const none = () => make("span", "soft", t("live.nobody_waits"));
  return make("tr", "", name, make("td", "n", String(one.waiting)), make("td", "", one.oldest_at ? since(one.oldest_at) : none()),
    make("td", "", one.next_due_at ? due(one.next_due_at) : make("span", "soft", "–")), make("td", "n", String(one.at_risk)), make("td", one.late ? "n late" : "n", String(one.late)));
}

function face(one) {
  const about = [t(`live.${one.presence}`), one.holds ? t("live.holds_of", { n: one.holds, most: one.capacity }) : "", one.unanswered ? t("live.unanswered", { n: one.unanswered }) : ""];
  const line = make("p", "soft", about.filter(Boolean).join(" · "));
  if (one.waits_since) line.append(" · ", since(one.waits_since));
  const load = Object.assign(make("meter"), { min: 0, max: one.capacity, value: Math.min(one.holds, one.capacity) });
  load.setAttribute("aria-label", t("live.holds_of", { n: one.holds, most: one.capacity }));
  return make("li", `face ${one.presence}`, make("strong", "", one.name), one.presence === "off" && !one.holds ? "" : load, line);
}

function talk(one) {
  const link = Object.assign(make("a", "", nameOf(one)), { href: `/console#/${one.id}` });
  const customer = Object.assign(make("th", "", link, make("span", "soft", ` · ${one.channel}`)), { scope: "row" });
  const others = one.joined.length ? make("span", "soft", ` ${t("live.with", { names: one.joined.map(({ name }) => name).join(", ") })}`) : "";
  return make("tr", "", customer, make("td", "", one.agent?.name || t("live.outside"), others), make("td", "", one.waits_since ? since(one.waits_since) : make("span", "soft", t("live.answered"))));
}

let timer = null;
watch(() => { timer ??= setTimeout(() => { timer = null; read(); }, TOGETHER); }, (online) => { $("offline").hidden = online; });
setInterval(read, ANYWAY);
await read();
