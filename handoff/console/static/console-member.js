// What somebody is at the desk: their teams, what they know how to do, how many customers they are given at once.

import { call, problemOf } from "./console-api.js";
import { make } from "./console-dom.js";
import { field, personPart } from "./console-person.js";
import { toast } from "./console-toast.js";
import { t } from "./console-words.js";

let teams = null;

personPart(async (person) => {
  if (person.disabled) return null;
  teams ??= call("/desk").then((desk) => desk.teams);
  const [known, place] = await Promise.all([teams, call(`/people/${person.id}/desk`)]);
  return form(person, known, place);
});

function form(person, known, place) {
  const boxes = known.map(({ id, name }) => {
    const box = Object.assign(make("input"), { type: "checkbox", name: "teams", value: id, checked: place.teams.includes(id) });
    return make("label", "check", box, make("span", "", name));
  });
  const skills = Object.assign(make("input"), { name: "skills", value: place.skills.join(" "), maxLength: 600, autocomplete: "off" });
  const capacity = Object.assign(make("input"), { type: "number", name: "capacity", min: 1, max: 1000, value: place.capacity ?? "", placeholder: String(place.usual) });
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  const node = make("form", "", make("h3", "", t("people.desk")),
    make("fieldset", "checks", make("legend", "", t("people.teams")), ...boxes), make("small", "soft", t("people.teams_hint")),
    field(t("people.skills"), skills, t("people.skills_hint")), field(t("people.capacity"), capacity, t("people.capacity_hint", { n: place.usual })), problem,
    make("div", "buttons", make("button", "button", t("people.desk_save"))));
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    const chosen = [...node.querySelectorAll("[name=teams]:checked")].map((box) => box.value);
    const body = { teams: chosen, skills: skills.value.split(/\s+/).filter(Boolean), capacity: capacity.value ? Number(capacity.value) : null };
    try {
      await call(`/people/${person.id}/desk`, body);
      toast(t("people.saved"));
    } catch (error) {
      problem.textContent = problemOf(error);
    }
  });
  return node;
}
