// What calls an agent who is looking elsewhere: the number in the title, a quiet sound, a notification; each can be turned off.

import { call } from "./console-api.js";
import { $, nameOf } from "./console-dom.js";
import { key } from "./console-keys.js";
import { t } from "./console-words.js";

const plain = document.title;
const NOTES = [[660, 0], [880, 0.12]]; // Hz, seconds
let before = null;
let audio = null;

const wanted = (name) => localStorage.getItem(name) !== "off";

// `counts` are new; `first` says whether this tab speaks for all tabs of the browser.
export async function heed({ lists, unanswered }, first) {
  const waiting = lists.queue + unanswered;
  document.title = waiting ? `(${waiting}) ${plain}` : plain;
  const rose = before && { queue: lists.queue > before.queue, me: unanswered > before.unanswered };
  before = { queue: lists.queue, unanswered };
  if (!rose || !first || !(rose.queue || rose.me)) return;
  if (wanted("sound")) ring();
  if (wanted("notify") && globalThis.Notification?.permission === "granted" && document.visibilityState === "hidden") await notify(rose.me ? "me" : "queue");
}

export function ring() {
  if (!audio || audio.state !== "running") return;
  for (const [pitch, after] of NOTES) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const at = audio.currentTime + after;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.4);
  }
  document.dispatchEvent(new CustomEvent("rang"));
}

// Names only: what customers write does not belong on a locked screen.
async function notify(owner) {
  const { items: [newest] } = await call(`/conversations?${new URLSearchParams({ owner, limit: 1 })}`);
  if (!newest) return;
  const note = new Notification(t(`alerts.${owner}`, { name: nameOf(newest) }), { tag: `dezura-${newest.id}`, icon: document.querySelector('link[rel="icon"]').href });
  note.addEventListener("click", () => { focus(); location.hash = `#/${newest.id}`; note.close(); });
}

function keep(name, on) { localStorage.setItem(name, on ? "on" : "off"); }

async function ask(box) {
  keep("notify", box.checked);
  if (!box.checked || !globalThis.Notification) return;
  if (Notification.permission === "default") await Notification.requestPermission();
  box.checked = Notification.permission === "granted";
}

$("sound").checked = wanted("sound");
$("notify").checked = wanted("notify") && globalThis.Notification?.permission === "granted";
$("sound").addEventListener("change", ({ target }) => { keep("sound", target.checked); if (target.checked) ring(); });
$("notify").addEventListener("change", ({ target }) => ask(target));
key("m", "keys.sound", () => { $("sound").checked = !$("sound").checked; $("sound").dispatchEvent(new Event("change")); });
for (const kind of ["pointerdown", "keydown"]) {
  document.addEventListener(kind, () => { audio ??= new AudioContext(); audio.resume(); }, { once: true, capture: true }); // browsers let sound begin with a touch
}
