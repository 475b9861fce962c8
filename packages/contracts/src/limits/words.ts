import type { Words } from "../words.ts";

export const limits = {
  stepUps: ["limits.change"],
} as const satisfies Words;
