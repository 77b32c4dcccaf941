// Money that waits for a person: payments nobody could place, payouts, what came too much; and all invoices and returns.

import { call, problemOf } from "./console-api.js";
import { $, button, make, when } from "./console-dom.js";
import { lang, named, t } from "./console-words.js";

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
let tab = "payments";
let next = null;
let read = 0;

// --- the lists --------------------------------------------------------------------------------------------------------

async function show(name = tab) {
  tab = name;
  const mine = ++read;
  for (const node of document.querySelectorAll("[data-tab]")) node.setAttribute("aria-pressed", String(node.dataset.tab === tab));
  const page = await call(TABS[tab].path);
  if (mine !== read) return;
  $("rows").replaceChildren(...page.items.map(TABS[tab].draw));
  $("empty").hidden = page.items.length > 0;
  $("empty").textContent = t(`money.none_${tab}`);
  end(page);
}

async function more() {
  const { path, draw } = TABS[tab];
  const page = await call(`${path}${path.includes("?") ? "&" : "?"}after=${encodeURIComponent(next)}`);
  $("rows").append(...page.items.map(draw));
  end(page);
}

function end(page) {
  next = page.next;
  $("more").hidden = !next;
}

function row(title, amount, about, acts = [], details = "") {
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  problem.hidden = true;
  const kept = about.filter((part) => part !== "" && part !== null && part !== undefined);
  const told = make("div", "about", ...kept.flatMap((part, index) => (index ? [" · ", part] : [part])));
  const node = make("li", "row", make("strong", "", title), make("span", "sum", amount), told, details, problem);
  if (acts.length) node.append(make("div", "acts", ...acts));
  return node;
}

// An action of a row: what it did goes away, why it could not stands in the row.
function act(title, path, body, main = "") {
  const node = button(title, async () => {
    const mine = node.closest(".row");
    const problem = mine.querySelector(".problem");
    problem.hidden = true;
    try {
      const wanted = typeof body === "function" ? body(mine) : body;
      if (!wanted) return;
      await call(path, wanted);
      await show();
    } catch (error) {
      problem.hidden = false;
      problem.textContent = problemOf(error);
    }
  }, `button ${main}`);
  return node;
}

// --- the rows ---------------------------------------------------------------------------------------------------------

function payment(one) {
  const offers = one.suggestions.map((bill) => act(
    t("money.for_invoice", { invoice: bill.invoice, buyer: bill.buyer }), `/payments/${one.id}`, { invoice: bill.invoice, amount: smaller(bill.due, one.free) }, "main",
  ));
  const number = Object.assign(make("input"), { placeholder: t("money.invoice_number"), name: "invoice", autocomplete: "off" });
  number.setAttribute("aria-label", t("money.invoice_number"));
  const other = act(t("money.for_this"), `/payments/${one.id}`, () => number.value.trim() && { invoice: number.value.trim(), amount: sum(one.free) });
  const aside = act(t("money.not_ours"), `/payments/${one.id}`, { state: "set_aside" });
  const text = one.text ? `“${one.text}”` : "";
  return row(one.payer_name || t("money.unknown_payer"), sum(one.free), [named("money.why_", one.why || one.state), day(one.booked_on), text, one.payer_iban], [...offers, number, other, aside]);
}

function smaller(due, free) { return Number(due.amount) < Number(free.amount) ? sum(due) : sum(free); }

function refund(one) {
  const reference = Object.assign(make("input"), { placeholder: t("money.reference_hint"), name: "reference", autocomplete: "off" });
  reference.setAttribute("aria-label", t("money.reference"));
  const path = `/refunds/${one.id}`;
  const acts = [act(t("money.paid_out"), path, () => ({ state: "paid", bank_reference: reference.value.trim() }), "main"), act(t("money.not_out"), path, { state: "failed" })];
  if (one.state === "waiting") acts.unshift(act(t("money.goods_here"), path, { state: "pending" }));
  return row(`${one.return_number} · ${one.name}`, sum(one.amount), [state(one.state), late(one.due_at, true), named("money.way_", one.way), one.account, one.reason], [reference, ...acts]);
}

function overpayment(one) {
  const wish = { refund: t("money.wants_back"), keep: t("money.keeps") }[one.state] ?? words(one.state);
  return row(one.payer_name, sum(one.amount), [wish, t("money.invoice_of", { number: one.invoice }), one.payer_iban, talk(one.conversation_id)], [act(t("money.done"), `/overpayments/${one.id}`, { note: "" }, "main")]);
}

function invoice(one) {
  const pdf = one.pdf ? Object.assign(make("a", "", "PDF"), { href: one.pdf }) : "";
  const buyer = one.buyer?.name ?? one.buyer ?? "";
  const acts = ["open"].includes(one.state) && one.kind === "proforma" ? [act(t("money.take_back"), `/invoices/${one.number}`, { state: "void", reason: "taken back by a person" })] : [];
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
  await show("payments");
}

for (const node of document.querySelectorAll("[data-tab]")) node.addEventListener("click", () => show(node.dataset.tab));
$("more").addEventListener("click", more);
$("file").addEventListener("change", async (event) => { await bring([...event.target.files]); event.target.value = ""; });
await show();
