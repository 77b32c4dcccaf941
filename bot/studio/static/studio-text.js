// The field one writes in: a real textarea, with its colours, numbers and marks in a layer behind it that is redrawn by the line.

import { make } from "./console-dom.js";
import { pieces } from "./studio-colour.js";

export class TextField {
  #lines = []; // as they are drawn
  #text = "";
  #marks = new Map(); // line -> { column, text, severity }

  constructor(area, layer, frame) {
    Object.assign(this, { area, layer, frame, fluent: false, lit: 0 });
    area.addEventListener("input", () => this.draw());
    area.addEventListener("keydown", (event) => this.#key(event));
    area.addEventListener("beforeinput", (event) => this.#dash(event));
  }

  get text() { return this.#text; } // of the field; to ask it each time would cost more the longer it is

  get caret() { return this.area.selectionStart; }

  get line() { return lineAt(this.text, this.caret); }

  // Another text: of a file that is opened, where `fluent` tells its language. Its undo begins anew.
  open(text, fluent) {
    this.fluent = fluent;
    this.#marks.clear();
    this.#lines = [];
    this.layer.replaceChildren();
    this.area.value = text;
    this.area.setSelectionRange(0, 0);
    this.draw();
  }

  // The same file in other words: only what differs is put in, so that the caret stays and undo goes on.
  become(text) {
    const now = this.text;
    if (text === now) return;
    let head = 0;
    while (head < now.length && head < text.length && now[head] === text[head]) head += 1;
    let tail = 0;
    while (tail < now.length - head && tail < text.length - head && now[now.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
    const [end, put] = [now.length - tail, text.slice(head, text.length - tail)];
    const moved = (at) => (at <= head ? at : at >= end ? at + put.length - (end - head) : head + put.length);
    const [from, to] = [moved(this.area.selectionStart), moved(this.area.selectionEnd)];
    this.area.setRangeText(put, head, end, "preserve");
    this.area.setSelectionRange(from, to);
    this.draw();
  }

  // Typed in the writer's name, so that the browser's own undo takes it back.
  replace(from, to, put) {
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(from, to);
    const done = put ? document.execCommand("insertText", false, put) : from === to || document.execCommand("delete");
    if (!done) { this.area.setRangeText(put, from, to, "end"); this.area.dispatchEvent(new Event("input", { bubbles: true })); }
  }

  draw() {
    this.#text = this.area.value;
    const lines = this.#text.split("\n");
    const old = this.#lines;
    let head = 0;
    while (head < lines.length && head < old.length && lines[head] === old[head]) head += 1;
    let tail = 0;
    while (tail < lines.length - head && tail < old.length - head && lines[lines.length - 1 - tail] === old[old.length - 1 - tail]) tail += 1;
    const nodes = this.layer.children;
    for (let index = old.length - tail - 1; index >= head; index -= 1) nodes[index].remove();
    const fresh = document.createDocumentFragment();
    for (let index = head; index < lines.length - tail; index += 1) fresh.append(this.#drawn(lines[index]));
    this.layer.insertBefore(fresh, nodes[head] ?? null);
    this.#lines = lines;
  }

  #drawn(line, mark = null) {
    const node = make("div", "line");
    let at = 0;
    for (const [kind, text] of pieces(line, this.fluent)) {
      const wrong = mark && at + text.length > mark.column - 1 && text.trim();
      node.append(kind || wrong ? make("span", [kind && `t-${kind}`, wrong && "wavy"].filter(Boolean).join(" "), text) : text);
      at += text.length;
    }
    if (!line) node.append("\u200b");
    if (mark) { node.classList.add(mark.severity); node.dataset.told = mark.text; }
    return node;
  }

  // Mistakes by their lines; a line that is no more has none.
  mark(problems) {
    const marks = new Map();
    for (const one of problems) if (one.line && !marks.has(one.line)) marks.set(one.line, one);
    for (const line of new Set([...this.#marks.keys(), ...marks.keys()])) {
      const node = this.layer.children[line - 1];
      if (node) node.replaceWith(this.#drawn(this.#lines[line - 1], marks.get(line)));
    }
    this.#marks = marks;
  }

  // Where something stands in the frame, in pixels.
  spot(offset) {
    const line = lineAt(this.text, offset);
    const node = this.layer.children[line - 1];
    const start = this.text.lastIndexOf("\n", offset - 1) + 1;
    return { top: node.offsetTop, height: node.offsetHeight, left: node.offsetLeft + (offset - start) * this.wide, line };
  }

  get wide() {
    const ruler = make("span", "ruler", "x".repeat(100));
    this.layer.append(ruler);
    const width = ruler.getBoundingClientRect().width / 100;
    ruler.remove();
    return width;
  }

  // Put the caret at a line (from 1) and column, and bring it into view.
  goto(line, column = 1, length = 0) {
    const at = offsetOf(this.text, line, column);
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(at, at + length);
    const node = this.layer.children[Math.min(line, this.layer.children.length) - 1];
    this.frame.scrollTo({ top: Math.max(0, node.offsetTop - this.frame.clientHeight / 3), left: 0 });
    this.area.dispatchEvent(new Event("moved"));
  }

  #key(event) {
    if (event.defaultPrevented || event.isComposing) return;
    const leaving = this.leaving;
    this.leaving = event.key === "Escape" || (leaving && event.key === "Shift");
    if (event.key === "Tab" && !event.ctrlKey && !event.altKey && !leaving) { event.preventDefault(); this.#indent(event.shiftKey); }
    if (event.key === "Enter" && !event.ctrlKey && !event.altKey && !event.shiftKey) { event.preventDefault(); this.#newLine(); }
    if (event.key === "Backspace" && !event.ctrlKey && !event.altKey && !event.metaKey && this.#outdent()) event.preventDefault();
    if (event.code === "Slash" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.#comment(); }
  }

  // What stands on the caret's line, before it and behind it.
  #around() {
    const end = this.text.indexOf("\n", this.area.selectionEnd);
    return [this.text.slice(this.text.lastIndexOf("\n", this.caret - 1) + 1, this.caret), this.text.slice(this.area.selectionEnd, end < 0 ? undefined : end)];
  }

  #newLine() {
    const [before, behind] = this.#around();
    if (/^ +$/.test(before) && !behind.trim() && !this.fluent) { this.replace(this.caret - Math.min(2, before.length), this.caret, ""); return; }
    const indent = before.match(/^\s*/)[0];
    const [item, key] = [/^\s*- /.test(before), /:\s*$/.test(before)];
    const deeper = this.fluent ? "" : key ? (item ? "    " : "  ") : item ? "  " : "";
    this.replace(this.caret, this.area.selectionEnd, `\n${indent}${deeper}`);
  }

  // Backspace among the spaces a line begins with takes a whole indent.
  #outdent() {
    const [before] = this.#around();
    if (this.area.selectionStart !== this.area.selectionEnd || !/^(?: {2})+$/.test(before)) return false;
    this.replace(this.caret - 2, this.caret, "");
    return true;
  }

  // A dash where the keys of a step stand begins the next step, and goes to where that one began.
  #dash(event) {
    if (event.inputType !== "insertText" || event.data !== " " || this.fluent) return;
    const [before] = this.#around();
    if (!/^ +-$/.test(before)) return;
    const above = this.text.slice(0, this.caret - before.length).split("\n");
    const begun = itemAbove(above, before.length - 1);
    if (begun === null) return;
    event.preventDefault();
    this.replace(this.caret - before.length, this.caret, `${" ".repeat(begun)}- `);
  }

  // The lines of the selection, whole.
  #selected() {
    const from = this.text.lastIndexOf("\n", this.area.selectionStart - 1) + 1;
    const end = this.text.indexOf("\n", Math.max(from, this.area.selectionEnd - (this.area.selectionEnd > this.area.selectionStart ? 1 : 0)));
    return [from, end < 0 ? this.text.length : end];
  }

  #indent(back) {
    const { selectionStart: from, selectionEnd: to } = this.area;
    if (from === to && !back) { this.replace(from, to, "  "); return; }
    this.#rewrite((line) => (back ? line.replace(/^ {1,2}/, "") : line && `  ${line}`));
  }

  #comment() {
    const [from, end] = this.#selected();
    const lines = this.text.slice(from, end).split("\n").filter((line) => line.trim());
    const off = lines.length > 0 && lines.every((line) => /^\s*#/.test(line));
    const depth = this.fluent ? 0 : Math.min(...lines.map((line) => line.match(/^\s*/)[0].length));
    this.#rewrite((line) => (!line.trim() ? line : off ? line.replace(/^(\s*)# ?/, "$1") : `${line.slice(0, depth)}# ${line.slice(depth)}`));
  }

  #rewrite(change) {
    const [from, end] = this.#selected();
    const [start, stop, before] = [this.area.selectionStart, this.area.selectionEnd, this.text.slice(from, end)];
    const after = before.split("\n").map(change).join("\n");
    if (after === before) return;
    this.replace(from, end, after);
    const first = after.indexOf("\n") < 0 ? after.length - before.length : change(before.split("\n")[0]).length - before.split("\n")[0].length;
    this.area.setSelectionRange(Math.max(from, start + first), start === stop ? Math.max(from, stop + first) : stop + after.length - before.length);
  }
}

// Where the item begins whose keys stand at `width`, when another item cannot stand there; else null. `above` are the lines before.
function itemAbove(above, width) {
  const lines = above.filter((line) => line.trim() && !/^\s*#/.test(line)).reverse();
  const depth = (line) => line.match(/^ */)[0].length;
  if (!lines.length || (depth(lines[0]) + (/^ *- /.test(lines[0]) ? 2 : 0) <= width && /:\s*$/.test(lines[0]))) return null; // a list begins here
  const parent = lines.find((line) => depth(line) < width || /^ *- /.test(line) && depth(line) === width);
  return parent && /^ *- /.test(parent) && depth(parent) === width - 2 ? width - 2 : null;
}

export const lineAt = (text, offset) => text.slice(0, offset).split("\n").length;

export function offsetOf(text, line, column = 1) {
  let at = 0;
  for (let left = line; left > 1; left -= 1) {
    const next = text.indexOf("\n", at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  const end = text.indexOf("\n", at);
  return Math.min(at + column - 1, end < 0 ? text.length : end);
}
