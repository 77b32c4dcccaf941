// What every page of the console has around it: the menu, the language, light or dark, the way out.

import { call } from "./console-api.js";
import { $ } from "./console-dom.js";
import { help } from "./console-keys.js";
import "./console-presence.js";
import "./console-toast.js";

const YEAR = 365 * 86400;

function keep(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${value ? YEAR : 0}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

function paint(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  document.querySelector('meta[name="color-scheme"]').content = theme || "light dark";
}

const others = new BroadcastChannel("dezura-theme"); // other tabs change with this one
others.addEventListener("message", ({ data }) => { $("theme").value = data; paint(data); });

$("theme").addEventListener("change", ({ target }) => {
  keep("dezura_theme", target.value);
  paint(target.value);
  others.postMessage(target.value);
});
$("language").addEventListener("change", async ({ target }) => {
  keep("dezura_language", target.value);
  await call("/account", { locale: target.value }).catch(() => {}); // here it is kept by the cookie all the same
  const url = new URL(location.href);
  url.searchParams.delete("lang");
  history.replaceState(null, "", url);
  location.reload();
});
$("shortcuts").addEventListener("click", () => { $("menu").open = false; help(); });
$("sign-out").addEventListener("click", async () => { await call("/session", undefined, "DELETE"); location.href = "/console"; });

document.addEventListener("pointerdown", ({ target }) => {
  for (const open of document.querySelectorAll("details.further[open]")) if (!open.contains(target)) open.open = false;
});
document.addEventListener("pointerdown", ({ target }) => { if (!$("menu").contains(target)) $("menu").open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !$("menu").open) return;
  event.preventDefault();
  $("menu").open = false;
  $("menu").querySelector("summary").focus();
}, true);
