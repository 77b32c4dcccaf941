// The conversation becomes a test: read over by a person, kept in the shop's folder, taken along as a file.

import { call, problemOf } from "./console-api.js";
import { button, make } from "./console-dom.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

export async function retell(conversation) {
  let told;
  try { told = await call(`/conversations/${conversation}/test`); } catch (error) { toast(problemOf(error), { wrong: true }); return; }
  const name = Object.assign(make("input"), { value: told.name, pattern: "[a-z0-9][a-z0-9\\-]{0,59}", required: true, autocomplete: "off" });
  const text = Object.assign(make("textarea", "code"), { value: told.text, rows: 16, spellcheck: false, required: true });
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  const form = make("form", "", make("h2", "", t("retell.title")), make("p", "soft", t("retell.about")),
    make("label", "field", make("span", "", t("retell.name")), name), make("label", "field", make("span", "", t("retell.text")), text), problem,
    make("div", "buttons", button(t("frame.cancel"), () => dialog.close(), "button"), button(t("retell.download"), () => download(name.value, text.value), "button"),
      Object.assign(make("button", "button main", t("retell.keep")), { type: "submit" })));
  const dialog = make("dialog", "wide", form);
  dialog.setAttribute("aria-label", t("retell.title"));
  dialog.addEventListener("close", () => dialog.remove());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      const { file } = await call("/conversation-tests", { name: name.value, text: text.value });
      if (!file) download(name.value, text.value);
      dialog.close();
      toast(file ? t("retell.kept", { file }) : t("retell.only_download"));
    } catch (error) { problem.textContent = problemOf(error); }
  });
  document.body.append(dialog);
  dialog.showModal();
  name.focus();
}

function download(name, text) {
  const link = Object.assign(make("a"), { href: URL.createObjectURL(new Blob([text], { type: "application/yaml" })), download: `desk-${name}.yml` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
