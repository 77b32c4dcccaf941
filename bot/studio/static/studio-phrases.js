// What the model learns from: intents worst first, one opened, a message tried, and the training.

import { Refused, call, problemOf } from "./console-api.js";
import { $, button, make } from "./console-dom.js";
import { key } from "./console-keys.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";
import { opened } from "./studio-intent.js";
import { percent, shown, training } from "./studio-training.js";

let all;
let intent = "";

async function read() {
  all = await call("/studio/phrases");
  $("about").textContent = [t("phrases.intro"), all.doubles ? t("phrases.doubles", { n: all.doubles }) : "", all.changed ? t("phrases.changed") : ""].filter(Boolean).join(" ");
  $("intents").replaceChildren(make("thead", "", make("tr", "", ...[t("phrases.intent"), ...all.languages, t("phrases.recall"), t("phrases.precision"), t("phrases.mixed")].map((word) => Object.assign(make("th", "", word), { scope: "col" })))),
    make("tbody", "", ...all.intents.map(row)));
}

function row(one) {
  const open = button(shown(one.intent), () => { location.hash = one.intent; }, "link");
  return make("tr", "", make("td", "", open),
    ...all.languages.map((language) => make("td", one.few.includes(language) ? "few" : "", String(one.phrases[language] ?? 0))),
    make("td", "", percent(one.recall)), make("td", "", percent(one.precision)),
    make("td", "mixed", one.confusions.map(({ intent: other, times }) => `${shown(other)} ${times}`).join(", ")));
}

async function show() {
  intent = decodeURIComponent(location.hash.slice(1));
  $("all").hidden = Boolean(intent);
  $("opened").hidden = !intent;
  $("opened").className = "phrases";
  if (!intent) { $("opened").replaceChildren(); return; }
  try {
    const found = await call(`/studio/phrases/intent?intent=${encodeURIComponent(intent)}`);
    const close = () => { location.hash = ""; };
    $("opened").replaceChildren(...opened(found, { languages: all.languages, intents: all.intents.map((one) => one.intent).sort(), change, forget, close }));
  } catch (error) { toast(problemOf(error), { wrong: true }); }
}

async function change(deeds) {
  try {
    await call("/studio/phrases", { version: all.version, deeds });
    toast(t("phrases.written"));
  } catch (error) {
    toast(problemOf(error), { wrong: true });
    if (!(error instanceof Refused) || error.status !== 409) return;
  }
  await read();
  await show();
}

async function forget(id) {
  try { await call(`/lessons/${id}`, undefined, "DELETE"); } catch (error) { toast(problemOf(error), { wrong: true }); }
  await read();
  await show();
}

async function attempt(event) {
  event.preventDefault();
  try {
    const found = await call("/studio/phrases/try", { text: $("try").elements.text.value });
    const sure = found.intent ? `${shown(found.intent)} ${percent(found.confidence)}` : t("phrases.unsure");
    $("tried").replaceChildren(make("p", "", make("strong", "", sure), ` · ${found.language} · `, found.ranking.map(([name, confidence]) => `${shown(name)} ${percent(confidence)}`).join(", ")),
      make("ul", "near-list", ...found.resembles.map((one) => make("li", "", `${one.text} (${shown(one.intent)}, ${one.near.toFixed(2)})`))));
  } catch (error) { toast(problemOf(error), { wrong: true }); }
}

$("try").addEventListener("submit", attempt);
window.addEventListener("hashchange", show);
key("/", "phrases.try", () => $("try").elements.text.focus());
await Promise.all([read(), training($("training"), async () => { await read(); await show(); })]).then(show).catch((error) => { $("problem").hidden = false; $("problem").textContent = problemOf(error); });
document.documentElement.dataset.ready = "true";
