// One's own account: name and languages, how the console behaves, the password, where one is signed in.

import { call, problemOf } from "./console-api.js";
import { $ } from "./console-dom.js";
import { sessionList } from "./console-session.js";
import { showTelegram } from "./console-telegram.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

let account;

// What a form does when it is sent; what is wrong stands in the form itself.
function sent(form, act) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = form.querySelector(".problem");
    problem.textContent = "";
    try { await act(form); } catch (error) { problem.textContent = told(error); }
  });
}

function told(error) {
  const path = error.problem?.path;
  if (path === "old") return t("account.old_wrong");
  if (path === "password") return t("entry.poor");
  return problemOf(error);
}

function fill() {
  const { user, preferences } = account;
  $("me").elements.name.value = user.name;
  $("me").elements.locale.value = user.locale;
  for (const box of $("me").elements.languages) box.checked = user.languages.includes(box.value);
  for (const [name, value] of Object.entries(preferences)) {
    const field = $("preferences").elements[name];
    if (field?.type === "checkbox") field.checked = value;
    else if (field) field.value = value;
  }
  $("least").textContent = t("entry.least", { n: account.password_length });
  $("password").elements.fresh.minLength = account.password_length;
  for (const form of [$("me"), $("preferences")]) form.inert = false; // what is typed from here on is not overwritten
}

sent($("me"), async ({ elements }) => {
  const before = account.user.locale;
  const languages = [...elements.languages].filter((box) => box.checked).map((box) => box.value);
  account = await call("/account", { name: elements.name.value, locale: elements.locale.value, languages });
  if (account.user.locale !== before) { location.reload(); return; }
  fill();
  toast(t("account.saved"));
});

sent($("preferences"), async ({ elements }) => {
  const notifications = elements.notifications.checked && (await allowed());
  const preferences = { ...account.preferences, undo_seconds: Number(elements.undo_seconds.value), sound: elements.sound.checked, notifications };
  account = await call("/account", { preferences });
  fill();
  toast(t("account.saved"));
});

// The browser asks its person; without their word there are no notifications.
async function allowed() {
  if (!("Notification" in window)) return false;
  return Notification.permission === "granted" || (await Notification.requestPermission()) === "granted";
}

sent($("password"), async (form) => {
  await call("/account/password", { old: form.elements.old.value, password: form.elements.fresh.value });
  form.reset();
  toast(t("account.changed"));
  await showSessions();
});

async function showSessions() {
  const { items } = await call("/account/sessions");
  $("sessions").replaceChildren(...sessionList(items, (id) => ended(`/account/sessions/${id}`)));
  $("others").hidden = items.length < 2;
}

async function ended(path) {
  try {
    await call(path, undefined, "DELETE");
    toast(t("account.ended"));
  } catch (error) {
    toast(problemOf(error), { wrong: true });
  }
  await showSessions();
  $("sessions-title").focus();
}

$("sessions-title").tabIndex = -1;
$("others").addEventListener("click", () => ended("/account/sessions"));
account = await call("/account");
fill();
await showSessions();
await showTelegram($("telegram"));
