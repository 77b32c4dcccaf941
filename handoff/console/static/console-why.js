// Why the bot said what it said: what it understood, where it stood, what it did, from the record of the turn.

import { make } from "./console-dom.js";

const percent = (share) => `${Math.round(share * 100)} %`;

export function explain(turn) {
  const { events = [], effects = [], set, engine } = turn.record;
  const parts = [
    ...events.filter(([kind]) => kind === "Heard").map(([, heard]) => understood(heard.understanding)),
    section("It was told", events.filter(([kind]) => kind !== "Heard").map(told)),
    section("It went", effects.filter(([kind]) => kind === "Record").map(([, record]) => went(record))),
    section("It did", effects.filter(([kind]) => kind !== "Record").map(did)),
  ];
  const version = [set && `flows ${set.slice(0, 12)}`, engine && `engine ${engine}`].filter(Boolean).join(" · ");
  return make("div", "why", ...parts, version ? make("p", "soft", version) : null);
}

function section(title, lines) {
  const list = make("ul", "", ...lines.filter(Boolean).map((line) => make("li", "", ...[line].flat())));
  return list.children.length ? make("section", "", make("h3", "", title), list) : null;
}

function understood({ text, language, intent, accepted, ranking = [], entities = [] }) {
  const bars = ranking.filter(({ confidence }, place) => place === 0 || confidence >= 0.01).map(({ name, confidence }) => {
    const meter = Object.assign(make("meter"), { min: 0, max: 1, value: confidence });
    meter.setAttribute("aria-label", `${name}: ${percent(confidence)}`);
    return make("div", "bar", make("code", "", name), meter, make("span", "soft", percent(confidence)));
  });
  const found = entities.map(({ kind, value }) => `${kind} ${value}`).join(", ");
  const verdict = accepted ? `sure that it is ${intent}` : "not sure enough to act on it";
  return make(
    "section", "", make("h3", "", `“${text}” (${language}): ${verdict}`), ...bars,
    found ? make("p", "", `Found: ${found}`) : null,
  );
}

function told([kind, event]) {
  switch (kind) {
    case "Pressed": return `the button ${event.title || event.payload}`;
    case "Answered": return event.failure ? `no answer: ${event.failure}` : `an answer: ${brief(event.value)}`;
    case "Told": return `${event.fact.replaceAll("_", " ")} ${brief(event.values)}`;
    case "Elapsed": return `the time ran out: ${event.timer}`;
    case "Attached": return `a file: ${event.name || event.type}`;
    default: return kind.toLowerCase();
  }
}

function went({ what, values = {} }) {
  const { flow, step, ...more } = values;
  return [what.replaceAll("_", " "), " ", make("code", "", [flow, step].filter(Boolean).join(" / ")), brief(more) ? ` ${brief(more)}` : ""];
}

function did([kind, effect]) {
  switch (kind) {
    case "Say": return ["said ", make("code", "", effect.wording)];
    case "Call": return ["asked the shop: ", make("code", "", effect.name)];
    case "Handoff": return `handed over to people: ${effect.reason}`;
    case "Promise": return `promised: ${effect.what}`;
    case "Remind": return `set a timer: ${effect.timer}`;
    case "Forget": return null;
    default: return kind.toLowerCase();
  }
}

function brief(value) {
  const text = value && typeof value === "object" ? Object.entries(value).map(([key, one]) => `${key} ${plain(one)}`).join(", ") : String(value ?? "");
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}

const plain = (value) => (value && typeof value === "object" ? JSON.stringify(value) : String(value));
