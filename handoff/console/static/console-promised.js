// What was promised to the customer, the open ones first with the time that is left, and how the conversation came to people.

import { due, make, when } from "./console-dom.js";
import { listed, part } from "./console-part.js";
import { named, t } from "./console-words.js";

export function promises({ promises: all }) {
  return all.length ? part("promises", all, () => listed(t("customer.promises"), all, promise)) : null;
}

export function tickets({ tickets: all }) {
  return all.length ? part("tickets", all, () => listed(t("customer.tickets"), all, ticket)) : null;
}

function promise({ text, what, due_at, state }) {
  const left = state === "open" ? due(due_at) : when(due_at);
  if (state === "open") left.dataset.due = due_at;
  const words = what === "reply" || !text || text === what ? text || what : `${what}: ${text}`;
  return [make("div", "", words.replaceAll("-", " ")), make("div", "line", make("span", `state-${state}`, named("customer.promise_", state)), left)];
}

function ticket({ team, reason, summary, agent, state }) {
  return [make("div", "", `${team}: ${reason.replaceAll("_", " ")}`), summary ? make("div", "soft", summary) : "", make("div", "soft", [named("customer.ticket_", state), agent].filter(Boolean).join(", "))];
}
