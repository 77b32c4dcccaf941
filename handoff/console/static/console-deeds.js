// What can be done for a customer, or about one: a code to put things right, calls that were promised, an end to abuse.

import { ask } from "./console-ask.js";
import { call, problemOf } from "./console-api.js";
import { button, make, when } from "./console-dom.js";
import { key } from "./console-keys.js";
import { listed, part, sum } from "./console-part.js";
import { toast } from "./console-toast.js";
import { named, t } from "./console-words.js";

const REASONS = ["late", "lost", "promise", "wrong_item", "other"];
let now = null; // the customer that keys act upon

export function deeds(found, again) {
  now = { found, again };
  const { id, callbacks, coupons, block, may_block: mayBlock } = found;
  return [
    part("deeds", [block.blocked, mayBlock], () => make("div", "deeds",
      button(t("pane.give"), () => give(id, again), "button small"),
      mayBlock ? button(t(block.blocked ? "pane.unblock" : "pane.block"), () => (block.blocked ? unblock(id, again) : bar(id, again)), "button small") : "",
    )),
    callbacks.length ? part("callbacks", callbacks, () => listed(t("pane.callbacks"), callbacks, (one) => callback(one, again))) : null,
    coupons.length ? part("coupons", coupons, () => listed(t("pane.coupons"), coupons, coupon)) : null,
  ];
}

async function give(id, again) {
  const once = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const done = await ask({
    title: t("pane.give_title"), text: t("pane.give_text"), confirm: t("pane.give_confirm"),
    fields: [
      { name: "amount", label: t("pane.amount"), required: true, hint: "decimal" },
      { name: "reason", label: t("pane.mistake"), kind: "select", options: REASONS.map((code) => [code, t(`pane.why_${code}`)]) },
    ],
    act: ({ amount, reason }) => call(`/conversations/${id}/goodwill`, { amount, reason, key: once }),
  });
  if (!done) return;
  toast(done.state === "given" ? t("pane.given", { code: done.coupon.code, sum: sum(done.coupon.amount) }) : t("pane.asked"));
  await again();
}

async function bar(id, again) {
  const done = await ask({
    title: t("pane.block_title"), text: t("pane.block_text"), confirm: t("pane.block_confirm"), danger: true,
    fields: [{ name: "reason", label: t("pane.reason"), kind: "area", required: true }],
    act: ({ reason }) => call(`/conversations/${id}/block`, { blocked: true, reason }),
  });
  if (!done) return;
  toast(t("pane.blocked"), { undo: () => unblock(id, again) });
  await again();
}

async function unblock(id, again) {
  try {
    await call(`/conversations/${id}/block`, { blocked: false });
    toast(t("pane.unblocked"));
    await again();
  } catch (error) { toast(problemOf(error), { wrong: true }); }
}

function callback(one, again) {
  const open = ["agreed", "due", "missed"].includes(one.state);
  const settle = async (outcome) => {
    try { await call(`/callbacks/${one.id}`, { outcome }); toast(t(`pane.called_${outcome}`)); } catch (error) { toast(problemOf(error), { wrong: true }); }
    await again();
  };
  const phone = Object.assign(make("a", "", one.phone), { href: `tel:${one.phone}` });
  return [
    make("div", "line", phone, when(one.at)), make("div", "soft", [named("pane.callback_", one.state), one.by].filter(Boolean).join(", ")),
    open ? make("div", "choices", button(t("pane.done"), () => settle("done"), "button small"), button(t("pane.unreached"), () => settle("unreached"), "button small")) : "",
  ];
}

function coupon({ code, amount, state, why, expires_at }) {
  return [make("div", "line", make("code", "", code), sum(amount)), make("div", "soft", `${named("pane.coupon_", state)}, ${named("pane.why_", why)} · ${t("pane.until")} `, when(expires_at))];
}

key("g", "pane.give_title", () => give(now.found.id, now.again), { when: () => now !== null && location.hash !== "#/" });
