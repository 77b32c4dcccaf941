// One intent opened: its phrases with what lies near them, searched, added, worded otherwise, moved, removed.

import { button, make } from "./console-dom.js";
import { t } from "./console-words.js";
import { choose } from "./studio-choose.js";
import { shown } from "./studio-training.js";

// `change(deeds)` writes to the files, `forget(id)` forgets what was taken from a message; both draw it all anew.
export function opened(found, { languages, intents, change, forget, close }) {
  const find = Object.assign(make("input"), { type: "search", placeholder: t("phrases.find") });
  find.setAttribute("aria-label", t("phrases.find"));
  const language = Object.assign(make("select"));
  language.setAttribute("aria-label", t("phrases.language"));
  language.append(new Option(t("phrases.every_language"), ""), ...languages.map((one) => new Option(one, one)));
  const only = Object.assign(make("input"), { type: "checkbox" });
  const list = make("ul");
  const draw = () => {
    const wanted = find.value.trim().toLowerCase();
    const fits = found.phrases.filter((one) => (!language.value || one.language === language.value) && one.text.toLowerCase().includes(wanted) && (!only.checked || one.pulls || one.double));
    list.replaceChildren(...fits.map((one) => row(one, found.intent, { intents, change, forget })));
  };
  for (const field of [find, language, only]) field.addEventListener("input", draw);
  draw();
  return [
    make("h2", "", shown(found.intent)), button(t("phrases.close"), close, "button"),
    adding(found.intent, languages, change),
    make("div", "tools", find, language, make("label", "tick", only, t("phrases.only_doubtful"))), list,
  ];
}

function adding(intent, languages, change) {
  const language = Object.assign(make("select"), { name: "language" });
  language.append(...languages.map((one) => new Option(one, one)));
  const texts = Object.assign(make("textarea"), { required: true });
  const form = make("form", "adding", make("label", "field", make("span", "", t("phrases.add_hint")), texts),
    make("label", "field", make("span", "", t("phrases.language")), language), make("button", "button", t("phrases.add")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const lines = texts.value.split("\n").map((line) => line.trim()).filter(Boolean);
    change([{ kind: "add", language: language.value, intent, texts: lines }]);
  });
  return form;
}

function row(one, intent, { intents, change, forget }) {
  const place = { language: one.language, intent, file: one.file, line: one.line, text: one.text };
  const act = (word, done) => { const made = button(t(word), done, "button"); made.setAttribute("aria-label", `${t(word)}: ${one.text}`); return made; };
  const marks = [one.pulls && t("phrases.pulls"), one.double && t("phrases.double"), one.lesson && t("phrases.from_message")].filter(Boolean).join(" · ");
  const acts = make("div", "acts");
  const node = make("li", one.pulls ? "phrase pulls" : "phrase", make("span", "text", Object.assign(make("span", "", one.text), { lang: one.language }), " ", make("span", "badge", one.language), " ", make("span", "mark", marks)), acts);
  if (one.lesson) acts.append(act("phrases.remove", () => forget(one.lesson)));
  else if (one.line) {
    acts.append(act("phrases.edit", () => edit(node, one, (text) => change([{ ...place, kind: "edit", texts: [text] }]))),
      act("phrases.move", () => choose(intents.filter((name) => name !== intent), (to) => change([{ ...place, kind: "move", intent: to }]))),
      act("phrases.remove", () => change([{ ...place, kind: "remove" }])));
  }
  if (one.near.length) node.append(make("p", "near", t("phrases.near", { list: one.near.map((near) => `${near.text} (${shown(near.intent)}, ${near.near.toFixed(2)})`).join(" · ") })));
  return node;
}

function edit(node, one, done) {
  if (node.querySelector("input")) return;
  const input = Object.assign(make("input"), { value: one.text, maxLength: 300 });
  input.setAttribute("aria-label", t("phrases.edit"));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && input.value.trim()) done(input.value.trim());
    if (event.key === "Escape") { event.stopPropagation(); input.remove(); }
  });
  node.append(input);
  input.focus();
}
