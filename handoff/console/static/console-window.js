// How long this customer may still be written to: a line above the conversation where the channel sets an end to it.

import { $, inUnits, make } from "./console-dom.js";
import { lang, t } from "./console-words.js";

const SOON = 2 * 3600 * 1000; // ms left from which on it is worth a louder colour
const clock = new Intl.DateTimeFormat(lang, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
let shown = null;

// What the line says of a window at a moment; null where there is nothing to say.
export function line({ bot_until: bot, person_until: person, after, blocked }, channel, now = Date.now()) {
  if (blocked) return { text: t(`window.blocked_${after}`, { channel }), state: "closed" };
  if (!person) return null;
  const left = new Date(person) - now;
  if (left <= 0) return { text: t(`window.closed_${after}`, { channel }), state: "closed" };
  const key = new Date(bot) - now <= 0 ? "window.bot_closed" : "window.until";
  return { text: t(key, { channel, time: clock.format(new Date(person)), left: words(left) }), state: left < SOON ? "soon" : "open" };
}

function words(left) {
  const [unit, n] = inUnits(Math.ceil(left / 60000));
  return t(`time.in_${unit}`, { n });
}

export function showWindow(conversation) {
  shown = conversation;
  tick();
}

function tick() {
  const said = shown && !shown.closed_at ? line(shown.window, shown.channel) : null;
  const standing = $("window");
  if (!said) { standing?.remove(); return; }
  const node = standing ?? Object.assign(make("p", ""), { id: "window" });
  node.className = `banner window ${said.state}`;
  if (node.textContent !== said.text) node.textContent = said.text;
  if (!standing) $("banners").append(node);
}

setInterval(tick, 20000);
