import type { FileState } from "@amanat/contracts";
import type { Machine } from "@amanat/db";

/** Whoever moves a file: its owner, its content, the scanner, or time. */
type ByFile = "owner" | "content" | "scanner" | "timer";

const REMOVE = { on: "remove", to: "deleted", by: ["owner"], guard: null } as const;
const REFUSE = { on: "refuse", to: "refused", by: ["content"], guard: null } as const;
const PASS = { on: "pass", to: "ready", by: ["content"], guard: null } as const;
const BLOCK = { on: "block", to: "blocked", by: ["scanner"], guard: null } as const;
const HOLD = { on: "hold", to: "held", by: ["scanner"], guard: null } as const;

/** A file, from its address being given out to its bytes being gone. */
export const FILE = {
  name: "file",
  initial: "begun",
  reserved: [],
  guards: {},
  states: {
    begun: [
      { on: "arrive", to: "arrived", by: ["content"], guard: null },
      // What is made here is written at once to where it is read.
      { on: "make", to: "ready", by: ["content"], guard: null },
      { on: "break", to: "deleted", by: ["content"], guard: null },
      { on: "expire", to: "deleted", by: ["timer"], guard: null },
      REMOVE,
    ],
    arrived: [PASS, HOLD, REFUSE, BLOCK, REMOVE],
    held: [PASS, HOLD, REFUSE, BLOCK, REMOVE],
    ready: [{ on: "expire", to: "deleted", by: ["timer"], guard: null }, REMOVE],
    refused: [],
    blocked: [],
    deleted: [],
  },
} as const satisfies Machine<FileState, never, ByFile>;
