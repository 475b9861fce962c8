import * as z from "zod";
import { fileId } from "../files/ids.ts";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { proseSchema, lineSchema } from "../values/text.ts";
import { wholeSchema } from "../values/whole.ts";
import { departureBlock, departureView } from "./departures.ts";
import { exportId, legalHoldId, purgeId } from "./ids.ts";
import { KEPT_KINDS } from "./kept.ts";
import { PURGE_KINDS } from "./purge-kinds.ts";

/** `asked`: waits for the worker. `ready`: may be fetched until it expires. `failed`: it could not be made, and may be asked for anew. */
export const EXPORT_STATES = ["asked", "ready", "failed", "expired"] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** `files`: with the bytes of what they sent, beside the list of it. */
export const requestExportInput = z.object({ files: z.boolean().default(true) });

/** An archive of what is held about a person. */
export const exportView = z.object({
  id: exportId,
  status: z.enum(EXPORT_STATES),
  askedAt: instant,
  readyAt: instant.nullable(),
  /** Until when it may be fetched. */
  expiresAt: instant.nullable(),
  /** Its bytes, and the file to fetch it by (`files.link`). */
  size: z.number().int().nullable(),
  fileId: fileId.nullable(),
});
export type ExportView = z.infer<typeof exportView>;

/** What is held about the caller, and what was asked for of it. */
export const myData = z.object({
  exports: z.array(exportView),
  /** When another one may be asked for; null: now. */
  nextAt: instant.nullable(),
  /** What stays when they go. */
  keeps: z.array(z.enum(KEPT_KINDS)),
  /** What they would have to type to delete their account. */
  confirm: z.string(),
  /** So long a deletion can be taken back. */
  undoDays: z.number().int(),
  /** What keeps it from being deleted; some of it. */
  blocks: z.array(departureBlock),
  /** The deletion that was asked for last. */
  departure: departureView.nullable(),
});
export type MyData = z.infer<typeof myData>;

/** How long a kind of record is kept. */
export const policyView = z.object({
  kind: z.enum(PURGE_KINDS),
  days: z.number().int(),
  /** Cleared away by itself, once a day. */
  auto: z.boolean(),
  /** No shorter, and what it is until it is decided. */
  leastDays: z.number().int(),
  usualDays: z.number().int(),
  /** 0 until it is decided. */
  version,
  changed: z.object({ at: instant, by: z.string() }).nullable(),
});
export type PolicyView = z.infer<typeof policyView>;
export const policyList = z.object({
  policies: z.array(policyView),
  /** So long what is marked can be taken back. */
  undoDays: z.number().int(),
});
export const changePolicyInput = z.object({
  kind: z.enum(PURGE_KINDS),
  days: wholeSchema.min(1).max(36_500),
  auto: z.boolean(),
  version,
});

export const HOLD_KINDS = ["person", "deal", "case"] as const;
export const legalHoldView = z.object({
  id: legalHoldId,
  kind: z.enum(HOLD_KINDS),
  /** As it is called outside. */
  subjectId: z.string(),
  reason: z.string(),
  placedBy: z.string(),
  placedAt: instant,
  released: z.object({ by: z.string().nullable(), at: instant, reason: z.string() }).nullable(),
  version,
});
export type LegalHoldView = z.infer<typeof legalHoldView>;
export const listLegalHoldsInput = z.object({ ...pageInput, live: z.boolean().default(true) });
export const legalHoldPage = pageOf(legalHoldView);
/** `subjectId`: a person's, a deal's or a case's id, as it is called outside. */
export const placeLegalHoldInput = z.object({
  kind: z.enum(HOLD_KINDS),
  subjectId: lineSchema({ min: 5, max: 60 }),
  reason: proseSchema({ min: 5, max: 500 }),
});
export const releaseLegalHoldInput = z.object({ holdId: legalHoldId, version, reason: proseSchema({ min: 5, max: 500 }) });

/** What clearing a kind away would take, without taking it. */
export const dryRunInput = z.object({ kind: z.enum(PURGE_KINDS) });
export const dryRunView = z.object({
  kind: z.enum(PURGE_KINDS),
  /** Older than this. */
  before: instant,
  /** How many would go and how many are held, as far as it counts; `more`: there are more than that. */
  count: z.number().int(),
  held: z.number().int(),
  more: z.boolean(),
  /** Some of what is held. */
  heldSubjects: z.array(z.string()),
  /** The oldest by id. */
  samples: z.array(z.object({ id: z.string(), at: instant, held: z.boolean() })),
});
export type DryRunView = z.infer<typeof dryRunView>;

/** `marking` and `marked` can be taken back; `purging` has begun to take away, `done` has ended. */
export const PURGE_STATES = ["marking", "marked", "purging", "done", "undone"] as const;
export type PurgeState = (typeof PURGE_STATES)[number];
export const purgeView = z.object({
  id: purgeId,
  kind: z.enum(PURGE_KINDS),
  status: z.enum(PURGE_STATES),
  before: instant,
  marked: z.number().int(),
  held: z.number().int(),
  heldSubjects: z.array(z.string()),
  gone: z.number().int(),
  /** Null: by its policy. */
  by: z.string().nullable(),
  at: instant,
  /** Until then it can be taken back. */
  dueAt: instant,
  endedAt: instant.nullable(),
  version,
});
export type PurgeView = z.infer<typeof purgeView>;
export const listPurgesInput = z.object({ ...pageInput });
export const purgePage = pageOf(purgeView);
export const undoPurgeInput = z.object({ purgeId, version });
