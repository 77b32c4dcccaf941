// The customer's business with the shop: orders, returns, invoices and their money, decisions, surveys.

import { make, when } from "./console-dom.js";
import { listed, part, section, sum } from "./console-part.js";
import { lang, named, t } from "./console-words.js";

const day = (text) => new Date(text).toLocaleDateString(lang, { day: "numeric", month: "short", year: "numeric" });

export function books({ orders, orders_silent: silent, returns, invoices, payments, approvals, surveys }) {
  const of = (name, items, draw) => (items.length ? part(name, items, () => listed(t(`pane.${name}`), items, draw)) : null);
  return [
    silent ? part("silent", silent, () => section(t("pane.orders"), make("p", "soft", t("pane.silent")))) : of("orders", orders, order),
    of("returns", returns, returned), of("invoices", invoices, invoice), of("payments", payments, payment),
    of("approvals", approvals.filter(({ state }) => state !== "open"), approval), of("surveys", surveys, survey),
  ];
}

function out(text, href) { return Object.assign(make("a", "", text), { href, target: "_blank", rel: "noopener noreferrer" }); }

function order({ number, state, total, placed_at, lines, tracking }) {
  const what = lines.map(({ title, quantity }) => (quantity > 1 ? `${quantity} × ${title}` : title)).join(", ");
  const safe = tracking && /^https?:\/\//.test(tracking.url);
  return [
    make("div", "line", make("strong", "", number), make("span", `state state-${state}`, named("customer.order_", state))),
    what ? make("div", "clip", what) : "", make("div", "soft", `${sum(total)} · ${day(placed_at)}`),
    tracking ? make("div", "soft", `${tracking.carrier} `, safe ? out(t("pane.track"), tracking.url) : tracking.number) : "",
  ];
}

function returned({ number, state, amount, title, order_number, refund, made_at }) {
  const money = refund ? `${t("pane.refund")}: ${named("pane.refund_", refund.state)}, ` : "";
  return [
    make("div", "line", make("strong", "", number), make("span", `state state-${state}`, named("pane.return_", state))),
    make("div", "clip", [title, order_number].filter(Boolean).join(" · ")), make("div", "soft", `${sum(amount)} · ${day(made_at)}`),
    refund ? make("div", "soft", money, when(refund.paid_at ?? refund.due_at)) : "",
  ];
}

function invoice({ number, kind, state, total, paid, due_at, pdf }) {
  const part_ = state === "part_paid" ? ` (${sum(paid)})` : "";
  return [
    make("div", "line", out(number, pdf), make("span", `state state-${state}`, named("pane.invoice_", state) + part_)),
    make("div", "soft", `${named("pane.kind_", kind)} · ${sum(total)}`, ["open", "part_paid"].includes(state) ? ` · ${t("pane.until")} ${day(due_at)}` : ""),
  ];
}

function payment({ amount, payer, booked_on, invoice: number }) {
  return [make("div", "line", make("strong", "", sum(amount)), day(booked_on)), make("div", "soft", [payer, number].filter(Boolean).join(" · "))];
}

function approval({ kind, summary, state, decided_by, decided_at, made_at }) {
  return [
    make("div", "line", named("decide.", kind), make("span", "state", named("pane.approval_", state))),
    summary ? make("div", "clip", summary) : "", make("div", "soft", [decided_by, ""].join(" "), when(decided_at ?? made_at)),
  ];
}

function survey({ kind, score, comment, asked_at, state }) {
  const said = score === null ? named("pane.survey_", state) : String(score);
  return [make("div", "line", kind.toUpperCase(), make("strong", "", said)), comment ? make("div", "clip", comment) : "", make("div", "soft", when(asked_at))];
}
