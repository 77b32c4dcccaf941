// The picture itself: boxes, ways and their words as nodes of SVG, each where the server has put it.

import { t } from "./console-words.js";

const SPACE = "http://www.w3.org/2000/svg";
const MANY = 0.2; // of those who reach a step: where so many leave, it is marked

export function shape(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const rounded = ({ x, y, width, height }, className, radius) => shape("rect", { class: className, x, y, width, height, rx: radius });
const line = (text, className, x, y, middle = false) => shape("text", { class: className, x, y, ...(middle && { "text-anchor": "middle" }) }, text);

// A step in one sentence, as a screen reader says it.
export function spoken(box) {
  const name = [t(`graph.${box.kind}`), box.title || (box.id.startsWith("*") ? "" : box.id), box.text].filter(Boolean).join(": ");
  const marks = box.rows.filter(({ kind }) => kind === "mark" || kind === "count").map(({ text }) => text);
  return [name, ...marks].join(". ");
}

export function drawBox(box) {
  const { x, y } = box.at;
  const leaves = box.reached && box.left / box.reached >= MANY;
  const node = shape("g", { class: `step ${box.kind}${leaves ? " leaving" : ""}`, role: "button", tabindex: -1, "aria-label": spoken(box), "data-step": box.id });
  node.append(rounded(box.at, "box", 9));
  let down = y + 5;
  for (const { kind, text } of box.rows) {
    down += kind === "text" ? 17 : 15;
    node.append(line(text, kind, x + 12, down));
  }
  return node;
}

export function drawWay(edge, tip) {
  const node = shape("path", { class: `way ${edge.kind}${edge.back ? " back" : ""}`, d: edge.path, "marker-end": `url(#${tip})` });
  node.style.setProperty("--share", edge.share);
  return node;
}

// What stands beside a way, and what it ends in.
export function drawWords(edge) {
  const nodes = [];
  if (edge.label_at) {
    const { x, y, width } = edge.label_at;
    const node = shape("g", { class: "label", "aria-hidden": "true" }, rounded(edge.label_at, "paper", 3));
    edge.rows.forEach((text, index) => node.append(line(text, index === edge.rows.length - 1 && edge.times ? "count" : "condition", x + width / 2, y + 12 + 15 * index, true)));
    nodes.push(node);
  }
  if (edge.stub_at) {
    const { x, y, width, height } = edge.stub_at;
    const leads = edge.flow || !["END", "*person", "*aside", "*earlier"].includes(edge.target);
    const node = shape("g", leads ? { class: "stub leads", "data-to": edge.target, "data-flow": edge.flow } : { class: "stub", "aria-hidden": "true" });
    node.append(rounded({ x, y: y + 2, width, height: height - 4 }, "pill", 10), line(edge.stub, "stub-text", x + width / 2, y + 16, true));
    nodes.push(node);
  }
  return nodes;
}

export function tipOf(id) {
  const marker = shape("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" });
  marker.append(shape("path", { class: "tip", d: "M0 0L8 4L0 8z" }));
  return shape("defs", {}, marker);
}
