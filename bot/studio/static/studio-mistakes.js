// The mistakes of the draft in a list, each with what mends it: a click where that is known.

import { $, button, make } from "./console-dom.js";
import { t } from "./console-words.js";
import { newWording } from "./studio-new.js";

const QUOTED = /`([^`]+)`/g;
const wordsOf = (text) => [...text.matchAll(QUOTED)].map(([, word]) => word);

// The word to write instead, and the wrong one, of a mistake with "did you mean".
export function instead(problem) {
  const [meant] = problem.hint.startsWith("did you mean") ? wordsOf(problem.hint) : [];
  return meant ? { meant, wrong: wordsOf(problem.text) } : null;
}

// Put the right word where the wrong one stands, in the open file.
function mend(field, problem) {
  const { meant, wrong } = instead(problem);
  const lines = field.text.split("\n");
  const start = lines.slice(0, problem.line - 1).join("\n").length + (problem.line > 1 ? 1 : 0);
  for (let line = problem.line, at = start; line <= Math.min(lines.length, problem.line + 12); at += lines[line - 1].length + 1, line += 1) {
    for (const word of wrong.flatMap((one) => [one, one.split(".").at(-1)])) {
      const found = lines[line - 1].search(new RegExp(`(?<![\\w-])${word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`));
      if (found >= 0) { field.replace(at + found, at + found + word.length, meant.split(".").at(-1) === meant || word.includes(".") ? meant : meant.split(".").at(-1)); return true; }
    }
  }
  return false;
}

export function fixes(problem, field, file, open) {
  const found = [];
  const right = instead(problem);
  if (right) found.push(button(t("studio.write", { word: right.meant }), async () => { await open(problem.file, problem.line); mend(field, problem); }, "button small"));
  if (["wording-unknown", "wording-missing"].includes(problem.code)) found.push(button(t("studio.new_wording"), () => newWording(wordsOf(problem.text)[0]), "button small"));
  return found;
}

export function drawMistakes(problems, field, file, open) {
  $("checking").hidden = true;
  const here = (one) => one.file === file;
  const sorted = [...problems].sort((one, other) => here(other) - here(one) || (one.severity > other.severity) - (one.severity < other.severity));
  $("mistakes").replaceChildren(...sorted.slice(0, 200).map((one) => {
    const node = make("li", `mistake ${one.severity}`);
    const go = button("", () => open(one.file, one.line || 1, null, one.column), "place");
    go.append(make("span", "where", `${one.file.replace(/^(scripts|wording)\//, "")}${one.line ? `:${one.line}` : ""}`), make("span", "what", plain(one.text)));
    node.append(go, ...(one.hint ? [make("p", "hint", plain(one.hint))] : []), ...fixes(one, field, file, open));
    return node;
  }));
  $("no-mistakes").hidden = problems.length > 0;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  $("mistake-count").textContent = problems.length ? String(problems.length) : "";
  $("mistake-count").classList.toggle("wrong", errors > 0);
}

export const plain = (text) => text.replaceAll("`", "");
