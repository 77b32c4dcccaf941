// What there is in the draft and where it stands; of the file that is being written, what is on the screen counts.

import { call } from "./console-api.js";
import { lang } from "./console-words.js";

export const outline = { flows: [], slots: [], wordings: [], calls: [], intents: [], patterns: [], types: [], languages: [] };

export async function readOutline() { Object.assign(outline, await call("/studio/outline")); }

// The flows of a text by their lines, from its indents, so that a half-written one is found too.
export function flowsIn(text) {
  const found = [];
  let inside = false;
  text.split("\n").forEach((line, index) => {
    if (/^[A-Za-z]/.test(line)) inside = line.startsWith("flows:");
    const name = inside && line.match(/^ {2}([A-Za-z_][\w-]*):/);
    if (name) found.push({ id: name[1], line: index + 1 });
  });
  return found;
}

export const flowAt = (text, line) => flowsIn(text).findLast((flow) => flow.line <= line) ?? null;

// The ids of steps that are written in a flow of this text, with their lines.
export function stepsIn(text, flow) {
  const lines = text.split("\n");
  const all = flowsIn(text);
  const end = all[all.findIndex((one) => one.line === flow.line) + 1]?.line ?? lines.length + 1;
  const found = [];
  for (let line = flow.line; line < end; line += 1) {
    const id = lines[line - 1].match(/^\s*(?:- )?id:\s*["']?([\w:-]+)/);
    if (id) found.push({ id: id[1], line });
  }
  return found;
}

// The step a line belongs to, as the draft was read last.
export function stepAt(file, flowId, line) {
  const flow = outline.flows.find((one) => one.id === flowId && one.file === file);
  return flow?.steps.findLast((step) => step.line <= line)?.id ?? null;
}

export const wordingIds = () => [...new Set(outline.wordings.map(({ id }) => id))];

export function wordingOf(id, language = lang) {
  const all = outline.wordings.filter((one) => one.id === id);
  return all.find(({ file }) => file.startsWith(`wording/${language}`)) ?? all[0] ?? null;
}

const STEPS = /^(?:next|then|else|skipped|failed|approved|rejected|no_answer)$/;
const FLOWS = /^(?:call|link)$/;

// Where the word at a place is defined: { file, line }, or null.
export function definition(file, text, offset) {
  const start = text.slice(0, offset).search(/[\w.-]*$/);
  const word = text.slice(start).match(/^[\w.-]*/)[0].replace(/\.$/, "");
  if (!word) return null;
  const line = text.slice(0, offset).split("\n").length;
  const key = text.slice(text.lastIndexOf("\n", start - 1) + 1, start).match(/([\w]+):[^:]*$/)?.[1] ?? "";
  if (file.endsWith(".ftl")) return usedAt(word.replace(/^\$/, ""));
  const flow = flowAt(text, line);
  if (STEPS.test(key) && flow) { const step = stepsIn(text, flow).find(({ id }) => id === word); if (step) return { file, line: step.line }; }
  const other = outline.flows.find(({ id }) => id === word);
  if (FLOWS.test(key) || (other && !wordingOf(word))) return other ?? null;
  const slot = word.match(/^slots\.(\w+)/)?.[1] ?? (key === "collect" ? word : null);
  if (slot) { const found = outline.slots.find((one) => one.name === slot && one.flow === flow?.id) ?? outline.slots.find((one) => one.name === slot); if (found) return found; }
  return wordingOf(word) ?? wordingOf(`intent-${word}`) ?? stepsIn(text, flow ?? { line: 1 }).map((one) => ({ file, ...one })).find(({ id }) => id === word) ?? null;
}

// Where a wording is said first.
function usedAt(id) {
  for (const flow of outline.flows) for (const step of flow.steps) if (step.about === id || `ask-${step.about.replaceAll("_", "-")}` === id) return { file: flow.file, line: step.line };
  return null;
}
