import * as z from "zod";
import { shareSchema } from "../deals/shares.ts";
import { dealId } from "../deals/ids.ts";
import { personSchema } from "../deals/schemas.ts";
import { PARTY_ROLES } from "../deals/terms.ts";
import { HOLD_TERMS } from "../desk/terms.ts";
import { conversationId } from "../chat/ids.ts";
import { fileId } from "../files/ids.ts";
import { fileView } from "../files/schemas.ts";
import { amountSchema, assetIdSchema, chainIdSchema } from "../money.ts";
import { instant, moment, pageInput, pageOf, version } from "../page.ts";
import { HOLD_REASON_MIN } from "../values/reason.ts";
import { lineSchema, proseSchema } from "../values/text.ts";
import { chainHashSchema, hashSchema } from "../values/token.ts";
import { MOST_WHOLE } from "../values/whole.ts";
import { caseId, caseRulingId, settlementId } from "./ids.ts";
import {
  CASE_ASKS,
  CASE_CERTAINTIES,
  CASE_OUTCOMES,
  CASE_REASONS,
  CASE_ROLES,
  CASE_RULING_STATUSES,
  CASE_STATUSES,
  MOST_NOTE,
  MOST_STATEMENT,
  RECORD_KINDS,
  SANCTIONS,
  SETTLEMENT_KINDS,
  SETTLEMENT_STATUSES,
} from "./states.ts";

/** What a side says of its case; both sides and the mediator read it. */
export const statementSchema = proseSchema({ min: HOLD_REASON_MIN, max: MOST_STATEMENT });
const note = proseSchema({ min: 0, max: MOST_NOTE });
const tranche = z.number().int().min(1).max(MOST_WHOLE);
const shares = z.array(shareSchema).max(50).default([]);

export const byCase = z.object({ caseId });
export const caseAction = z.object({ caseId, version });

/** `tranches`: the parts of the price it is about; all that is held, when left out. `statement` is the opener's statement of their case. */
export const openDisputeInput = z.object({
  dealId,
  version,
  reason: z.enum(CASE_REASONS),
  ask: z.enum(CASE_ASKS),
  certainty: z.enum(CASE_CERTAINTIES),
  /** For a partial refund: how much of each part is to go back, and how much the seller keeps. */
  shares,
  tranches: z.array(tranche).min(1).max(50).optional(),
  statement: statementSchema,
});

/** A part of the price that is on hold for a case, or would be. */
const part = z.object({ tranche: z.number().int(), asset: assetIdSchema, amount: amountSchema, feeBps: z.number().int() });
export type CasePart = z.infer<typeof part>;

/** What somebody has to know before they open a case. */
export const openingView = z.object({
  dealId,
  version,
  /** The caller's part in the deal. */
  role: z.enum(PARTY_ROLES),
  /** Why none can be opened: one is open; nothing is held; the money has left or is about to. */
  block: z.enum(["none", "exists", "nothing_held", "money_left", "too_many"]),
  /** The case that is open. */
  caseId: caseId.nullable(),
  /** What would be on hold. */
  parts: z.array(part),
  /** What has been signed already, so that no case can stop it. */
  left: z.array(z.object({ txHash: z.string().nullable(), status: z.string(), amount: amountSchema })),
  asks: z.array(z.enum(CASE_ASKS)),
  /** Free, on the papers, without appeal. */
  small: z.boolean(),
  /** Hours to state a case, to rule, and to appeal. */
  stateHours: z.number(),
  decideHours: z.number(),
  appealHours: z.number(),
  /** Days after which it ends in any case. */
  lastDays: z.number(),
  /** What it costs: nothing. */
  cost: amountSchema,
  /** Who wins when the other side stays silent. */
  silence: z.enum(["opener", "mediator"]),
});
export type OpeningView = z.infer<typeof openingView>;

