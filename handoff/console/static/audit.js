// The record of changes: found by person, kind, conversation and day, and taken along as a file.

import { call, problemOf } from "./console-api.js";
import { $, make } from "./console-dom.js";
import { known, lang, named, t } from "./console-words.js";

const moment = new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const names = new Map(); // of colleagues, by id, once they are known
let next = null;
let asked = 0;

function query(after = "") {
  const values = [...new FormData($("filter"))].filter(([, value]) => value.trim());
  return new URLSearchParams(after ? [...values, ["after", after]] : values).toString();
}

async function read(after = "") {
  const mine = ++asked;
  $("problem").hidden = true;
  try {
    const page = await call(`/audit?${query(after)}`);
    if (mine !== asked) return;
    if (!after) $("entries").replaceChildren();
    $("entries").append(...page.items.map(entry));
    next = page.next;
    $("more").hidden = !next;
    $("entries").hidden = $("entries").childElementCount === 0;
    $("empty").hidden = !$("entries").hidden;
    for (const form of ["csv", "json"]) $(form).href = `/api/v1/audit.${form}?${query()}`;
  } catch (error) {
    $("problem").hidden = false;
    $("problem").textContent = problemOf(error);
  }
}

function entry(one) {
  const time = Object.assign(make("time", "", moment.format(new Date(one.at))), { dateTime: one.at });
  const who = make("strong", "", one.by || t("audit.program"));
  const about = one.whom && one.whom !== one.by ? `: ${one.whom}` : "";
  const talk = one.conversation_id ? Object.assign(make("a", "", t("audit.open", { id: one.conversation_id })), { href: `/console#/${one.conversation_id}` }) : "";
  return make("li", "entry", time, who, make("div", "said", named("audit.do_", one.action), about, talk ? " · " : "", talk, ...more(one)));
}

// What else is known of it, as it stands in the record.
function more({ about, detail, whom }) {
  const [kind, id] = about.split(/:(.*)/);
  const subject = whom || ["conversation", "user", "person", "audit"].includes(kind) ? [] : [/^\d{1,9}$/.test(id) ? `#${id}` : id];
  const rest = Object.entries(detail).filter(([name]) => name !== "conversation").map(([name, value]) => `${named("audit.has_", name)}: ${shown(name, value)}`);
  const parts = [...subject, ...rest];
  return parts.length ? [make("div", "more", parts.join(" · "))] : [];
}

function shown(name, value) {
  if (name === "to_agent") return names.get(value) ?? `#${value}`;
  if (Array.isArray(value)) return value.join(", ");
  return known(`people.role_${value}`) ? t(`people.role_${value}`) : String(value);
}

$("filter").addEventListener("change", () => read());
$("filter").addEventListener("submit", (event) => { event.preventDefault(); read(); });
$("more").addEventListener("click", () => read(next));
const { items } = await call("/people");
for (const { id, name } of items) names.set(id, name);
$("filter").elements.person.append(...items.map(({ id, name }) => new Option(name, id)));
const wanted = new URLSearchParams(location.search);
for (const name of ["person", "action", "conversation", "since", "until"]) if (wanted.has(name)) $("filter").elements[name].value = wanted.get(name);
await read();
