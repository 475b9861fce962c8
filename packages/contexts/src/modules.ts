import { AUDIENCES } from "./audiences.ts";
import { BOOKS } from "./books.ts";
import { CHAT_PORTS } from "./chat-ports.ts";
import { CONTEXTS } from "./contexts.ts";
import { attachDelivered } from "./file-readers.ts";
import { KINDS } from "./kinds.ts";
import { NOTICES } from "./notice-ports.ts";

/** What others bring: a context that needs some of it has a function for its module. */
const OTHERS = {
  kinds: KINDS,
  books: BOOKS,
  audiences: AUDIENCES,
  chat: CHAT_PORTS,
  attachFiles: attachDelivered,
  notices: NOTICES,
} as const;

/** The modules that api, worker and realtime are composed from. */
export const MODULES = CONTEXTS.map(({ module }) => (typeof module === "function" ? module(OTHERS) : module));