/** What a division does: each line is a posting. */
export const effectLine = z.object({
  tranche: z.number().int(),
  asset: assetIdSchema,
  to: z.enum(["seller", "fee", "buyer", "held"]),
  amount: amountSchema,
});
export type EffectLine = z.infer<typeof effectLine>;

export const settlementView = z.object({
  id: settlementId,
  kind: z.enum(SETTLEMENT_KINDS),
  by: z.enum(PARTY_ROLES),
  shares: z.array(shareSchema),
  /** The new date, of a replacement, a completion, or more time. */
  until: instant.nullable(),
  note: z.string(),
  status: z.enum(SETTLEMENT_STATUSES),
  expiresAt: instant,
  /** What its acceptance does with the money. */
  effect: z.array(effectLine),
  version,
});
export type SettlementView = z.infer<typeof settlementView>;

export const caseRulingView = z.object({
  id: caseRulingId,
  round: z.number().int(),
  outcome: z.enum(CASE_OUTCOMES),
  shares: z.array(shareSchema),
  until: instant.nullable(),
  sanctions: z.array(z.enum(SANCTIONS)),
  reasons: z.string(),
  /** Null: the silence of a side decided. */
  by: z.string().nullable(),
  defaulted: z.enum(PARTY_ROLES).nullable(),
  status: z.enum(CASE_RULING_STATUSES),
  at: instant,
  effect: z.array(effectLine),
});
export type CaseRulingView = z.infer<typeof caseRulingView>;

/** Somebody who rules. `mediator` is ours to say: no name or picture makes it. */
const mediator = z.object({ name: z.string(), mediator: z.literal(true), since: instant });

/** What anybody may know of a case who may know that there is one. */
const CASE = {
  id: caseId,
  dealId,
  title: z.string(),
  status: z.enum(CASE_STATUSES),
  openedBy: z.enum(PARTY_ROLES),
  reason: z.enum(CASE_REASONS),
  ask: z.enum(CASE_ASKS),
  small: z.boolean(),
  round: z.number().int(),
  parts: z.array(part),
  buyer: personSchema,
  seller: personSchema,
  mediator: mediator.nullable(),
  openedAt: instant,
  closedAt: instant.nullable(),
  /** Whose turn it is, by when, and what happens otherwise. */
  next: z.object({
    who: z.enum(["buyer", "seller", "both", "mediator", "desk", "system", "nobody"]),
    action: z.enum(["state", "answer", "await_statement", "await_mediator", "rule", "appeal", "execute", "none"]),
    dueAt: instant.nullable(),
    consequence: z.enum(["silent_side_loses", "mediator_decides", "another_mediator", "ruling_executes", "hold_ends", "none"]),
  }),
  /** When it ends in any case, and the hold with it. */
  lastAt: instant,
  version,
} as const;
export const caseSummary = z.object(CASE);
export type CaseSummary = z.infer<typeof caseSummary>;

export const caseView = z.object({
  ...CASE,
  myRole: z.enum(["buyer", "seller", "mediator", "admin"]),
  certainty: z.enum(CASE_CERTAINTIES),
  asked: z.array(shareSchema),
  dealVersion: version,
  stated: z.object({ buyer: z.boolean(), seller: z.boolean() }),
  /** Until when evidence is taken; null when none is. */
  evidenceUntil: instant.nullable(),
  /** The clock waits: for a mediator, or because the platform was down. */
  pausedSince: instant.nullable(),
  settlements: z.array(settlementView),
  rulings: z.array(caseRulingView),
  may: z.array(
    z.enum([
      "state",
      "add_evidence",
      "offer",
      "answer",
      "concede",
      "withdraw",
      "appeal",
      "change_mediator",
      "take",
      "recuse",
      "rule",
      "reopen_evidence",
    ]),
  ),
  /** The room of both sides and the mediator. */
  conversationId: conversationId.nullable(),
});
export type CaseView = z.infer<typeof caseView>;
export const casePage = pageOf(caseSummary);
/** A case on the desk. Staff see that there is one; `opens` says whether the caller may read what stands in it. */
export const deskRow = caseSummary.extend({ opens: z.boolean() });
export type DeskRow = z.infer<typeof deskRow>;
export const deskPage = pageOf(deskRow);
export const listCasesInput = z.object({ ...pageInput, over: z.boolean().default(false) });
export const deskInput = z.object({
  ...pageInput,
  show: z.enum(["mine", "unassigned", "open", "over"]).default("open"),
  /** How soon somebody has to have acted in it. */
  due: z.enum(HOLD_TERMS).optional(),
  /** A case's id, a deal's, or words of the title. */
  search: lineSchema({ min: 0, max: 100 }).optional(),
});
export const casesOfDeal = z.object({ cases: z.array(caseSummary) });

