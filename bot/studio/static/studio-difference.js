// What differs between two sets, for people of a shop: flows by name, wordings before and after, and the lines for who wants them.

import { make } from "./console-dom.js";
import { t } from "./console-words.js";

export function difference({ flows, wordings, files }) {
  const parts = [];
  if (flows.length) parts.push(make("h3", "", t("versions.flows")), make("ul", "became-list", ...flows.map(({ flow, became }) => make("li", "", became_(became), make("code", "", flow)))));
  if (wordings.length) parts.push(make("h3", "", t("versions.wordings")), ...byWording(wordings));
  if (files.length) parts.push(make("h3", "", t("versions.files")), ...files.map(file));
  return parts.length ? parts : [make("p", "soft", t("versions.same"))];
}

const became_ = (became) => make("span", `became ${became}`, t(`versions.${became}`));

function byWording(wordings) {
  const groups = new Map();
  for (const one of wordings) groups.set(one.wording, [...(groups.get(one.wording) ?? []), one]);
  return [...groups].map(([wording, tongues]) => {
    const node = make("article", "two-sides", make("h4", "", make("code", "", wording)));
    for (const { language, before, after } of tongues) node.append(side(t("versions.before"), language, before), side(t("versions.after"), language, after));
    return node;
  });
}

function side(title, language, entry) {
  const text = entry && entry.replace(/^[\w-]+ *= */, "");
  const node = make("div", `side${text === null ? " none" : ""}`, make("small", "soft", `${title} · ${language}`), make("p", "", text === null ? t("versions.not_there") : text));
  node.lastElementChild.lang = text === null ? document.documentElement.lang : language;
  return node;
}

function file({ name, became, lines }) {
  const text = make("pre");
  text.tabIndex = 0;
  text.ariaLabel = name;
  text.role = "region";
  for (const line of lines) text.append(make("span", line.startsWith("+") ? "plus" : line.startsWith("-") ? "minus" : line.startsWith("@") ? "at" : "", `${line}\n`));
  return make("details", "file", make("summary", "", became_(became), make("code", "", name)), text);
}
