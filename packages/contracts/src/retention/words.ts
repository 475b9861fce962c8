import type { Words } from "../words.ts";

export const retention = {
  ids: { export: "exp" },
  stepUps: ["data.export"],
} as const satisfies Words;
