import type { Words } from "../words.ts";

export const retention = {
  ids: { export: "exp", legalHold: "lhd", purge: "prg" },
  stepUps: ["data.export", "account.delete", "retention.change", "purge.start", "hold.release"],
} as const satisfies Words;
