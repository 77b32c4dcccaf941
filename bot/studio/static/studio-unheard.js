// What nobody understood, worked through by keyboard: accept a guess, choose, name something new, ignore, and take it back.

import { call, problemOf } from "./console-api.js";
import { $, button, make, when } from "./console-dom.js";
import { key } from "./console-keys.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";
import { choose, invent, shown } from "./studio-choose.js";

let all;
let at = 0;

async function read() {
  all = await call("/studio/unheard");
  at = Math.min(at, Math.max(0, all.items.length - 1));
  draw();
}

function draw() {
  $("stand").textContent = t("unheard.stand", all);
  $("empty").hidden = all.items.length > 0;
  const agreed = all.items.filter((one) => one.agreed);
  $("agreed").replaceChildren(...(agreed.length ? [make("span", "", t("unheard.agreed", { n: agreed.length })), " ", button(t("unheard.accept_agreed"), acceptAgreed, "button")] : []));
  $("unheard").replaceChildren(...all.items.map(row));
}

function row(one, index) {
  const phrase = Object.assign(make("input"), { type: "text", value: one.text, maxLength: 300, lang: one.language });
  phrase.setAttribute("aria-label", t("unheard.phrase"));
  const guess = ({ intent, confidence }, number) => button(`${number + 1} · ${shown(intent)} ${Math.round(confidence * 100)} %`, () => accept(index, intent), number || one.proposed ? "button" : "button main");
  const proposed = one.proposed ? button(t("unheard.proposed", { intent: shown(one.proposed), n: one.people }), () => accept(index, one.proposed), "button main") : null;
  const link = Object.assign(make("a", "", t("unheard.conversation")), { href: `/console#/${one.conversation_id}` });
  const node = make("li", "unheard", make("strong", "", one.text),
    make("p", "meta", `${t("unheard.times", { n: one.times })} · ${one.language} · `, when(one.last_at), " · ", link),
    make("p", "meta reasons", [...one.hints.filter((hint) => hint !== "unsure").map((hint) => t(`unheard.hint_${hint}`)), ...one.why.filter((why) => why !== "corrected").map((why) => t(`unheard.why_${why}`, { n: one.people }))].join(" · ")),
    make("div", "work", one.said ? make("p", "meta", t("unheard.said", { text: one.said })) : null,
      one.others.length ? make("p", "meta", t("unheard.alike", { texts: one.others.join(" · ") })) : null, phrase,
      make("div", "ways", proposed, ...one.guesses.map(guess), button(t("unheard.choose"), () => pick(index), "button"),
        button(t("unheard.new"), () => create(index), "button"), button(t("unheard.ignore"), () => ignore(index), "button"))));
  node.tabIndex = -1;
  if (index === at) node.setAttribute("aria-current", "true");
  node.addEventListener("click", () => { if (index !== at) go(index); });
  phrase.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (one.proposed || one.guesses.length)) { event.preventDefault(); accept(index, one.proposed ?? one.guesses[0].intent); }
  });
  return node;
}

function go(index) {
  at = Math.max(0, Math.min(all.items.length - 1, index));
  for (const [place, node] of [...$("unheard").children].entries()) {
    if (place === at) node.setAttribute("aria-current", "true"); else node.removeAttribute("aria-current");
  }
  $("unheard").children[at]?.focus({ preventScroll: true });
  $("unheard").children[at]?.scrollIntoView({ block: "nearest" });
}

async function decide(index, body, told) {
  const one = all.items[index];
  try {
    await call("/studio/unheard", { digests: one.digests, ...body });
    all.items.splice(index, 1);
    if (body.decision === "accepted") all.phrased += one.times; else all.ignored += one.times;
    at = Math.min(index, Math.max(0, all.items.length - 1));
    draw();
    go(at);
    toast(told, { group: "unheard", undo: async () => { await call("/studio/unheard/undo", { digests: one.digests }); at = index; await read(); go(at); } });
  } catch (error) { toast(problemOf(error), { wrong: true }); }
}

function accept(index, intent, more = {}) {
  const { message, conversation_id, language } = all.items[index];
  const text = $("unheard").children[index].querySelector("input").value;
  return decide(index, { decision: "accepted", message, conversation_id, language, text, intent, ...more }, t("unheard.accepted", { intent: shown(intent) }));
}

// All at once, and all of them taken back at once.
async function acceptAgreed() {
  try {
    const done = await call("/studio/unheard/agreed", {});
    await read();
    toast(t("unheard.accepted_many", { n: done.phrases }), { group: "unheard", undo: done.digests.length ? async () => { await call("/studio/unheard/undo", { digests: done.digests }); await read(); } : undefined });
  } catch (error) { toast(problemOf(error), { wrong: true }); }
}

const ignore = (index) => decide(index, { decision: "ignored" }, t("unheard.ignored"));
const pick = (index) => choose(all.intents, (intent) => accept(index, intent));
const create = (index) => invent(all.flows, (intent, flow) => accept(index, intent, { new: true, flow }));

const some = () => all?.items.length > 0;
const guessed = (number) => () => some() && all.items[at].guesses.length > number;
const first = () => accept(at, all.items[at].proposed ?? all.items[at].guesses[0].intent);
key("j", "unheard.key_next", () => go(at + 1), { when: some });
key("ArrowDown", "unheard.key_next", () => go(at + 1), { when: some });
key("k", "unheard.key_before", () => go(at - 1), { when: some });
key("ArrowUp", "unheard.key_before", () => go(at - 1), { when: some });
const offered = () => some() && (Boolean(all.items[at].proposed) || guessed(0)());
key("1", "unheard.key_first", () => accept(at, all.items[at].guesses[0].intent), { when: guessed(0) });
key("a", "unheard.accept_agreed", acceptAgreed, { when: () => some() && all.items.some((one) => one.agreed) });
key("Enter", "unheard.key_enter", first, { when: () => offered() && !document.activeElement.matches("button, a, summary") });
key("2", "unheard.key_second", () => accept(at, all.items[at].guesses[1].intent), { when: guessed(1) });
key("c", "unheard.choose", () => pick(at), { when: some });
key("n", "unheard.new", () => create(at), { when: some });
key("x", "unheard.ignore", () => ignore(at), { when: some });
await read().catch((error) => { $("problem").hidden = false; $("problem").textContent = problemOf(error); });
document.documentElement.dataset.ready = "true";
