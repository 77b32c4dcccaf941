// Why a message did not go, in the agent's language: platforms say it in English, and each in its own words.

import { t } from "./console-words.js";

const KNOWN = [
  [/blocked by the user|bot was blocked|unsubscribed|opted out/i, "blocked"],
  [/deactivated/i, "deactivated"],
  [/chat not found|user not found|no matching user|peer_id_invalid/i, "nobody"],
  [/window|24 hours|outside of allowed|2018278|standby|business_/i, "window"],
  [/too long|message_too_long/i, "long"],
  [/too many requests|rate|429|limit/i, "rate"],
  [/unauthorized|token|190\/|OAuth/i, "token"],
  [/file|photo|too big|wrong type|image_process/i, "file"],
  [/program stopped during the send/i, "stopped"],
  [/timed? ?out|timeout/i, "timeout"],
  [/connect|network|unreachable|reset|HTTP 5\d\d/i, "network"],
  [/by e-mail/i, "email"],
  [/took the conversation|floor/i, "floor"],
];

export function reasonOf(reason) {
  const found = KNOWN.find(([sign]) => sign.test(reason));
  return found ? t(`state.reason_${found[1]}`) : reason;
}
