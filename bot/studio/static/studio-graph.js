// A flow drawn as a graph, from the draft as it is at this moment: a step clicked shows its line.

import { call, problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { lang, t } from "./console-words.js";
import { drawBox, drawWay, drawWords, shape, tipOf } from "./studio-graph-draw.js";
import { movable } from "./studio-graph-move.js";
import { legend, listed } from "./studio-graph-text.js";
import { wear } from "./studio-look.js";

wear("studio-graph.css");

const shown = new WeakMap(); // by its host: what ends the graph that stands there
let count = 0;

// Draws a flow into `host`, in the place of another. `onStep(stepId, line, flowId)` hears of a step that is chosen; in the flow
// that was asked for first, and in those one opens from it. `language` is that of the wording, the page's own if none is named.
export async function graph(host, flowId, { onStep = () => {}, language = lang } = {}) {
  shown.get(host)?.abort();
  const ending = new AbortController();
  shown.set(host, ending);
  const view = new View(host, onStep, language, ending.signal);
  await view.open(flowId);
  return { show: (step) => view.light(step), close: () => { ending.abort(); host.replaceChildren(); } };
}

class View {
  constructor(host, onStep, language, signal) {
    Object.assign(this, { host, onStep, language, signal, trail: [], found: null, mover: null, current: "*start", tip: `tip-${++count}` });
    this.bar = make("div", "graph-bar");
    this.note = make("p", "graph-note soft");
    this.frame = shape("svg", { class: "graph-frame", role: "group", "aria-roledescription": t("graph.title") });
    this.more = make("div", "graph-more");
    host.classList.add("graph");
    host.replaceChildren(this.bar, this.frame, this.note, this.more);
    document.addEventListener("draft-changed", () => this.again(), { signal });
    document.addEventListener("step-at", ({ detail }) => { if (detail.flow === this.flow) this.light(detail.step ?? this.stepAt(detail.line)); }, { signal });
    this.frame.addEventListener("keydown", (event) => this.key(event), { signal });
    this.frame.addEventListener("click", (event) => this.click(event), { signal });
  }

  get path() { return `/studio/flows/${encodeURIComponent(this.flow)}/graph`; }

  async open(flow) {
    this.flow = flow;
    this.current = "*start";
    this.found = null;
    this.note.textContent = t("graph.loading");
    await this.again();
  }

  // Read and draw again; what is in the middle stays there.
  async again() {
    const asked = this.flow;
    let found;
    try { found = await call(`${this.path}?lang=${this.language}`); } catch (error) {
      if (!this.signal.aborted && asked === this.flow) this.note.textContent = problemOf(error);
      return;
    }
    if (this.signal.aborted || asked !== this.flow) return;
    if (this.found && JSON.stringify(found) === JSON.stringify(this.found)) return;
    const before = this.found, held = this.frame.contains(document.activeElement);
    const anchor = before?.boxes.find(({ id }) => id === this.current);
    this.found = found;
    this.draw();
    const now = this.box(this.current) ?? found.boxes[0];
    this.current = now.id;
    if (before && anchor) {
      const { at } = this.mover;
      Object.assign(at, this.stood);
      at.x += (anchor.at.x - now.at.x) * at.scale;
      at.y += (anchor.at.y - now.at.y) * at.scale;
      this.mover.put();
    } else this.mover.show(now.at, true);
    this.mark(held);
  }

  draw() {
    const { found } = this;
    this.stood = this.mover ? { ...this.mover.at } : null;
    this.frame.setAttribute("aria-label", `${found.flow}: ${found.description}. ${t("graph.help")}`);
    this.sheet = shape("g", { class: "sheet-of-graph" });
    this.frame.replaceChildren(tipOf(this.tip), this.sheet);
    const drawn = found.edges.filter(({ path }) => path);
    this.sheet.append(...drawn.map((edge) => drawWay(edge, this.tip)), ...drawn.flatMap(drawWords), ...found.boxes.map(drawBox));
    this.moving?.abort();
    this.moving = new AbortController();
    this.mover = movable(this.frame, this.sheet, found, AbortSignal.any([this.signal, this.moving.signal]));
    this.around();
  }

  around() {
    const { found, mover } = this;
    const says = [];
    if (found.state !== "whole") says.push(t(`graph.${found.state}`));
    const came = found.boxes[0].reached;
    says.push(t(came ? "graph.counted" : "graph.uncounted", { n: found.days }));
    if (came && found.counted_since) says.push(t("graph.counted_since", { day: new Date(`${found.counted_since}T12:00`).toLocaleDateString(lang) }));
    this.note.textContent = says.join(" ");
    const sign = (text, name, act) => { const node = button(text, act, "button small"); node.setAttribute("aria-label", name); node.title = name; return node; };
    const file = Object.assign(make("a", "button small", t("graph.download")), { href: `/api/v1${this.path}.svg?lang=${this.language}`, download: `${found.flow}.svg` });
    const before = this.trail.at(-1);
    const back = before && button(t("graph.back", { flow: before }), () => { this.trail.pop(); this.open(before); }, "button small");
    const name = make("strong", "graph-name", found.flow);
    this.bar.replaceChildren(...[back, name, sign("−", t("graph.smaller"), () => mover.zoom(1 / 1.3)), sign("+", t("graph.larger"), () => mover.zoom(1.3)), button(t("graph.whole"), () => mover.whole(), "button small"), file].filter(Boolean));
    const opened = [...this.more.querySelectorAll("details")].map(({ open }) => open);
    const fold = (title, content, index) => { const node = make("details", "", make("summary", "", title), content); node.open = opened[index] ?? false; return node; };
    this.more.replaceChildren(fold(t("graph.legend"), legend(), 0), fold(t("graph.as_text"), listed(found, (id) => this.choose(id)), 1));
  }

  box(id) { return this.found.boxes.find((one) => one.id === id); }

  stepAt(line) { return this.found?.boxes.filter((one) => one.line && one.line <= line).sort((a, b) => b.line - a.line)[0]?.id; }

  node(id) { return [...this.sheet.querySelectorAll("[data-step]")].find((one) => one.dataset.step === id); }

  // One step is in the order of the tab key; arrows go on from there.
  mark(focused) {
    for (const one of this.sheet.querySelectorAll("[data-step]")) one.setAttribute("tabindex", one.dataset.step === this.current ? 0 : -1);
    if (focused) this.node(this.current)?.focus({ preventScroll: true });
  }

  // The step at the caret of the editor.
  light(step) {
    const box = this.found && this.box(step);
    if (!box) return;
    for (const one of this.sheet.querySelectorAll(".lit")) one.classList.remove("lit");
    this.node(step).classList.add("lit");
    this.current = step;
    this.mark(false);
    this.mover.show(box.at);
  }

  go(id) {
    const box = this.box(id);
    if (!box) return;
    this.current = id;
    this.mover.show(box.at);
    this.mark(true);
  }

  choose(id) {
    const box = this.box(id);
    this.go(id);
    this.onStep(id, box.line, this.found.flow);
  }

  click({ target }) {
    const stub = target.closest(".leads"), step = target.closest("[data-step]");
    if (stub?.dataset.flow) this.other(stub.dataset.flow);
    else if (stub) this.go(stub.dataset.to);
    else if (step) this.choose(step.dataset.step);
  }

  other(flow) {
    this.trail.push(this.flow);
    return this.open(flow);
  }

  key(event) {
    const { found } = this;
    if (!found || event.ctrlKey || event.metaKey || event.altKey) return;
    const here = this.box(this.current);
    const out = found.edges.filter(({ source, path }) => source === this.current && path).map(({ target }) => this.box(target)).filter(Boolean);
    const into = found.edges.filter(({ target, path, source }) => target === this.current && path && source !== this.current).map(({ source }) => this.box(source)).filter(Boolean);
    const beside = found.boxes.filter((one) => Math.abs(one.at.y - here.at.y) < 4).sort((a, b) => a.at.x - b.at.x);
    const place = beside.indexOf(here);
    const acts = {
      ArrowDown: () => this.go(out.find((one) => one.at.y > here.at.y)?.id ?? out[0]?.id),
      ArrowUp: () => this.go(into.find((one) => one.at.y < here.at.y)?.id ?? into[0]?.id),
      ArrowLeft: () => this.go(beside[place - 1]?.id),
      ArrowRight: () => this.go(beside[place + 1]?.id),
      Home: () => this.go(found.boxes[0].id),
      Enter: () => (event.shiftKey && here.flow ? this.other(here.flow) : this.choose(here.id)),
      " ": () => this.choose(here.id),
      "+": () => this.mover.zoom(1.3), "=": () => this.mover.zoom(1.3), "-": () => this.mover.zoom(1 / 1.3), "0": () => this.mover.whole(),
    };
    if (!(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  }
}