/** What an entry of the kind `file` says of it. `sha256` is of its bytes as they are read; entries from before there were hashes have none. */
export const broughtFile = z.object({ fileName: z.string(), size: z.number().int(), type: z.string(), sha256: hashSchema });

/** An entry of a case's record. */
export const recordEntry = z.object({
  seq: z.number().int(),
  kind: z.enum(RECORD_KINDS),
  at: instant,
  by: z.enum(CASE_ROLES),
  name: z.string(),
  mine: z.boolean(),
  /** What was said; empty where it was erased. */
  text: z.string(),
  erased: z.boolean(),
  /** By its kind; of a file, `broughtFile`. */
  data: z.record(z.string(), z.unknown()),
  file: fileView.nullable(),
  /** SHA-256 of what it says, and of it with the entry before. */
  digest: z.string(),
  hash: z.string(),
});
export type RecordEntry = z.infer<typeof recordEntry>;
export const recordPage = pageOf(recordEntry);
export const recordInput = z.object({ caseId, ...pageInput });

export const stateCaseInput = z.object({ caseId, version, statement: statementSchema });
export const addEvidenceInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("file"), caseId, fileId, note: note.default("") }),
  z.object({
    kind: z.literal("message"),
    caseId,
    conversationId,
    seq: z.number().int().min(1).max(MOST_WHOLE),
    note: note.default(""),
  }),
  z.object({ kind: z.literal("transaction"), caseId, chain: chainIdSchema, txHash: chainHashSchema, note: note.default("") }),
]);
export const evidenceAdded = z.object({ caseId, seq: z.number().int() });

/** `shares` for a split alone; `until` for a replacement, a completion and more time. */
export const offerSettlementInput = z.object({
  caseId,
  version,
  kind: z.enum(SETTLEMENT_KINDS),
  shares,
  until: moment.optional(),
  note: note.default(""),
});
/** `version` is the offer's: whoever accepts, accepts what they saw. */
export const answerSettlementInput = z.object({ caseId, settlementId, version, answer: z.enum(["accept", "decline"]) });
export const withdrawSettlementInput = z.object({ caseId, settlementId, version });
export const appealInput = z.object({ caseId, version, statement: statementSchema });
export const changeMediatorInput = z.object({ caseId, version, reason: statementSchema });
export const reopenEvidenceInput = z.object({ caseId, version, until: moment });

/** `shares` for a compensation and a split; `until` for a replacement. */
export const ruleInput = z.object({
  caseId,
  version,
  outcome: z.enum(CASE_OUTCOMES),
  shares,
  until: moment.optional(),
  sanctions: z.array(z.enum(SANCTIONS)).max(2).default([]),
  reasons: statementSchema,
});
/** What a division of what is on hold would do, before anybody commits to it. */
export const previewInput = z.object({
  caseId,
  shares: z
    .array(shareSchema.extend({ asset: assetIdSchema }))
    .min(1)
    .max(50),
});
export const previewView = z.object({ effect: z.array(effectLine) });
/** Of the case, after a write. */
export const caseMoved = z.object({ caseId, dealId, status: z.enum(CASE_STATUSES), version });
export type CaseMoved = z.infer<typeof caseMoved>;
