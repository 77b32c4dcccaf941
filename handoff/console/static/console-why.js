// Why the bot said what it said: what it understood, where it stood, what it did, from the record of the turn.

import { make } from "./console-dom.js";
import { t } from "./console-words.js";

const percent = (share) => `${Math.round(share * 100)} %`;

// `took` is the ms until the answer, null where that is not known.
export function explain(turn, took = null) {
  const { events = [], effects = [], set, engine } = turn.record;
  const parts = [
    ...events.filter(([kind]) => kind === "Heard").map(([, heard]) => understood(heard.understanding)),
    section(t("why.told"), events.filter(([kind]) => kind !== "Heard").map(told)),
    section(t("why.went"), effects.filter(([kind]) => kind === "Record").map(([, record]) => went(record))),
    section(t("why.did"), effects.filter(([kind]) => kind !== "Record").map(did)),
  ];
  const version = [set && t("why.flows", { version: set.slice(0, 12) }), engine && t("why.engine", { version: engine }), took !== null && t("why.took", { ms: took })].filter(Boolean).join(" · ");
  return make("div", "why", ...parts, version ? make("p", "soft", version) : null);
}

function section(title, lines) {
  const list = make("ul", "", ...lines.filter(Boolean).map((line) => make("li", "", ...[line].flat())));
  return list.children.length ? make("section", "", make("h3", "", title), list) : null;
}

function understood({ text, language, intent, accepted, ranking = [], entities = [], model = "" }) {
  const bars = ranking.filter(({ confidence }, place) => place === 0 || confidence >= 0.01).map(({ name, confidence }) => {
    const meter = Object.assign(make("meter"), { min: 0, max: 1, value: confidence });
    meter.setAttribute("aria-label", `${name}: ${percent(confidence)}`);
    return make("div", "bar", make("code", "", name), meter, make("span", "soft", percent(confidence)));
  });
  const found = entities.map(({ kind, value, text: source }) => `${kind.replaceAll("_", " ")} ${value}${source && source !== value ? ` ← “${source}”` : ""}`).join(", ");
  const verdict = t(accepted ? "why.sure" : "why.unsure", { text, language, intent });
  return make(
    "section", "", make("h3", "", verdict), ...bars,
    found ? make("p", "", t("why.found", { what: found })) : null,
    model ? make("p", "soft", t("why.model", { model })) : null,
  );
}

function told([kind, event]) {
  switch (kind) {
    case "Pressed": return t("why.button", { title: event.title || event.payload });
    case "Answered": return event.failure ? t("why.no_answer", { why: event.failure }) : t("why.an_answer", { what: brief(event.value) });
    case "Told": return `${event.fact.replaceAll("_", " ")} ${brief(event.values)}`;
    case "Elapsed": return t("why.ran_out", { timer: event.timer });
    case "Attached": return t("why.a_file", { name: event.name || event.type });
    default: return kind.toLowerCase();
  }
}

function went({ what, values = {} }) {
  const { flow, step, ...more } = values;
  return [what.replaceAll("_", " "), " ", make("code", "", [flow, step].filter(Boolean).join(" / ")), brief(more) ? ` ${brief(more)}` : ""];
}

function did([kind, effect]) {
  switch (kind) {
    case "Say": return [t("why.said"), " ", make("code", "", effect.wording)];
    case "Call": return [t("why.asked"), " ", make("code", "", effect.name)];
    case "Handoff": return t("why.handed", { reason: effect.reason });
    case "Promise": return t("why.promised", { what: effect.what });
    case "Remind": return t("why.timer", { timer: effect.timer });
    case "Forget": return null;
    default: return kind.toLowerCase();
  }
}

function brief(value) {
  const text = value && typeof value === "object" ? Object.entries(value).map(([key, one]) => `${key} ${plain(one)}`).join(", ") : String(value ?? "");
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}

// A sum, a day or a moment stands in a record as `{"$money": ["12.50", "EUR"]}`: its parts are what people read.
function plain(value) {
  const names = value && typeof value === "object" && !Array.isArray(value) ? Object.keys(value) : [];
  if (names.length === 1 && names[0].startsWith("$")) return [value[names[0]]].flat().map(plain).join(" ");
  return value && typeof value === "object" ? JSON.stringify(value) : String(value);
}
