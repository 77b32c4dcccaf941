// Putting a conversation aside until a moment or until the customer writes, and taking it up again.

import { call, problemOf } from "./console-api.js";
import { $, button, make } from "./console-dom.js";
import { key } from "./console-keys.js";
import { toast } from "./console-toast.js";
import { lang, t } from "./console-words.js";

const moment = new Intl.DateTimeFormat(lang, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
let act = null;

// `talk` is the conversation on the screen, just read.
export function showSnooze(talk) {
  const { shown } = talk;
  act = talk.mine ? () => (shown.snoozed ? wake(talk) : ask(talk)) : null;
  draw("snooze-act", document.querySelector("#talk header .actions"), act ? button(t(shown.snoozed ? "snooze.wake" : "snooze.snooze"), act, "button") : null);
  const until = shown.snoozed_until ? t("snooze.until", { time: moment.format(new Date(shown.snoozed_until)) }) : t("snooze.until_message");
  draw("snooze-said", $("banners"), shown.snoozed ? make("p", "banner", until) : null);
}

function draw(id, place, node) {
  $(id)?.remove();
  if (!node) return;
  node.id = id;
  place.append(node);
}

// The choices come from the hours of the team; any other moment can be written.
async function ask(talk) {
  const id = talk.id;
  let choices;
  try { ({ choices } = await call(`/conversations/${id}/snooze`)); } catch (error) { toast(problemOf(error), { wrong: true }); return; }
  const dialog = make("dialog", "snooze");
  const title = Object.assign(make("h2", "", t("snooze.title")), { id: "snooze-title" });
  dialog.setAttribute("aria-labelledby", "snooze-title");
  const put = (until) => { dialog.close(); snooze(talk, id, until); };
  const offers = choices.map(({ name, at }) => button(`${t(`snooze.${name}`)} · ${moment.format(new Date(at))}`, () => put(at), "button"));
  const picked = Object.assign(make("input"), { type: "datetime-local", min: local(new Date()), required: true });
  const form = make("form", "picked", make("label", "field", make("span", "", t("snooze.pick")), picked), make("button", "button main", t("snooze.snooze")));
  form.addEventListener("submit", (event) => { event.preventDefault(); put(new Date(picked.value).toISOString()); });
  dialog.append(title, make("div", "moments", ...offers, button(t("snooze.message"), () => put(null), "button")), form,
    make("div", "buttons", button(t("frame.cancel"), () => dialog.close(), "button")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const local = (date) => new Date(date - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);

async function snooze(talk, id, until, anyway = false) {
  try {
    await call(`/conversations/${id}/snooze`, { until, anyway });
    toast(until ? t("snooze.until", { time: moment.format(new Date(until)) }) : t("snooze.until_message"), { undo: () => back(talk, id) });
  } catch (error) {
    if (error.problem?.reason === "promised") return warn(talk, id, until, error.problem.due_at);
    toast(problemOf(error), { wrong: true });
  }
  return talk.read();
}

// A promise falls due before: that is said, and whoever knows may put it aside all the same.
function warn(talk, id, until, due) {
  const dialog = make("dialog", "snooze", make("h2", "", t("snooze.promised_title")), make("p", "", t("snooze.promised", { time: moment.format(new Date(due)) })),
    make("div", "buttons", button(t("frame.cancel"), () => dialog.close(), "button"),
      button(t("snooze.until_then"), () => { dialog.close(); snooze(talk, id, due); }, "button main"),
      button(t("snooze.anyway"), () => { dialog.close(); snooze(talk, id, until, true); }, "button")));
  dialog.setAttribute("aria-label", t("snooze.promised_title"));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function back(talk, id) {
  await call(`/conversations/${id}/wake`, {});
  if (talk.id === id) await talk.read();
}

async function wake(talk) {
  try { await back(talk, talk.id); } catch (error) { toast(problemOf(error), { wrong: true }); }
}

key("z", "keys.snooze", () => act(), { when: () => act !== null });
