// Where two people changed the same lines: both ways side by side, and one chooses; until then nothing is written.

import { $, make } from "./console-dom.js";
import { t } from "./console-words.js";

// The whole text as chosen, or null when one would rather look first. `why` is `colleague` or `clash`.
export function choose(merged, why) {
  const dialog = $("choose");
  dialog.querySelector(".why").textContent = t(`studio.choose_${why}`);
  const picks = [];
  $("clashes").replaceChildren(...merged.pieces.filter(({ both }) => both === null).map((piece, index) => {
    const group = make("fieldset", "clash", make("legend", "", t("studio.place_of", { n: index + 1, all: merged.clashes })));
    for (const side of ["mine", "theirs", "both"]) {
      const input = Object.assign(make("input"), { type: "radio", name: `clash-${index}`, value: side, checked: side === "both" });
      group.append(make("label", side, input, make("span", "", t(`studio.side_${why === "clash" && side === "theirs" ? "published" : side}`)), ...(side === "both" ? [] : [make("pre", "", piece[side].join("\n") || t("studio.no_lines"))])));
    }
    picks.push(() => ({ mine: piece.mine, theirs: piece.theirs, both: [...piece.theirs, ...piece.mine] })[group.querySelector(":checked").value]);
    return group;
  }));
  return new Promise((done) => {
    dialog.onclose = () => {
      if (dialog.returnValue !== "take") { done(null); return; }
      const chosen = [...picks];
      done(merged.pieces.flatMap(({ both }) => both ?? chosen.shift()()).join("\n"));
    };
    dialog.returnValue = "";
    dialog.showModal();
  });
}
