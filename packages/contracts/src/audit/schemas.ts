import * as z from "zod";
import { apiKeyId, sessionId, userId } from "../auth/ids.ts";
import { auditId } from "./ids.ts";
import { instant, moment, pageInput, pageOf } from "../page.ts";
import { kind } from "../values/kinds.ts";
import { wordSchema } from "../values/token.ts";

/** A public id of whatever kind, or a bare uuid. */
const anyId = kind("id", z.string().regex(/^([a-z]{2,6}_[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/));

const filter = {
  /** Prefix of the action: `payout.` matches everything done to payouts. */
  action: wordSchema(/^[A-Za-z0-9._-]{1,64}$/).optional(),
  /** Who did it. */
  actor: userId.optional(),
  /** What it was done to. */
  subject: anyId.optional(),
  /** All entries of one call: the id in an error, a log line, an event. */
  correlationId: wordSchema(/^[\w.:-]{1,128}$/).optional(),
};

/** Newest first. `from` belongs to the period, `to` does not. */
export const listAuditInput = z.object({ ...pageInput, ...filter, from: moment.optional(), to: moment.optional() }).default({ limit: 20 });

export const auditEntryView = z.object({
  id: auditId,
  at: instant,
  /** `kind`: `user`, `api_key` (a person's program), `anonymous`, `owner` (the database's owner role), or `system:` and the process. */
  actor: z.object({ kind: z.string(), id: userId.nullable(), name: z.string().nullable() }),
  /** Through which session or API key. */
  sessionId: z.union([sessionId, apiKeyId]).nullable(),
  action: z.string(),
  /** `id`: a public id if the kind has them, else a uuid. */
  subject: z.object({ kind: z.string(), id: z.string().nullable() }),
  /**
   * Redacted. `before` and `after` hold the subject's fields that differ, `also` those of other rows that changed with it. Empty when erased.
   */
  payload: z.record(z.string(), z.unknown()),
  /** When its readable part was erased. */
  erasedAt: instant.nullable(),
  correlationId: z.string(),
  /** What the hash chain binds, in hex. */
  digest: z.string(),
  /** True when a block of the chain holds it. */
  sealed: z.boolean(),
});
export type AuditEntryView = z.infer<typeof auditEntryView>;
export const auditPage = pageOf(auditEntryView);

export const exportAuditInput = z.object({ ...filter, from: moment, to: moment });
