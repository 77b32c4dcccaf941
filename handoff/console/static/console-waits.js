// How long one's answers wait before they leave: a choice in the account's menu, kept on the server.

import { call, problemOf } from "./console-api.js";
import { $ } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

const CHOICES = [0, 5, 10, 20]; // seconds

async function show() {
  const { preferences: { undo_seconds: seconds } } = await call("/account");
  const choices = [...new Set([...CHOICES, seconds])].sort((one, other) => one - other);
  $("undo-seconds").replaceChildren(...choices.map((n) => new Option(n ? t("writing.wait", { n }) : t("writing.at_once"), n)));
  $("undo-seconds").value = seconds;
}

$("undo-seconds").addEventListener("change", async ({ target }) => {
  try {
    const { preferences } = await call("/account");
    await call("/account", { preferences: { ...preferences, undo_seconds: Number(target.value) } });
  } catch (error) {
    toast(problemOf(error), { wrong: true });
    show().catch(() => {});
  }
});
$("menu").addEventListener("toggle", () => { if ($("menu").open) show().catch(() => {}); });
if ($("menu").open) show().catch(() => {}); // opened before this was loaded
