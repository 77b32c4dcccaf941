// The customer beside the conversation: who, what was promised, what the bot knows, their orders.

import { call } from "./console-api.js";
import { $, due, make, table, when } from "./console-dom.js";

export function showCustomer(conversation) {
  const { customer, slots, tickets, promises } = conversation;
  $("details").replaceChildren(
    section("Customer", table([
      ["Name", customer.name], ["Address", customer.address], ["Channel", conversation.channel],
      ["Language", customer.language || customer.locale], ["E-mail", customer.email],
      ["Wrote", customer.last_wrote_at && when(customer.last_wrote_at)], ["Reach", customer.reachable ? "" : "cannot be reached"],
    ])),
    list("Promises", promises.toReversed(), promise),
    list("Tickets", tickets.toReversed(), ticket),
    Object.keys(slots).length ? section("What the bot knows", table(Object.entries(slots).map(([name, value]) => [name.replaceAll("_", " "), String(value)]))) : "",
    make("div", "", Object.assign(make("div"), { id: "orders" })),
  );
  orders(customer.email || slots.order_number || slots.email);
}

function section(title, ...children) { return make("section", "", make("h3", "", title), ...children); }

function list(title, items, draw) {
  return items.length ? section(title, make("ul", "", ...items.map((item) => make("li", "", ...draw(item))))) : "";
}

function promise({ text, what, due_at, state }) {
  const left = state === "open" ? due(due_at) : when(due_at);
  const words = what === "reply" || !text || text === what ? text || what : `${what}: ${text}`;
  return [`${words.replaceAll("-", " ")} `, make("span", `state-${state}`, state), " ", left];
}

function ticket({ team, reason, summary, agent, state }) {
  return [make("div", "", `${team}: ${reason.replaceAll("_", " ")}`), summary ? make("div", "soft", summary) : "", make("div", "soft", agent ? `${state}, ${agent}` : state)];
}

async function orders(wanted) {
  if (!wanted) return;
  const { items } = await call(`/orders?${new URLSearchParams({ q: wanted, limit: 5 })}`);
  const drawn = list("Orders", items, (order) => [
    make("div", "", `${order.number} · ${order.state.replaceAll("_", " ")}`),
    make("div", "soft", `${order.total.amount} ${order.total.currency} · `, when(order.placed_at)),
  ]);
  $("orders")?.replaceChildren(drawn);
}
