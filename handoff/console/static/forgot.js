// A link to set another password is asked for by e-mail; the page says the same whoever asks.

import { t } from "./console-words.js";

const form = document.getElementById("forgot");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  const [problem, told] = ["problem", "told"].map((id) => document.getElementById(id));
  problem.textContent = told.textContent = "";
  button.disabled = true;
  try {
    const body = JSON.stringify({ email: form.email.value });
    const answer = await fetch("/api/v1/session/reset", { method: "POST", body, headers: { "Content-Type": "application/json" } });
    if (answer.ok) { told.textContent = t("entry.sent"); return; }
    problem.textContent = answer.status === 429 ? t("entry.too_often") : (await answer.json()).detail;
  } catch {
    problem.textContent = t("frame.no_connection");
  }
  button.disabled = false;
});
