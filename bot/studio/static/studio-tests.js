// The shop's conversation tests held with the draft: how far they are, what failed and where, and what no test came to.

import { call, problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { t } from "./console-words.js";
import { wear } from "./studio-look.js";
import { saved } from "./studio-saved.js";
import { folded } from "./studio-tryout-why.js";

wear("studio-tryout.css");

const AGAIN = 1000; // ms until the next look at tests that are being held
const shown = new WeakMap();

// Puts the tests into `host`. A line that is chosen is told to the document as `show-step` {flow, step, file, line}.
export function tests(host) {
  shown.get(host)?.abort();
  const ending = new AbortController();
  shown.set(host, ending);
  new Bench(host, ending.signal).look();
  return { close: () => { ending.abort(); host.replaceChildren(); } };
}

class Bench {
  constructor(host, signal) {
    this.signal = signal;
    this.run = button(t("tests.run"), () => this.ask("POST"), "button small");
    this.stop = button(t("tests.stop"), async () => { await this.ask("DELETE"); this.look(); }, "button small");
    this.bar = Object.assign(make("progress"), { ariaLabel: t("tests.title") });
    this.told = Object.assign(make("p", "tests-told"), { role: "status" });
    this.more = make("div", "tests-more");
    host.classList.add("tests");
    host.replaceChildren(make("div", "tryout-bar", this.run, this.stop), this.told, this.bar, this.more);
    this.stop.hidden = this.bar.hidden = true;
    for (const event of ["draft-changed", "tests-changed"]) document.addEventListener(event, () => this.look(), { signal });
  }

  look() { return this.ask("GET"); }

  async ask(method) {
    clearTimeout(this.timer);
    if (method === "POST") await saved();
    let found;
    try { found = await call("/studio/trials", method === "POST" ? {} : undefined, method); } catch (error) {
      if (!this.signal.aborted) { this.told.textContent = problemOf(error); this.stop.hidden = this.bar.hidden = true; this.more.replaceChildren(); }
      return;
    }
    if (this.signal.aborted || !found) return;
    this.draw(found);
    if (found.state === "running") this.timer = setTimeout(() => this.look(), AGAIN);
  }

  draw({ state, tests: n, done, total, failed, failures, flows, percent }) {
    const running = state === "running";
    this.stop.hidden = this.bar.hidden = !running;
    this.run.hidden = running;
    Object.assign(this.bar, { max: Math.max(total, 1), value: done });
    this.told.textContent = t(`tests.${state}`, { n, done, total, failed });
    this.told.classList.toggle("wrong", state === "failed");
    this.more.replaceChildren(...failures.map(failure), ...(flows.length ? [coverage(flows, percent)] : []));
  }
}

function place(file, line, flow = "") {
  return button(`${file}:${line}`, () => document.dispatchEvent(new CustomEvent("show-step", { detail: { flow, step: "", file, line: Number(line) } })), "quiet tryout-step");
}

function failure({ name, file, line, expected, got, talk }) {
  const list = make("dl", "tryout-why");
  if (expected) list.append(make("dt", "", t("tests.expected")), make("dd", "", expected));
  list.append(make("dt", "", t("tests.got")), make("dd", "", got));
  const said = make("div", "tests-talk");
  for (const { who, text } of talk) said.append(make("p", `bubble ${who}`, text));
  return make("article", "tests-failure", make("strong", "", name || file), " ", place(file, line), list, talk.length ? folded(t("tests.talk"), said) : "");
}

function coverage(flows, percent) {
  const table = make("table", "tests-cover", make("tr", "", ...["flow", "covered", "missing"].map((key) => Object.assign(make("th", "", t(`tests.${key}`)), { scope: "col" }))));
  for (const { flow, file, line, percent: part, missing } of flows) {
    const step = place(file, line, flow);
    Object.assign(step, { textContent: flow, title: `${file}:${line}` });
    table.append(make("tr", "", make("td", "", step), make("td", "number", `${Math.round(part)} %`), make("td", "soft", missing)));
  }
  const frame = Object.assign(make("div", "tests-frame", table), { tabIndex: 0, role: "group", ariaLabel: t("tests.flow") });
  return folded(t("tests.coverage", { percent: Math.round(percent) }), frame);
}
