import type { Stale } from "../stale.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const stale: Stale<"chat"> = {
  chat: ["chat.inbox", "chat.unread", "chat.conversation", "chat.messages"],
  deal: ["chat.conversation", "chat.inbox"],
};
