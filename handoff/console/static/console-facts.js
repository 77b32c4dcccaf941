// What happened in a conversation, as one sentence in the agent's language.

import { known, t } from "./console-words.js";

// `names` are the agents by id, `teams` the teams' names. A fact that no file of words knows is told as the server tells it.
export function sentence({ fact, values, by, text }, { names, teams }) {
  if (!known(`facts.${fact}`)) return text;
  const to = values.to_agent !== undefined ? names.get(values.to_agent) : teams.get(values.team);
  return t(`facts.${fact}`, { ...values, who: by ?? t("facts.somebody"), to: to ?? values.team ?? t("facts.another_team") });
}
