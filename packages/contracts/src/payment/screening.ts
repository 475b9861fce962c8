import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { amountSchema, assetSchema, chainIdSchema } from "../money.ts";
import { instant, moment, pageInput, pageOf, version } from "../page.ts";
import { OPERATOR_REASON_MIN } from "../values/reason.ts";
import { lineSchema } from "../values/text.ts";
import { payoutId, quarantineId, unmatchedId } from "./ids.ts";

/** What is said of an address. `not_covered`: no list speaks of addresses of its kind, which is not the same as clear. */
export const VERDICTS = ["clear", "hit", "not_covered"] as const;
/** Why an address was asked about: whose tokens came, who sent the transaction, where a refund or a release goes. */
export const SCREENED_ROLES = ["sender", "origin", "refund", "payee"] as const;
export const QUARANTINE_STATUSES = ["frozen", "released", "returned"] as const;
/** To its price, to be sent back, or it stays where it is until another date. */
export const QUARANTINE_DECISIONS = ["release", "return", "keep"] as const;
export type Verdict = (typeof VERDICTS)[number];
export type ScreenedRole = (typeof SCREENED_ROLES)[number];
export type QuarantineStatus = (typeof QUARANTINE_STATUSES)[number];

/** What was said once of one address. */
export const screeningView = z.object({
  id: z.uuid(),
  verdict: z.enum(VERDICTS),
  role: z.enum(SCREENED_ROLES),
  chain: chainIdSchema,
  address: z.string(),
  provider: z.string(),
  /** The list or the day that said it. */
  edition: z.string(),
  at: instant,
  /** The payout it was asked for; null for a deposit. */
  payoutId: payoutId.nullable(),
  /** The deposit's transaction; null for a payout. */
  txHash: z.string().nullable(),
  quarantineId: quarantineId.nullable(),
  dealId: dealId.nullable(),
});
export type ScreeningView = z.infer<typeof screeningView>;
export const screeningPage = pageOf(screeningView);
export const listScreeningsInput = z.object({ ...pageInput, verdict: z.enum(VERDICTS).optional() });

/** Money from a listed address. */
export const quarantineView = z.object({
  id: quarantineId,
  status: z.enum(QUARANTINE_STATUSES),
  asset: assetSchema,
  amount: amountSchema,
  sender: z.string(),
  /** The address that is listed: its sender, or who sent the transaction. */
  listed: z.string(),
  provider: z.string(),
  edition: z.string(),
  /** The address of ours where it lies. */
  address: z.string(),
  txHash: z.string(),
  block: z.number().int(),
  /** The deal whose price it would pay; null where it fits none. */
  dealId: dealId.nullable(),
  /** Whether it can be released to a price. */
  priced: z.boolean(),
  arrivedAt: instant,
  decideBy: instant,
  overdue: z.boolean(),
  /** The last decision. */
  decided: z.object({ by: z.string(), reason: z.string(), at: instant }).nullable(),
  /** What it became to be sent back. */
  unmatchedId: unmatchedId.nullable(),
  version,
});
export type QuarantineView = z.infer<typeof quarantineView>;
export const quarantinePage = pageOf(quarantineView);
export const listQuarantineInput = z.object({ ...pageInput, status: z.enum(QUARANTINE_STATUSES).optional() });
export const byQuarantine = z.object({ quarantineId });
/** The amount repeats what the admin saw. `keep` names the next date, at most a year ahead. */
export const decideQuarantineInput = z
  .object({
    quarantineId,
    version,
    amount: amountSchema,
    decision: z.enum(QUARANTINE_DECISIONS),
    until: moment.optional(),
    reason: lineSchema({ min: OPERATOR_REASON_MIN, max: 500 }),
  })
  .refine(({ decision, until }) => (decision === "keep") === (until !== undefined), { path: ["until"], params: { code: "misplaced" } });
