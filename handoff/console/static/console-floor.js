// Who answers: take, give back, hand on, close, each by button and by key, told in one place when it cannot be.

import { call, problemOf } from "./console-api.js";
import { key } from "./console-keys.js";
import { toast } from "./console-toast.js";
import { whom } from "./console-whom.js";
import { t } from "./console-words.js";

const UNDO = { take: "release", release: "take", close: "reopen" };
const KEYS = { t: "take", r: "release", h: "transfer", c: "close", o: "reopen" };

export class Floor {
  // `talk` is the conversation on the screen; `took()` hears that it is ours now.
  constructor(talk, took) {
    this.talk = talk;
    this.took = took;
    for (const node of document.querySelectorAll("[data-act]")) node.addEventListener("click", () => this.act(node.dataset.act));
    for (const [name, action] of Object.entries(KEYS)) key(name, `keys.${action}`, () => this.act(action), { when: () => this.may(action) });
  }

  may(action) {
    const node = document.querySelector(`[data-act="${action}"]`);
    return Boolean(this.talk.shown) && !node.hidden && !node.disabled;
  }

  show(conversation) {
    const { mine } = this.talk;
    const held = conversation.owner === "agent" && !mine && conversation.agent;
    const closed = Boolean(conversation.closed_at);
    const visible = { take: !mine && !held && !closed, release: mine, transfer: !held, close: !held && !closed, reopen: closed };
    for (const node of document.querySelectorAll("[data-act]")) node.hidden = !visible[node.dataset.act];
  }

  async act(action) {
    const body = action === "transfer" ? await whom(this.talk.desk) : {};
    if (!body) return;
    try {
      const { id } = this.talk;
      await call(`/conversations/${id}/${action}`, { ...body, floor: this.talk.shown.floor });
      await this.talk.read();
      if (action === "take" || action === "reopen") this.took();
      if (UNDO[action]) this.#undoable(id, action);
    } catch (error) {
      toast(problemOf(error), { wrong: true });
      if (error.status === 409) await this.talk.read();
    }
  }

  // The way back is the opposite act, of the floor as it is then.
  #undoable(id, action) {
    toast(t(`talk.done_${action}`), {
      group: "floor",
      undo: async () => {
        await call(`/conversations/${id}/${UNDO[action]}`, {});
        if (this.talk.id === id) await this.talk.read();
      },
    });
  }
}
