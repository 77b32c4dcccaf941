// What flows ask of people: a card for each decision, above what the agent writes, and a list of all that wait.

import { call, problemOf } from "./console-api.js";
import { $, button, due, make } from "./console-dom.js";
import { known, t } from "./console-words.js";

const label = (name) => known(`decide.${name}`) ? t(`decide.${name}`) : name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

// The open decisions of one conversation; what somebody is just typing into a field is not drawn away.
export async function showDecisions(conversation) {
  const place = $("decisions");
  if (Number(place.dataset.conversation) !== conversation.id) place.replaceChildren();
  place.dataset.conversation = conversation.id;
  const open = conversation.approvals.filter(({ state }) => state === "open");
  const ids = new Set(open.map(({ id }) => String(id)));
  for (const card of [...place.children]) if (!ids.has(card.dataset.id)) card.remove();
  for (const approval of open) if (!place.querySelector(`[data-id="${approval.id}"]`)) place.append(card(approval));
  place.hidden = open.length === 0;
}

export const titleOf = ({ kind }) => label(kind);
export const sums = ({ fields }) => (fields.amount ? `${fields.amount} · ` : "");

function card(approval) {
  const form = make("form", "decision");
  form.dataset.id = approval.id;
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  problem.hidden = true;
  const inputs = Object.entries(approval.fields).map(([name, value]) => field(name, value));
  form.append(
    make("header", "", make("strong", "", t("decide.your_decision", { what: label(approval.kind) })), due(approval.due_at)),
    make("p", "", approval.summary), ...inputs, problem,
    make("div", "buttons", approval.why_not ? make("span", "soft", approval.why_not) : "",
      button(t("decide.reject"), () => decide(form, approval, "reject", problem), "button"),
      button(t("decide.approve"), () => decide(form, approval, "approve", problem), "button main")),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  return form;
}

function field(name, value) {
  const input = Object.assign(make("input"), { name, value: value ?? "", autocomplete: "off" });
  return make("label", "field", make("span", "", label(name)), input);
}

async function decide(form, approval, decision, problem) {
  const changed = Object.entries(approval.fields).filter(([name, value]) => form.elements[name].value !== (value ?? ""));
  const fields = Object.fromEntries(changed.map(([name]) => [name, form.elements[name].value]));
  for (const node of form.elements) node.disabled = true;
  try {
    await call(`/approvals/${approval.id}`, { decision, fields });
    form.remove();
  } catch (error) {
    problem.hidden = false;
    problem.textContent = problemOf(error);
    for (const node of form.elements) node.disabled = false;
  }
}
