// The way into the console.

import { t } from "./console-words.js";

const form = document.getElementById("sign-in");
const problem = document.getElementById("problem");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  problem.textContent = "";
  try {
    const body = JSON.stringify({ email: form.email.value, password: form.password.value });
    const answer = await fetch("/api/v1/session", { method: "POST", body, headers: { "Content-Type": "application/json" } });
    if (answer.ok) { location.replace(form.dataset.next + location.hash); return; }
    problem.textContent = { 401: t("sign-in.wrong"), 429: t("sign-in.too_often") }[answer.status] ?? (await answer.json()).detail;
    form.password.select();
  } catch {
    problem.textContent = t("frame.no_connection");
  }
  button.disabled = false;
});
