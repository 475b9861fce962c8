import type { Words } from "../words.ts";

export const settings = {
  ids: { settingChange: "stc" },
  stepUps: ["settings.change", "settings.confirm"],
  incidents: {
    /** A change of a setting waits for another admin. Closes when one confirms or refuses it, when it is taken back, or with its date. */
    "setting.waiting": { retry: false },
  },
} as const satisfies Words;
