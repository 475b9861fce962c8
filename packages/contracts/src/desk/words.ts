import type { Words } from "../words.ts";

export const desk = {} as const satisfies Words;
