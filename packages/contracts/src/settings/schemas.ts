import * as z from "zod";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { OPERATOR_REASON_MIN } from "../values/reason.ts";
import { lineSchema, proseSchema } from "../values/text.ts";
import { wordSchema } from "../values/token.ts";
import { settingChangeId } from "./ids.ts";

/** `waiting`: dangerous, and another admin has to confirm it. */
export const SETTING_CHANGE_STATES = ["waiting", "applied", "refused", "withdrawn", "expired"] as const;
export type SettingChangeState = (typeof SETTING_CHANGE_STATES)[number];

const key = wordSchema(/^[A-Za-z][A-Za-z0-9.]{0,63}$/);

/** What a value may be. Values travel as JSON text, so that each setting keeps the shape that its own schema has. */
export const settingKind = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("number"),
    whole: z.boolean(),
    least: z.number().nullable(),
    most: z.number().nullable(),
    /** The least itself is not allowed. */
    above: z.boolean(),
  }),
  z.object({ type: z.literal("switch") }),
  z.object({ type: z.literal("words"), words: z.array(z.string()) }),
  z.object({ type: z.literal("json") }),
]);
export type SettingKind = z.infer<typeof settingKind>;

export const settingChangeView = z.object({
  id: settingChangeId,
  key: z.string(),
  state: z.enum(SETTING_CHANGE_STATES),
  /** JSON. */
  before: z.string(),
  after: z.string(),
  reason: z.string(),
  askedBy: z.string().nullable(),
  askedAt: instant,
  /** The caller asked for it, and so does not confirm it. */
  mine: z.boolean(),
  /** Until then it can be confirmed; null for what needed nobody. */
  dueAt: instant.nullable(),
  endedBy: z.string().nullable(),
  endedAt: instant.nullable(),
});
export type SettingChangeView = z.infer<typeof settingChangeView>;

export const settingView = z.object({
  key: z.string(),
  /** What it decides, in English; the pages have it in every language. */
  says: z.string(),
  kind: settingKind,
  /** JSON: what holds now in every process, and what holds where nobody has set anything. */
  value: z.string(),
  usual: z.string(),
  version,
  /** Null when it was never set; `by` is null when it was not set in these pages. */
  changed: z.object({ at: instant, by: z.string().nullable() }).nullable(),
  /** Another admin has to confirm a change. */
  dangerous: z.boolean(),
  /** Where it is changed: on this list, on the page of limits, or by the system alone. */
  kept: z.enum(["here", "limits", "system"]),
  waiting: settingChangeView.nullable(),
});
export type SettingView = z.infer<typeof settingView>;
export const settingList = z.object({ settings: z.array(settingView) });
export type SettingList = z.infer<typeof settingList>;

export const changeSettingInput = z.object({
  key,
  version,
  /** JSON of the new value. */
  value: proseSchema({ min: 1, max: 60_000 }),
  reason: lineSchema({ min: OPERATOR_REASON_MIN, max: 500 }),
});
export const bySettingChange = z.object({ changeId: settingChangeId });
/** Newest first. */
export const settingHistoryInput = z.object({ ...pageInput, key: key.optional() }).default({ limit: 20 });
export const settingHistoryPage = pageOf(settingChangeView);
