// A password is set by a link. Its token stands behind the #, is taken out of the address at once, and goes to our server alone.

import { t } from "./console-words.js";

const $ = (id) => document.getElementById(id);
const form = $("enter");
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname + location.search);
// Another language is another page, which needs the token again.
for (const link of document.querySelectorAll("[data-lang]")) link.addEventListener("click", () => { link.hash = token; });

async function ask(path, body) {
  return fetch(`/api/v1/session/${path}`, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
}

function gone(text) {
  form.hidden = true;
  $("gone").hidden = false;
  $("why").textContent = text;
}

async function look() {
  if (!/^[\w-]{20,200}$/.test(token)) { gone(t("entry.gone")); return; }
  try {
    const answer = await ask("link", { token });
    if (!answer.ok) { gone(answer.status === 429 ? t("entry.too_often") : t("entry.gone")); return; }
    const { kind, name, email, password_length: least } = await answer.json();
    $("whom").textContent = t(`entry.${kind}`, { name });
    $("choose").textContent = t("entry.choose", { email });
    $("least").textContent = t("entry.least", { n: least });
    form.email.value = email;
    form.password.minLength = least;
    form.hidden = false;
    form.password.focus();
  } catch {
    gone(t("frame.no_connection"));
  }
}

$("show").addEventListener("change", ({ target }) => { form.password.type = target.checked ? "text" : "password"; });

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  $("problem").textContent = "";
  try {
    const answer = await ask("password", { token, password: form.password.value });
    if (answer.ok) { location.replace("/console"); return; }
    if (answer.status === 404) { gone(t("entry.gone")); return; }
    $("problem").textContent = { 422: t("entry.poor"), 429: t("entry.too_often") }[answer.status] ?? (await answer.json()).detail;
    form.password.focus();
  } catch {
    $("problem").textContent = t("frame.no_connection");
  }
  button.disabled = false;
});

await look();
