// One wording in one language: read, changed in place, tried with values as they may be.

import { call, problemOf, Refused } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";
import { fields, read } from "./studio-wording-pieces.js";

const PAUSE = 400; // ms after the last key until it is shown how it reads
export const nameOf = (language) => t(`wordings.lang_${language}`);

// `changed(wording)` takes what the server says after it was saved.
export function cell(wording, language, changed) {
  const text = wording.texts.find((one) => one.language === language);
  const node = make("section", text ? "in-tongue" : "in-tongue lacking");
  node.lang = language;
  const head = () => make("h3", "", nameOf(language), text?.changed ? make("span", "mark", t("wordings.is_changed")) : null, text && !text.version ? make("span", "", t("wordings.built_in")) : null);
  const edit = (from) => { node.classList.add("editing"); node.replaceChildren(head(), ...editor(wording, language, text, from, changed, back)); node.querySelector("textarea")?.focus(); };
  function back() {
    node.classList.remove("editing");
    if (text) {
      const act = button(t("wordings.change"), () => edit(text), "button small");
      act.setAttribute("aria-label", t("wordings.edit", { id: wording.id, language: nameOf(language) }));
      const also = Object.entries(text.attributes).map(([name, words]) => make("p", "also", `.${name} = ${words}`));
      node.replaceChildren(head(), make("div", "words", ...read(text.pieces)), ...also, act);
    } else {
      const copies = wording.texts.map((one) => button(t("wordings.copy", { language: nameOf(one.language) }), () => edit(one), "button"));
      node.replaceChildren(head(), make("p", "soft", t("wordings.missing")), make("div", "copies", button(t("wordings.write"), () => edit(null), "button"), ...copies));
    }
  }
  back();
  return node;
}

function editor(wording, language, text, from, changed, back) {
  let seen = text?.version ?? "";
  let timer = null;
  const shown = make("div", "shown");
  shown.setAttribute("role", "status");
  const warn = make("div", "theirs");
  warn.hidden = true;
  const touched = () => { clearTimeout(timer); timer = setTimeout(show, PAUSE); };
  const pieces = fields(from?.pieces ?? [], language, touched);
  const attributes = new Map();
  const rows = [...new Set([...Object.keys(from?.attributes ?? {}), ...(wording.title ? ["also"] : [])])].map((name) => {
    const field = Object.assign(make("input"), { type: "text", value: from?.attributes[name] ?? "", lang: language, autocomplete: "off" });
    attributes.set(name, field);
    return make("label", "field", make("span", "", t("wordings.also", { name })), field);
  });
  const body = () => ({
    language, pieces: pieces.got(), seen,
    attributes: Object.fromEntries([...attributes].map(([name, field]) => [name, field.value.trim()]).filter(([, words]) => words)),
  });
  async function show() {
    try { shown.replaceChildren(...shownWays(await call(`/studio/wordings/${wording.id}/preview`, body()), language)); } catch (error) { shown.replaceChildren(make("p", "problem", problemOf(error))); }
  }
  async function save() {
    keep.disabled = true;
    try {
      changed(await call(`/studio/wordings/${wording.id}`, body()));
      toast(t("wordings.saved"));
      document.dispatchEvent(new CustomEvent("draft-changed"));
    } catch (error) {
      if (error instanceof Refused && error.status === 409) await theirs();
      else { warn.textContent = problemOf(error); warn.hidden = false; }
    } finally { keep.disabled = false; }
  }
  async function theirs() {
    const now = (await call(`/studio/wordings/${wording.id}`)).texts.find((one) => one.language === language);
    seen = now?.version ?? "";
    warn.replaceChildren(make("p", "", t("wordings.theirs")), make("div", "words", ...read(now?.pieces ?? [])));
    warn.hidden = false;
  }
  let last = null; // the field the caret was in, where a value is put
  pieces.node.addEventListener("focusin", ({ target }) => { last = target; });
  const put = (name) => {
    const field = last ?? pieces.node.querySelector("textarea");
    field.setRangeText(`{ $${name} }`, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    touched();
  };
  const chips = wording.values.map(({ name, type }) => {
    const chip = button(`$${name}`, () => put(name), "value");
    chip.setAttribute("aria-label", t("wordings.put", { name }));
    chip.title = type;
    return chip;
  });
  const keep = button(t("wordings.save"), save, "button primary");
  const keys = (event) => {
    if (event.key === "Escape") { event.stopPropagation(); back(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(); }
  };
  const form = make("div", "pieces", pieces.node, ...rows);
  form.addEventListener("keydown", keys);
  show();
  return [chips.length ? make("p", "chips", t("wordings.values"), ...chips) : null, form, warn, shown, make("div", "buttons", button(t("wordings.cancel"), back, "button"), keep)].filter(Boolean);
}

function shownWays({ ways, problem }, language) {
  if (problem) return [make("p", "problem", problem)];
  const list = make("dl");
  for (const way of ways) {
    const cuts = way.cuts.map(({ channel, text }) => make("p", "cut", t("wordings.cut", { channel, text })));
    list.append(make("dt", "", way.told || t("wordings.usual")), Object.assign(make("dd", "", way.text, ...cuts), { lang: language }));
  }
  return [make("strong", "", t("wordings.preview")), list];
}
