import * as z from "zod";
import { TIE_KINDS } from "../auth/ties.ts";
import { instant, version } from "../page.ts";
import { lineSchema } from "../values/text.ts";

/**
 * `asked`: waits, and can be taken back. `erasing`: the account is closed, and what is held about its person is erased, pass by pass. `stopped`:
 * when its time had come something of theirs ran, or was held by law.
 */
export const DEPARTURE_STATES = ["asked", "erasing", "done", "cancelled", "stopped"] as const;
export type DepartureState = (typeof DEPARTURE_STATES)[number];

/** What keeps an account from being deleted: what runs, a role of staff's, a legal hold. */
export const DEPARTURE_BLOCKS = [...TIE_KINDS, "role", "hold"] as const;
export type DepartureBlock = (typeof DEPARTURE_BLOCKS)[number];

export const departureView = z.object({
  status: z.enum(DEPARTURE_STATES),
  askedAt: instant,
  /** Until then it can be taken back. */
  dueAt: instant,
  endedAt: instant.nullable(),
  /** Why it was stopped. */
  why: z.enum(DEPARTURE_BLOCKS).nullable(),
  version,
});
export type DepartureView = z.infer<typeof departureView>;

/** `id`: as it is called outside; null where the kind says all. */
export const departureBlock = z.object({ kind: z.enum(DEPARTURE_BLOCKS), id: z.string().nullable() });

/** `confirm`: the account's address, or its person's name where it has none; typed, so that nobody deletes an account by a slip. */
export const deleteAccountInput = z.object({ confirm: lineSchema({ min: 1, max: 320 }) });
export const keepAccountInput = z.object({ version });
