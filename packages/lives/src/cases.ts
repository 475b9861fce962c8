import type {
  answerSettlementInput,
  appealInput,
  caseAction,
  CaseMoved,
  CaseStatus,
  changeMediatorInput,
  offerSettlementInput,
  openDisputeInput,
  PartyRole,
  ruleInput,
  stateCaseInput,
  withdrawSettlementInput,
} from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type * as z from "zod";
import type { Scene } from "./scene.ts";

type Verb<Input extends z.ZodType> = (ctx: Ctx, input: z.input<Input>) => Promise<CaseMoved>;

/** What people can do about a deal's money when they disagree. A kind of deal knows nothing of cases: whoever composes the world brings it. */
export interface Cases {
  open: Verb<typeof openDisputeInput>;
  state: Verb<typeof stateCaseInput>;
  offerSettlement: Verb<typeof offerSettlementInput>;
  answerSettlement: Verb<typeof answerSettlementInput>;
  withdrawSettlement: Verb<typeof withdrawSettlementInput>;
  concede: Verb<typeof caseAction>;
  withdraw: Verb<typeof caseAction>;
  appeal: Verb<typeof appealInput>;
  changeMediator: Verb<typeof changeMediatorInput>;
  recuse: Verb<typeof caseAction>;
  rule: Verb<typeof ruleInput>;
}

/** A case as its people see it at the beginning of a round. */
export type CaseSeen = {
  readonly scope: string;
  readonly id: string;
  readonly status: CaseStatus;
  readonly version: number;
  readonly round: number;
  readonly over: boolean;
  /** Rulings are given from then on. */
  readonly evidenceUntil: Date | null;
  readonly appealBy: Date | null;
  readonly mediatorId: string | null;
  /** How many have had it. */
  readonly mediators: number;
  /** The offer that waits for its answer. */
  readonly offer: { readonly id: string; readonly version: number; readonly by: PartyRole; readonly expiresAt: string } | null;
  /** The ruling that was carried out. */
  readonly executed: { readonly round: number; readonly defaulted: boolean } | null;
};

/** The cases of deals as they are now, the first of each on top. */
export function lookAtCases(scene: Scene, scopes: readonly string[]): Promise<CaseSeen[]> {
  return scene.rows<CaseSeen>(
    `SELECT c."dealId" AS scope, c.id, c.status, c.version, c.round, c."closedAt" IS NOT NULL AS over, c."evidenceUntil", c."mediatorId",
       (SELECT d."dueAt" FROM "Deadline" d WHERE d.purpose = 'dispute_appeal' AND d."subjectId" = c.id AND d.status = 'pending') AS "appealBy",
       (SELECT count(*)::int FROM "DisputeMediator" m WHERE m."caseId" = c.id) AS mediators,
       (SELECT jsonb_build_object('id', s.id, 'version', s.version, 'by', s.by, 'expiresAt', s."expiresAt")
        FROM "DisputeSettlement" s WHERE s."caseId" = c.id AND s.status = 'open') AS offer,
       (SELECT jsonb_build_object('round', r.round, 'defaulted', r.defaulted IS NOT NULL)
        FROM "DisputeRuling" r WHERE r."caseId" = c.id AND r.status = 'executed') AS executed
     FROM "DisputeCase" c WHERE c."dealId" = ANY ($1::uuid[]) ORDER BY c."openedAt", c.id`,
    [scopes],
  );
}
