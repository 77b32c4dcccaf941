// Money that waits for a person: payments nobody could place, payouts, what came too much; and all invoices and returns.

import { call } from "./console-api.js";
import { $, make, when } from "./console-dom.js";
import { lang, named, t } from "./console-words.js";
import { Worklist, act, problemLine } from "./console-worklist.js";

const sum = ({ amount, currency }) => `${amount} ${currency}`;
const words = (name) => named("money.state_", name);
const day = (iso) => new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", year: "numeric" }).format(new Date(iso));
const state = (name) => make("span", "state", words(name));
const late = (iso, open) => make("span", open && new Date(iso) < new Date() ? "late" : "", t("time.by", { day: day(iso) }));
const talk = (id) => (id ? Object.assign(make("a", "", t("money.conversation")), { href: `/console#/${id}` }) : "");

const TABS = {
  payments: { path: "/payments?state=waiting", draw: payment },
  refunds: { path: "/refunds?state=open", draw: refund },
  overpayments: { path: "/overpayments?state=waiting", draw: overpayment },
  invoices: { path: "/invoices", draw: invoice },
  returns: { path: "/returns", draw: returned },
};
const list = new Worklist({
  tab: "payments", path: (tab) => TABS[tab].path, row: (item) => TABS[list.tab].draw(item), nothing: (tab) => t(`money.none_${tab}`),
});

function row(title, amount, about, acts = [], details = "") {
  const kept = about.filter((part) => part !== "" && part !== null && part !== undefined);
  const told = make("div", "about", ...kept.flatMap((part, index) => (index ? [" · ", part] : [part])));
  const node = make("li", "row", make("strong", "", title), make("span", "sum", amount), told, details, problemLine());
  if (acts.length) node.append(make("div", "acts", ...acts));
  return node;
}

// An action of a row: what it did goes away, why it could not stands in the row.
function settle(title, path, body, main = "") {
  return act(title, async (mine) => {
    const wanted = typeof body === "function" ? body(mine) : body;
    if (!wanted) return;
    await call(path, wanted);
    await list.show();
  }, { main });
}

// --- the rows ---------------------------------------------------------------------------------------------------------

// Who was erased is kept for the law alone, and only an admin reads the name.
function person(name, one) { return name || (one.restricted ? t("money.erased") : ""); }

function payment(one) {
  const offers = one.suggestions.map((bill) => settle(
    t("money.for_invoice", { invoice: bill.invoice, buyer: person(bill.buyer, bill) }), `/payments/${one.id}`, { invoice: bill.invoice, amount: smaller(bill.due, one.free) }, "main",
  ));
  const number = Object.assign(make("input"), { placeholder: t("money.invoice_number"), name: "invoice", autocomplete: "off" });
  number.setAttribute("aria-label", t("money.invoice_number"));
  const other = settle(t("money.for_this"), `/payments/${one.id}`, () => number.value.trim() && { invoice: number.value.trim(), amount: sum(one.free) });
  const aside = settle(t("money.not_ours"), `/payments/${one.id}`, { state: "set_aside" });
  const text = one.text ? `“${one.text}”` : "";
  return row(person(one.payer_name, one) || t("money.unknown_payer"), sum(one.free), [named("money.why_", one.why || one.state), day(one.booked_on), text, one.payer_iban], [...offers, number, other, aside]);
}

function smaller(due, free) { return Number(due.amount) < Number(free.amount) ? sum(due) : sum(free); }

function refund(one) {
  const reference = Object.assign(make("input"), { placeholder: t("money.reference_hint"), name: "reference", autocomplete: "off" });
  reference.setAttribute("aria-label", t("money.reference"));
  const path = `/refunds/${one.id}`;
  const acts = [settle(t("money.paid_out"), path, () => ({ state: "paid", bank_reference: reference.value.trim() }), "main"), settle(t("money.not_out"), path, { state: "failed" })];
  if (one.state === "waiting") acts.unshift(settle(t("money.goods_here"), path, { state: "pending" }));
  return row(`${one.return_number} · ${one.name}`, sum(one.amount), [state(one.state), late(one.due_at, true), named("money.way_", one.way), one.account, one.reason], [reference, ...acts]);
}

function overpayment(one) {
  const wish = { refund: t("money.wants_back"), keep: t("money.keeps") }[one.state] ?? words(one.state);
  return row(person(one.payer_name, one), sum(one.amount), [wish, t("money.invoice_of", { number: one.invoice }), one.payer_iban, talk(one.conversation_id)], [settle(t("money.done"), `/overpayments/${one.id}`, { note: "" }, "main")]);
}

function invoice(one) {
  const pdf = one.pdf ? Object.assign(make("a", "", "PDF"), { href: one.pdf }) : "";
  const buyer = person(one.buyer?.name ?? one.buyer ?? "", one);
  const acts = ["open"].includes(one.state) && one.kind === "proforma" ? [settle(t("money.take_back"), `/invoices/${one.number}`, { state: "void", reason: "taken back by a person" })] : [];
  return row(`${one.number} · ${buyer}`, sum(one.total), [named("money.kind_", one.kind), state(one.state), late(one.due_at, one.state === "open"), one.reference, pdf, talk(one.conversation_id)], acts);
}

function returned(one) {
  const lines = one.history.map(({ at, who, event }) => make("li", "", when(at), ` ${words(event)} · ${who}`));
  const details = make("details", "", make("summary", "", one.why || t("money.happened")), make("ul", "", ...lines));
  return row(`${one.number} · ${one.title || named("money.reason_", one.reason)}`, sum(one.amount), [
    state(one.state), named("money.basis_", one.legal_basis), one.order_number && t("money.order_of", { number: one.order_number }), late(one.refund_by, !one.refunded_at), talk(one.conversation_id),
  ], [], details);
}

// --- files of the bank ------------------------------------------------------------------------------------------------

async function bring(files) {
  $("problem").hidden = true;
  $("told").hidden = true;
  const said = [];
  for (const file of files) {
    const body = new FormData();
    body.append("file", file);
    const answer = await fetch("/api/v1/bank-statements", { method: "POST", body });
    const told = await answer.json();
    if (!answer.ok) {
      $("problem").hidden = false;
      $("problem").textContent = `${file.name}: ${told.detail}`;
      break;
    }
    said.push(t("money.brought", { file: file.name, ...told }));
  }
  $("told").hidden = said.length === 0;
  $("told").textContent = said.join(" · ");
  await list.show("payments");
}

$("file").addEventListener("change", async (event) => { await bring([...event.target.files]); event.target.value = ""; });
await list.show();
