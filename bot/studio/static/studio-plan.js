// What publishing means to those who are in mid-flow: one sentence, and where they stand for who wants to know.

import { make } from "./console-dom.js";
import { t } from "./console-words.js";

const FATES = ["moves", "redo", "stays", "person"];

export function plan(found) {
  if (!found) return null;
  const heading = make("h2", "", t("versions.plan"));
  if (!found.total) return make("section", "plan", heading, make("p", "", t("versions.plan_nobody")));
  const parts = FATES.filter((fate) => found[fate]).map((fate) => t(`versions.plan_${fate}`, { n: found[fate] }));
  const sentence = make("p", "sentence", `${t("versions.plan_inside", { n: found.total })}: ${parts.join(", ")}.`);
  return make("section", "plan", heading, sentence, make("p", "soft", t("versions.plan_means")), make("details", "", make("summary", "", t("versions.plan_where")), where(found.spots)));
}

function where(spots) {
  const rows = spots.map(({ fate, flow, step, count }) => make("tr", "", make("td", "", flow), make("td", "", step), make("td", "", t(`versions.fate_${fate}`)), make("td", "number", String(count))));
  const names = ["flow", "step", "fate", "count"].map((name) => Object.assign(make("th", name === "count" ? "number" : "", t(`versions.spot_${name}`)), { scope: "col" }));
  const region = make("div", "scroll", make("table", "", make("thead", "", make("tr", "", ...names)), make("tbody", "", ...rows)));
  return Object.assign(region, { tabIndex: 0, role: "region", ariaLabel: t("versions.plan_where") });
}
