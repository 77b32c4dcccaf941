// The customer beside the conversation: who, what was promised, what the bot knows, their orders.

import { call } from "./console-api.js";
import { $, due, make, table, when } from "./console-dom.js";
import { named, t } from "./console-words.js";

export function showCustomer(conversation) {
  const { customer, slots, tickets, promises } = conversation;
  $("details").replaceChildren(
    section(t("customer.title"), table([
      [t("customer.name"), customer.name], [t("customer.address"), customer.address], [t("customer.channel"), conversation.channel],
      [t("customer.language"), customer.language || customer.locale], [t("customer.email"), customer.email],
      [t("customer.wrote"), customer.last_wrote_at && when(customer.last_wrote_at)], [t("customer.reach"), customer.reachable ? "" : t("customer.unreachable")],
    ])),
    list(t("customer.promises"), promises.toReversed(), promise),
    list(t("customer.tickets"), tickets.toReversed(), ticket),
    Object.keys(slots).length ? section(t("customer.knows"), table(Object.entries(slots).map(([name, value]) => [name.replaceAll("_", " "), String(value)]))) : "",
    make("div", "", Object.assign(make("div"), { id: "orders" })),
  );
  orders(customer.email || slots.order_number || slots.email);
}

export function section(title, ...children) { return make("section", "", make("h3", "", title), ...children); }

function list(title, items, draw) {
  return items.length ? section(title, make("ul", "", ...items.map((item) => make("li", "", ...draw(item))))) : "";
}

function promise({ text, what, due_at, state }) {
  const left = state === "open" ? due(due_at) : when(due_at);
  const words = what === "reply" || !text || text === what ? text || what : `${what}: ${text}`;
  return [`${words.replaceAll("-", " ")} `, make("span", `state-${state}`, named("customer.promise_", state)), " ", left];
}

function ticket({ team, reason, summary, agent, state }) {
  return [make("div", "", `${team}: ${reason.replaceAll("_", " ")}`), summary ? make("div", "soft", summary) : "", make("div", "soft", [named("customer.ticket_", state), agent].filter(Boolean).join(", "))];
}

async function orders(wanted) {
  if (!wanted) return;
  const { items } = await call(`/orders?${new URLSearchParams({ q: wanted, limit: 5 })}`);
  const drawn = list(t("customer.orders"), items, (order) => [
    make("div", "", `${order.number} · ${named("customer.order_", order.state)}`),
    make("div", "soft", `${order.total.amount} ${order.total.currency} · `, when(order.placed_at)),
  ]);
  $("orders")?.replaceChildren(drawn);
}
