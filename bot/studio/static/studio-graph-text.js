// The same without a picture: a nested list of steps with where each leads, and what the signs mean.

import { button, make } from "./console-dom.js";
import { t } from "./console-words.js";
import { spoken } from "./studio-graph-draw.js";

const nameOf = (found, id) => {
  const box = found.boxes.find((one) => one.id === id);
  if (id.startsWith("*flow:")) return id.slice(6);
  return box ? box.title || box.id : t({ END: "graph.end", "*person": "graph.person", "*aside": "graph.aside", "*earlier": "graph.earlier" }[id]);
};

// Every step once, below the step that leads to it first; `go(id)` shows it.
export function listed(found, go) {
  const seen = new Set();
  const item = (box) => {
    seen.add(box.id);
    const node = make("li", "", button(spoken(box), () => go(box.id), "quiet"));
    const ways = found.edges.filter(({ source }) => source === box.id);
    if (!ways.length) return node;
    const list = make("ul");
    for (const way of ways) {
      const told = [way.label, t("graph.leads", { step: nameOf(found, way.target) }), way.times ? `${way.times} (${Math.round(way.share * 100)}%)` : ""].filter(Boolean).join(" · ");
      const next = found.boxes.find(({ id }) => id === way.target);
      const below = make("li", "", make("span", "", told));
      if (next && !seen.has(next.id)) below.append(make("ul", "", item(next)));
      list.append(below);
    }
    node.append(list);
    return node;
  };
  const list = make("ul", "graph-list");
  for (const box of found.boxes) if (!seen.has(box.id)) list.append(item(box));
  return list;
}

export function legend() {
  const list = make("dl", "graph-legend");
  const signs = { line: "→", back: "⇢", rejection: "↺", remind: "◔", expire: "◷", tries: "☹" };
  for (const [name, sign] of Object.entries(signs)) list.append(make("dt", "", sign), make("dd", "", t(`graph.sign_${name}`)));
  list.append(make("dt", "leaving", "▮"), make("dd", "", t("graph.sign_leave")));
  return list;
}
