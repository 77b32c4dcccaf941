// Whether you are here: one switch on every page, and a sign of life while a page is open, so that nobody is given to an empty chair.

import { call } from "./console-api.js";
import { $, make } from "./console-dom.js";
import { t } from "./console-words.js";

const BEAT = 30000; // ms
const STATES = ["here", "away", "off"];
let active = Date.now(); // when somebody last used this page

const choice = make("select", "", ...STATES.map((state) => new Option(t(`presence.${state}`), state)));
choice.setAttribute("aria-label", t("presence.label"));
const dot = make("span", "dot");
$("presence").append(make("span", "presence", dot, choice));

function show({ chosen, state }) {
  choice.value = state === "off" && chosen !== "off" ? chosen : state;
  dot.dataset.state = state;
  $("presence").dataset.state = state; // other modules and styles may look
}

// Only a sign of life where nothing is chosen; the server knows from it when we fall idle.
async function tell(body = {}) {
  try {
    show(await call("/presence", { idle: Math.floor((Date.now() - active) / 1000), ...body }));
  } catch { dot.dataset.state = "off"; } // no connection: the page says so elsewhere
}

for (const sign of ["pointerdown", "keydown", "wheel", "focus"]) {
  window.addEventListener(sign, () => {
    const idle = Date.now() - active;
    active = Date.now();
    if (idle > BEAT && $("presence").dataset.state === "away") tell(); // back at once, not with the next beat
  }, { passive: true, capture: true });
}
choice.addEventListener("change", () => tell({ state: choice.value, idle: 0 }));
document.addEventListener("visibilitychange", () => { if (!document.hidden) tell(); });
setInterval(tell, BEAT, {});
tell();
