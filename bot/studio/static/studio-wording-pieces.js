// A wording in pieces: texts and choices between variants, shown to be read, and as fields to be changed.

import { make } from "./console-dom.js";
import { t } from "./console-words.js";

// Words with the values in them as chips.
function words(text) {
  const node = make("span");
  for (const [index, piece] of text.split(/(\{[^{}]*\})/).entries()) {
    if (index % 2 === 0) node.append(piece);
    else if (/^\{\s*""\s*\}$/.test(piece)) continue;
    else node.append(make("span", "value", piece.replace(/^\{\s*|\s*\}$/g, "")));
  }
  return node;
}

function nameOf({ key, default: rest, numbers }) {
  if (key === "none") return t("wordings.form_none");
  if (numbers?.length) return t("wordings.form_numbers", { key, numbers: numbers.join(", ") });
  return t(rest ? "wordings.form_rest" : "wordings.form", { key });
}

export function read(pieces) {
  return pieces.map((piece) => (piece.selector
    ? make("div", "", ...piece.variants.map((one) => make("div", "branch", make("small", "", `${piece.selector} · ${nameOf(one)}`), ...read(one.pieces))))
    : words(piece.text)));
}

// Fields for pieces; `got()` gives them as they are now. `changed()` is called whenever one types.
export function fields(pieces, language, changed) {
  const host = make("div", "pieces");
  const parts = (pieces.length ? pieces : [{ text: "" }]).map((piece) => (piece.selector ? choice(piece, language, changed) : text(piece, language, changed)));
  host.append(...parts.map(({ node }) => node));
  return { node: host, got: () => parts.map(({ got }) => got()) };
}

function text(piece, language, changed) {
  const field = Object.assign(make("textarea"), { value: piece.text, rows: Math.min(6, 1 + Math.floor(piece.text.length / 60)), lang: language, maxLength: 4000 });
  field.setAttribute("aria-label", t("wordings.text"));
  field.addEventListener("input", changed);
  return { node: field, got: () => ({ text: field.value }) };
}

function choice({ selector, variants }, language, changed) {
  const inner = variants.map((one) => ({ one, ...fields(one.pieces, language, changed) }));
  const node = make("fieldset", "", make("legend", "", t("wordings.by", { selector })), ...inner.map(({ one, node: below }) => {
    const part = make("fieldset", "", make("legend", "", nameOf(one)), below);
    for (const field of part.querySelectorAll(":scope > .pieces > textarea")) field.setAttribute("aria-label", nameOf(one));
    return part;
  }));
  return { node, got: () => ({ selector, variants: inner.map(({ one, got }) => ({ key: one.key, default: one.default, pieces: got() })) }) };
}
