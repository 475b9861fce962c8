import type { SettingChangeState } from "@amanat/contracts";
import type { Machine } from "@amanat/db";

/** The change of a dangerous setting, from being asked for to its end. One that needs nobody is `applied` from the start. */
export const SETTING_CHANGE = {
  name: "setting change",
  initial: "waiting",
  reserved: [],
  guards: {},
  states: {
    waiting: [
      { on: "confirm", to: "applied", by: ["another admin"], guard: null },
      { on: "refuse", to: "refused", by: ["another admin"], guard: null },
      { on: "withdraw", to: "withdrawn", by: ["who asked"], guard: null },
      { on: "expire", to: "expired", by: ["timer"], guard: null },
    ],
    applied: [],
    refused: [],
    withdrawn: [],
    expired: [],
  },
} as const satisfies Machine<SettingChangeState, never, "another admin" | "who asked" | "timer">;
