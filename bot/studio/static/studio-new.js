// New things in all languages at once: a flow from a few questions, and a wording that is missing.

import { call, problemOf } from "./console-api.js";
import { $, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { lang, t } from "./console-words.js";
import { amend } from "./studio-draft.js";
import { outline } from "./studio-outline.js";

const NAMES = { lv: "Latviešu", uk: "Українська", ru: "Русский", pl: "Polski", en: "English" };
const changed = () => document.dispatchEvent(new CustomEvent("draft-changed"));
const ftl = (text) => text.trim().split("\n").map((line) => line.replaceAll(/[{}]/g, "")).join("\n    ");

// Asks for a wording in every language and adds it to the file of each where its neighbours stand.
export function newWording(id) {
  const dialog = $("new-wording");
  const form = dialog.querySelector("form");
  dialog.querySelector(".id").textContent = id;
  const readable = id.replace(/^(ask|intent|wrong)-/, "").replaceAll(/[-_]/g, " ");
  const missing = outline.languages.filter((language) => !outline.wordings.some((one) => one.id === id && one.file.startsWith(`wording/${language}`)));
  $("new-texts").replaceChildren(...missing.map((language) => {
    const field = Object.assign(make("textarea"), { name: language, rows: 2, required: true, value: `${readable[0].toUpperCase()}${readable.slice(1)}`, lang: language });
    return make("label", "field", make("span", "", NAMES[language]), field);
  }));
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      for (const language of missing) await amend(`wording/${language}.ftl`, (text) => `${text.replace(/\n*$/, "\n")}${id} = ${ftl(form.elements[language].value)}\n`);
      dialog.close();
      toast(t("studio.wording_added", { id }));
    } catch (error) { toast(problemOf(error), { wrong: true }); }
    changed();
  };
  dialog.showModal();
  const first = form.querySelector(`[lang=${lang}]`) ?? form.querySelector("textarea");
  first?.focus();
  first?.select();
}

// A small sound flow: it asks one question and hands the answer to people; the rest is written in the editor.
export function newFlow(open) {
  const dialog = $("new-flow");
  const form = dialog.querySelector("form");
  form.reset();
  const begun = new Set(outline.flows.flatMap(({ triggers }) => triggers.map((one) => one.split(": ")[1])));
  $("free-intents").replaceChildren(...outline.intents.filter((one) => !begun.has(one)).map((one) => new Option(one)));
  $("new-flow-problem").textContent = "";
  form.onsubmit = async (event) => {
    event.preventDefault();
    const { name, title, question } = Object.fromEntries(["name", "title", "question"].map((key) => [key, form.elements[key].value.trim()]));
    const wish = form.elements.intent.value.trim() || name;
    if (outline.flows.some(({ id }) => id === name)) { $("new-flow-problem").textContent = t("studio.name_taken", { name }); return; }
    if (begun.has(wish)) { $("new-flow-problem").textContent = t("studio.intent_taken", { name: wish }); return; }
    try {
      await call("/studio/files", { files: filesOf(name, title, wish, question) });
      dialog.close();
      changed();
      await open(`scripts/${name}.yml`, 2, name);
    } catch (error) { $("new-flow-problem").textContent = problemOf(error); }
  };
  dialog.showModal();
}

function filesOf(name, title, wish, question) {
  const id = name.replaceAll("_", "-");
  const known = outline.intents.includes(wish);
  const script = `flows:\n  ${name}:\n    description: ${JSON.stringify(title)}\n    nlu_trigger:\n      - ${known ? "intent" : "label"}: ${wish}\n    slots:\n      ${name}_answer: {type: text}\n    steps:\n      - collect: ${name}_answer\n        utter: ask-${id}\n      - handoff: {summary: ${id}-summary}\n`;
  const has = (wording, language) => outline.wordings.some((one) => one.id === wording && one.file.startsWith(`wording/${language}`));
  const words = (language) => `${has(`intent-${wish}`, language) ? "" : `intent-${wish} = ${ftl(title)}\n`}ask-${id} = ${ftl(question)}\n${id}-summary = ${ftl(title)}: { $${name}_answer }.\n`;
  return [{ name: `scripts/${name}.yml`, text: script }, ...outline.languages.map((language) => ({ name: `wording/${language}-${id}.ftl`, text: words(language) }))];
}
