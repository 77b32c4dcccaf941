// What may stand at the caret: names of steps, slots, wordings and calls where one is asked for, else the keys of what is written.

import { flowAt, outline, stepsIn, wordingIds, wordingOf } from "./studio-outline.js";

const KEYS = {
  collect: ["utter", "values", "buttons", "reprompts", "rejections", "ask_before_filling", "force_slot_filling", "optional", "skipped", "enough", "remind", "expire", "ask_contact"],
  say: ["values", "buttons", "document", "copy", "fact"],
  action: ["with", "once", "failed"],
  call: ["with"],
  confirm: ["values"],
  approve: ["team", "summary", "fields", "within", "say", "approved", "rejected", "no_answer"],
  promise: ["what", "within", "until", "about", "basis"],
  handoff: ["team", "reason", "summary"],
  set_slots: [], link: [], noop: [],
};
const FLOW = ["description", "nlu_trigger", "told", "if", "slots", "persisted_slots", "summary", "ask_again", "lapses", "run_pattern_completed", "steps"];
const VALUE = /(?:^|[\s{[,-])(?<key>[\w]+):\s*(?:\[(?:[^\]]*,)?\s*)?["']?(?<word>[\w.-]*)$/;

const from = (names, note = () => "") => names.map((name) => ({ name, note: note(name) }));
const said = (id) => wordingOf(id)?.text ?? "";

// `{ word, items: [{ name, note, put }] }` for the text up to the caret; `asked` by Ctrl-Space, and then anything may be offered.
export function offers(text, caret, fluent, asked) {
  const before = text.slice(text.lastIndexOf("\n", caret - 1) + 1, caret);
  if (/(?:^|\s)#/.test(before)) return null;
  if (fluent) return inFluent(text, caret, before);
  const path = before.match(/(?<root>slots|context)\.(?<rest>[\w.]*)$/);
  if (path) return ofPath(path.groups, text, caret);
  const value = before.match(VALUE);
  if (value) return fitting(value.groups.word, ofKey(value.groups.key, text, caret));
  const word = before.match(/^\s*(?:- )?([\w]*)$/)?.[1];
  if (word === undefined || (!word && !asked)) return null;
  return fitting(word, keysAt(text, caret, before));
}

function ofKey(key, text, caret) {
  switch (key) {
    case "next": case "then": case "else": case "skipped": case "failed": case "approved": case "rejected": case "no_answer": {
      const flow = flowAt(text, text.slice(0, caret).split("\n").length);
      return [...from(flow ? stepsIn(text, flow).map(({ id }) => id) : []), { name: "END", note: "" }];
    }
    case "call": case "link": return outline.flows.filter(({ id }) => !id.startsWith("pattern_")).map(({ id, description }) => ({ name: id, note: description }));
    case "say": case "utter": case "summary": case "confirm": case "wrong": case "ask_contact": case "wording": case "reprompts": return from(wordingIds().filter((id) => !id.startsWith("-")), said);
    case "action": return outline.calls.map(({ name, result, once }) => ({ name, note: `${once ? "⚑ " : ""}→ context.${result}` }));
    case "collect": return ofSlots();
    case "intent": return from(outline.intents);
    case "type": return from(outline.types);
    case "buttons": return from([...outline.intents, "true", "languages", "options"]);
    default: return [];
  }
}

function ofSlots() {
  const known = new Map(outline.slots.map(({ name, type, values }) => [name, values.length ? values.join(" | ") : type]));
  return [...known].map(([name, note]) => ({ name, note }));
}

function ofPath({ root, rest }, text, caret) {
  if (root === "slots") return fitting(rest, ofSlots());
  const [result, ...fields] = rest.split(".");
  if (!fields.length) return fitting(result, from([...new Set([...outline.calls.map((call) => call.result), "shop", "first", "open", "said"])]));
  const flow = flowAt(text, text.slice(0, caret).split("\n").length);
  const found = outline.calls.filter((call) => call.result === result);
  return fitting(fields.at(-1), found.flatMap((call) => Object.entries(call.fields)).map(([name, note]) => ({ name, note })).filter((one, index, all) => flow && all.findIndex(({ name }) => name === one.name) === index));
}

function keysAt(text, caret, before) {
  const width = before.match(/^\s*(?:- )?/)[0].length;
  const put = (name) => ({ name, note: "", put: `${name}: ` });
  const lines = text.slice(0, caret).split("\n").slice(0, -1);
  if (/^\s*- /.test(before)) return Object.keys(KEYS).map(put).concat(put("id"), put("if"), put("else"), put("intent"));
  if (width === 4) return FLOW.map(put);
  for (const line of lines.toReversed()) {
    if (!line.trim()) continue;
    const start = line.match(/^\s*(?:- )?/)[0].length;
    if (start < width && !/:\s*$/.test(line)) return [];
    const kind = line.match(/^\s*(?:- )?(\w+):/)?.[1];
    if (start <= width && kind in KEYS) return [...KEYS[kind].map(put), put("next"), ...(start === width ? [put("id")] : [])];
    if (start === width && /^\s*- /.test(line)) return [...Object.keys(KEYS).map(put), put("next"), put("then")];
  }
  return [];
}

function inFluent(text, caret, before) {
  const word = before.match(/\$([\w-]*)$/)?.[1];
  if (word === undefined) return null;
  const ids = [...text.slice(0, caret).matchAll(/^(-?[A-Za-z][\w-]*)\s*=/gm)];
  const values = outline.wordings.filter(({ id }) => id === ids.at(-1)?.[1]).flatMap((one) => one.values);
  return fitting(word, from([...new Set([...values, ...outline.slots.map(({ name }) => name)])]));
}

function fitting(word, items) {
  const wanted = word.toLowerCase();
  const rank = ({ name }) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
  const found = items.filter(({ name }) => name.toLowerCase().includes(wanted) && name !== word).sort((one, other) => rank(one) - rank(other)).slice(0, 60);
  return found.length ? { word, items: found } : null;
}
