// A team's hours: the week, single days, and what the next seven days would look like.

import { button, make } from "./console-dom.js";
import { lang, t } from "./console-words.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const weekday = new Intl.DateTimeFormat(lang, { weekday: "long", timeZone: "UTC" });
const dated = new Intl.DateTimeFormat(lang, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

// `change(key, value)` says what the team's calendar has now under week, holidays or special.
export function hours(team, change) {
  const week = { ...team.week };
  const special = Object.entries(team.special);
  const rows = DAYS.flatMap((day, number) => {
    const input = field(week[day] ?? "", `${team.team}-${day}`);
    input.placeholder = t("settings.closed");
    input.addEventListener("input", () => { week[day] = input.value.trim(); change("week", grouped(week)); });
    return [Object.assign(make("label", "", weekday.format(Date.UTC(2024, 0, 1 + number))), { htmlFor: input.id }), input];
  });
  const holidays = field(team.holidays, `${team.team}-holidays`);
  Object.assign(holidays, { maxLength: 2, size: 4 });
  holidays.addEventListener("input", () => change("holidays", holidays.value.trim().toUpperCase() || undefined));
  const wrong = make("p", "wrong-here");
  wrong.dataset.path = `teams.${team.team}.calendar`;
  const node = make("section", "team", make("h3", "", team.name), make("p", "soft", t("settings.week_hint")),
    make("div", "week", ...rows, Object.assign(make("label", "", t("settings.holidays")), { htmlFor: holidays.id }), holidays),
    make("h4", "", t("settings.special")), singles(team, special, change), wrong,
    team.feeds ? make("p", "soft", t("settings.feeds")) : null,
    make("h4", "", t("settings.next_days")), drawn(team.next));
  node.dataset.team = team.team;
  return node;
}

function field(value, id) {
  return Object.assign(make("input"), { type: "text", value, id: `hours-${id}`, autocomplete: "off", spellcheck: false });
}

// Days with the same hours that follow each other are one line of the file, as people write it.
function grouped(week) {
  const found = {};
  for (let first = 0; first < DAYS.length;) {
    let last = first;
    while (last + 1 < DAYS.length && (week[DAYS[last + 1]] ?? "") === (week[DAYS[first]] ?? "")) last += 1;
    const name = first === last ? DAYS[first] : `${DAYS[first]}-${DAYS[last]}`;
    if (week[DAYS[first]]) found[name] = week[DAYS[first]];
    first = last + 1;
  }
  return found;
}

function singles(team, days, change) {
  const list = make("ul", "special");
  const tell = () => change("special", days.length ? Object.fromEntries(days.filter(([day]) => day)) : undefined);
  const draw = () => list.replaceChildren(...days.map((pair, index) => {
    const day = Object.assign(make("input"), { type: "date", value: pair[0] });
    const time = Object.assign(make("input"), { type: "text", value: pair[1], spellcheck: false });
    day.setAttribute("aria-label", t("settings.day"));
    time.setAttribute("aria-label", t("settings.hours"));
    day.addEventListener("input", () => { pair[0] = day.value; tell(); });
    time.addEventListener("input", () => { pair[1] = time.value.trim() || "closed"; tell(); });
    const gone = button("×", () => { days.splice(index, 1); draw(); tell(); }, "quiet");
    gone.setAttribute("aria-label", t("settings.remove_day", { day: pair[0] }));
    return make("li", "", day, time, gone);
  }));
  draw();
  const add = button(t("settings.add_day"), () => { days.push(["", "closed"]); draw(); list.lastElementChild.querySelector("input").focus(); }, "button");
  return make("div", "", list, add);
}

const minutes = (clock) => { const [hour, minute] = clock.split(":").map(Number); return hour * 60 + minute; };

export function drawn(days) {
  return make("ul", "days", ...days.map((one) => {
    const bar = make("span", "bar", ...one.hours.map((text) => {
      const [from, to] = text.split("-").map(minutes);
      const part = make("span");
      part.style.setProperty("--from", `${from / 14.4}%`);
      part.style.setProperty("--long", `${(to > from ? to - from : 1440 - from) / 14.4}%`);
      return part;
    }));
    const why = one.why ? ` (${t(`settings.why_${one.why}`)})` : "";
    return make("li", "", make("span", "", dated.format(new Date(`${one.day}T00:00Z`))), bar, make("span", "", (one.hours.join(", ") || t("settings.closed")) + why));
  }));
}
