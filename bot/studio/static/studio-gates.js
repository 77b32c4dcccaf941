// What stands between a draft and the customers, and the way on from each: mistakes by line, tests, the replay of the past.

import { call, problemOf } from "./console-api.js";
import { $, button, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

const FEW = 8; // mistakes that are shown at first
const before = new Map(); // gate -> its state when it was drawn last

// `again` reads the draft anew.
export function gates({ gates: all, problems, set }, again) {
  const list = make("ul", "gates");
  for (const gate of all) list.append(row(gate, { problems, sound: set !== "" }, again));
  tell(all);
  return make("section", "", make("h2", "", t("versions.gates")), list);
}

// Who does not see the list hears what has become of a gate.
function tell(all) {
  const news = all.filter(({ name, state }) => before.has(name) && before.get(name) !== state);
  for (const { name, state } of all) before.set(name, state);
  if (news.length) $("said").textContent = news.map(({ name, state }) => `${t(`versions.gate_${name}`)}: ${t(`versions.state_${state}`)}`).join(". ");
}

// Only a sound draft can be tested and held against the past.
function row({ name, state, demanded, told }, { problems, sound }, again) {
  const node = make("li", `gate ${state}`, make("strong", "", t(`versions.gate_${name}`)), make("span", "state", t(`versions.state_${state}`)));
  node.dataset.gate = name;
  if (!demanded) node.append(make("small", "soft", t("versions.not_demanded")));
  if (told && name !== "check") node.append(make("span", "told", told));
  if (sound && name === "tests") node.append(...tests(state, again));
  if (sound && name === "replay") node.append(to("/studio/replays", t(state === "passed" ? "versions.replay_look" : "versions.replay")));
  if (name === "check" && problems.length) node.append(...mistakes(problems));
  return node;
}

const to = (path, text, className = "button small") => Object.assign(make("a", className, text), { href: path });

function tests(state, again) {
  const begin = async () => {
    try { await call("/studio/trials", {}); } catch (error) { toast(problemOf(error), { wrong: true }); return; }
    await again();
  };
  const looked = to("/studio", t("versions.tests_look"));
  looked.addEventListener("click", () => sessionStorage.setItem("dezura-studio-tab", "tryout")); // they stand under it there
  return state === "running" ? [] : [...(state === "failed" ? [looked] : []), button(t("versions.run_tests"), begin, "button small")];
}

// Each mistake leads to its line. A remark of the checker stops nothing, so those are folded.
function mistakes(problems) {
  const wrong = problems.filter(({ severity }) => severity === "error");
  const remarks = problems.filter(({ severity }) => severity !== "error");
  const parts = [];
  if (wrong.length) parts.push(make("ul", "mistakes", ...wrong.slice(0, FEW).map(mistake)));
  if (wrong.length > FEW) parts.push(to("/studio", t("versions.all", { n: wrong.length }), "more"));
  if (remarks.length) parts.push(make("details", "remarks", make("summary", "", t("versions.remarks", { n: remarks.length })), make("ul", "mistakes", ...remarks.slice(0, FEW).map(mistake))));
  return parts;
}

function mistake({ file, line, text, hint }) {
  const where = line ? `${file}:${line}` : file;
  const place = /^(scripts|wording)\//.test(file) ? to(`/studio#${where}`, where, "where") : make("span", "where", where);
  return make("li", "", place, make("span", "what", text.replaceAll("`", "")), hint ? make("small", "soft", hint.replaceAll("`", "")) : null);
}
