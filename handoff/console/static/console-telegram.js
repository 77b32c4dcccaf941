// One's own Telegram account: a code that links it, the link undone, an hour without alerts.

import { call, problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { lang, t } from "./console-words.js";

// Fill the place with how it stands now.
export async function showTelegram(place) {
  const told = await call("/account/telegram");
  if (!told.there) { place.replaceChildren(make("p", "soft", t("telegram.none"))); return; }
  place.replaceChildren(...(told.name === null ? unlinked(place) : linked(place, told)));
}

function unlinked(place) {
  return [buttons(button(t("telegram.make"), () => tried(async () => {
    const { code, expires_at } = await call("/account/telegram/code", {});
    const words = make("p", "", t("telegram.send", { when: clock(expires_at) }));
    place.replaceChildren(words, make("pre", "code", `/link ${code}`));
  })))];
}

function linked(place, told) {
  const again = (act, words) => tried(async () => { await act(); if (words) toast(words); await showTelegram(place); });
  const snooze = (minutes) => () => again(() => call("/account/telegram/snooze", { minutes }));
  const lines = [make("p", "", t("telegram.linked", { name: told.name }))];
  if (told.snoozed_until) lines.push(make("p", "soft", t("telegram.snoozed", { when: clock(told.snoozed_until) })));
  const quiet = told.snoozed_until ? button(t("telegram.again"), snooze(0)) : button(t("telegram.snooze"), snooze(60));
  const undo = button(t("telegram.unlink"), () => again(() => call("/account/telegram", undefined, "DELETE"), t("telegram.undone")));
  return [...lines, buttons(quiet, undo)];
}

function buttons(...nodes) {
  const row = make("div", "buttons");
  row.append(...nodes);
  return row;
}

async function tried(act) {
  try { await act(); } catch (error) { toast(problemOf(error), { wrong: true }); }
}

function clock(moment) {
  return new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit" }).format(new Date(moment));
}
