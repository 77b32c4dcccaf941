// Finding in the open file: the browser's own search does not look into fields.

import { $ } from "./console-dom.js";
import { t } from "./console-words.js";
import { lineAt } from "./studio-text.js";

export function findBar(field) {
  const [bar, input] = [$("find"), $("find-text")];
  const places = () => {
    const wanted = input.value.toLowerCase();
    const text = field.text.toLowerCase();
    const found = [];
    for (let at = wanted ? text.indexOf(wanted) : -1; at >= 0 && found.length < 5000; at = text.indexOf(wanted, at + wanted.length)) found.push(at);
    return found;
  };
  const tell = (found, index) => { $("find-count").textContent = input.value ? t("studio.found", { at: found.length ? index + 1 : 0, all: found.length }) : ""; };
  let at = -1;
  const go = (step, keep = true) => {
    const found = places();
    if (!found.length) { tell(found, 0); return; }
    const from = at < 0 ? field.caret : at;
    let index = step > 0 ? found.findIndex((place) => place > from) : found.findLastIndex((place) => place < from);
    if (step === 0) index = found.findIndex((place) => place >= from);
    if (index < 0) index = step < 0 ? found.length - 1 : 0;
    at = found[index];
    tell(found, index);
    const line = lineAt(field.text, at);
    field.goto(line, at - field.text.lastIndexOf("\n", at - 1), input.value.length);
    if (keep) input.focus();
  };
  const close = () => { bar.hidden = true; at = -1; field.area.focus(); };
  input.addEventListener("input", () => { at = -1; const found = places(); if (found.length) go(0); else tell(found, 0); });
  bar.addEventListener("submit", (event) => { event.preventDefault(); go(1); });
  $("find-next").addEventListener("click", () => go(1));
  $("find-before").addEventListener("click", () => go(-1));
  $("find-close").addEventListener("click", close);
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); close(); }
    if (event.key === "Enter" && event.shiftKey) { event.preventDefault(); go(-1); }
  });
  return () => {
    const { selectionStart: from, selectionEnd: to } = field.area;
    if (to > from && to - from < 80) input.value = field.text.slice(from, to);
    bar.hidden = false;
    at = -1;
    input.focus();
    input.select();
  };
}
