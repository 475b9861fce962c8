import type { Stale } from "../stale.ts";
import { read } from "../access.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const pages = {
  "/messages": read("user", "own", null, { rate: "none" }),
  "/messages/[id]": read("user", "member; staff once assigned", null, { rate: "none" }),
} as const;

export const stale: Stale<"chat"> = {
  chat: ["chat.inbox", "chat.unread", "chat.conversation", "chat.messages"],
  deal: ["chat.conversation", "chat.inbox"],
};
