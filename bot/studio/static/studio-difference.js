// What differs between two sets, for people of a shop: flows by name, wordings before and after, and the lines for who wants them.

import { button, make } from "./console-dom.js";
import { lang, t } from "./console-words.js";

const FEW = 4; // wordings that are shown at first
const tongue = new Intl.DisplayNames(lang, { type: "language" });

export function difference({ flows, wordings, files }) {
  const parts = [];
  if (flows.length) parts.push(make("h3", "", t("versions.flows")), make("ul", "became-list", ...flows.map(({ flow, became }) => make("li", "", badge(became), make("code", "", flow)))));
  if (wordings.length) parts.push(make("h3", "", t("versions.wordings")), ...few(byWording(wordings)));
  if (files.length) parts.push(make("h3", "", t("versions.files")), ...files.map(file));
  return parts.length ? parts : [make("p", "soft", t("versions.same"))];
}

const badge = (became) => make("span", `became ${became}`, t(`versions.${became}`));

// The first of them, and a button for all.
function few(nodes) {
  const rest = nodes.slice(FEW);
  if (!rest.length) return nodes;
  for (const node of rest) node.hidden = true;
  const all = button(t("versions.all", { n: nodes.length }), () => {
    for (const node of rest) node.hidden = false;
    rest[0].tabIndex = -1;
    rest[0].focus();
    all.remove();
  }, "button small all");
  return [...nodes, all];
}

function byWording(wordings) {
  const groups = new Map();
  for (const one of wordings) groups.set(one.wording, [...(groups.get(one.wording) ?? []), one]);
  return [...groups].map(([wording, tongues]) => {
    const node = make("article", "two-sides", make("h4", "", make("code", "", wording)));
    for (const { language, before, after } of tongues) {
      const [old, now] = [before, after].map((entry) => entry && entry.replace(/^[\w-]+ *= */, ""));
      node.append(side("before", language, old, now), side("after", language, now, old));
    }
    return node;
  });
}

function side(which, language, text, other) {
  const shown = text === null ? [t("versions.not_there")] : other === null ? [text] : marked(text, other);
  const node = make("div", `side ${which}${text === null ? " none" : ""}`, make("small", "soft", `${t(`versions.${which}`)} · ${tongue.of(language)}`), make("p", "", ...shown));
  node.lastElementChild.lang = text === null ? lang : language;
  return node;
}

// A text in which the words that the other has not are marked: all between what both begin and end with.
function marked(text, other) {
  const [mine, theirs] = [text, other].map((one) => one.split(/(\s+)/));
  let head = 0;
  while (head < mine.length && mine[head] === theirs[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(mine.length, theirs.length) - head && mine.at(-1 - tail) === theirs.at(-1 - tail)) tail += 1;
  const [, space, middle] = mine.slice(head, mine.length - tail).join("").match(/^(\s*)([^]*)$/);
  return [mine.slice(0, head).join(""), space, middle && make("mark", "", middle), mine.slice(mine.length - tail).join("")];
}

function file({ name, became, lines }) {
  const text = make("pre");
  text.tabIndex = 0;
  text.ariaLabel = name;
  text.role = "region";
  for (const line of lines) text.append(make("span", line.startsWith("+") ? "plus" : line.startsWith("-") ? "minus" : line.startsWith("@") ? "at" : "", `${line}\n`));
  return make("details", "file", make("summary", "", badge(became), make("code", "", name)), text);
}
