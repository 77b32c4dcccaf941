// How the weekly loop goes, in a line for admins; where it cannot be told, the line stays away.

import { call } from "./console-api.js";
import { $, make } from "./console-dom.js";
import { lang, t } from "./console-words.js";

const number = (value) => value.toLocaleString(lang, { maximumFractionDigits: 1 });

function compared(points) {
  if (points === null) return "";
  if (points === 0) return t("rhythm.same");
  return t(points > 0 ? "rhythm.more" : "rhythm.less", { n: Math.abs(points), shown: number(Math.abs(points)) });
}

function model(found) {
  if (found.trained_at === null || found.understood === null) return "";
  const date = new Date(found.trained_at).toLocaleDateString(lang, { dateStyle: "medium" });
  return [t("rhythm.model", { date, share: `${number(100 * found.understood)} %` }), compared(found.points)].filter(Boolean).join(", ");
}

async function tell(line) {
  const found = await call("/studio/rhythm");
  const waiting = found.waiting ? t("rhythm.waiting", { n: found.waiting }) : t("rhythm.nothing");
  const link = Object.assign(make("a", "", waiting), { href: "/studio/unheard" });
  line.replaceChildren(link, ["", t("rhythm.labelled", { n: found.labelled }), model(found)].filter((one, place) => !place || one).join("; "));
  line.hidden = false;
}

if ($("rhythm")) tell($("rhythm")).catch(() => { $("rhythm").hidden = true; });
