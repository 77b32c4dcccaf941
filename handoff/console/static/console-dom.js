// Making nodes: text stays text, links are only what is plainly an address.

import { lang, t } from "./console-words.js";

export const $ = (id) => document.getElementById(id);

export function make(tag, className = "", ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export function button(text, act, className = "") {
  const node = make("button", className, text);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

export function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/).map((piece, index) => {
    if (index % 2 === 0) return document.createTextNode(piece);
    return Object.assign(make("a", "", piece), { href: piece, target: "_blank", rel: "noopener noreferrer" });
  });
}

// A visitor of the web chat has no name; four letters tell them apart.
export const nameOf = ({ name, channel, address }) => name || (/^[\w-]{16}$/.test(address) ? t("list.visitor", { code: address.slice(0, 4) }) : `${channel} ${address}`);

const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dated = new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function when(iso) {
  const moment = new Date(iso);
  const today = moment.toDateString() === new Date().toDateString();
  return Object.assign(make("time", "", (today ? clock : dated).format(moment)), { dateTime: iso, title: moment.toLocaleString(lang) });
}

// Only the hour: the day stands above.
export function hour(iso) {
  const moment = new Date(iso);
  return Object.assign(make("time", "", clock.format(moment)), { dateTime: iso, title: moment.toLocaleString(lang) });
}

// A length in the unit people would say it in: ["minutes", 12]. Hours go up to two days.
export function inUnits(minutes, whole = Math.floor) {
  if (minutes < 60) return ["minutes", minutes];
  return minutes < 2880 ? ["hours", whole(minutes / 60)] : ["days", whole(minutes / 1440)];
}

// "in 3 min", "12 min late": how a promise stands.
export function due(iso) {
  const minutes = Math.round((new Date(iso) - Date.now()) / 60000);
  const [unit, n] = inUnits(Math.abs(minutes), Math.round);
  return make("span", minutes < 0 ? "when late" : "when", t(`time.${minutes < 0 ? "late" : "in"}_${unit}`, { n }));
}

export function table(rows) {
  const list = make("dl");
  for (const [name, value] of rows) if (value !== "" && value !== null && value !== undefined) list.append(make("dt", "", name), make("dd", "", value));
  return list;
}
