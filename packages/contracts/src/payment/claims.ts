import * as z from "zod";
import { amountSchema, assetSchema, chainIdSchema } from "../money.ts";
import { instant, version } from "../page.ts";
import { addressSchema } from "../values/address.ts";
import { OPERATOR_REASON_MIN } from "../values/reason.ts";
import { lineSchema } from "../values/text.ts";
import { chainHashSchema, signedSchema } from "../values/token.ts";
import { claimId, unmatchedId } from "./ids.ts";
import { UNMATCHED_STATUSES } from "./schemas.ts";

/** `begun`: its second transfer is waited for. `closed`: that did not come in time, or the money went back by another claim. */
export const CLAIM_STATUSES = ["begun", "proved", "accepted", "refused", "closed"] as const;
/** The two proofs that somebody sent the money: a signature by the sending address, or a second transfer from it. */
export const CLAIM_WAYS = ["signature", "transfer"] as const;
export type ClaimStatus = (typeof CLAIM_STATUSES)[number];
export type ClaimWay = (typeof CLAIM_WAYS)[number];

/** A transaction, as an explorer shows it. */
export const findDepositsInput = z.object({ chain: chainIdSchema, txHash: chainHashSchema });
/** A deposit that fits no price. Public to whoever knows its transaction: it holds what the chain shows, and whether the money went back. */
export const claimableView = z.object({
  unmatchedId,
  status: z.enum(UNMATCHED_STATUSES),
  asset: assetSchema,
  amount: amountSchema,
  sender: z.string(),
  /** The address of ours that it was paid to. */
  address: z.string(),
  txHash: z.string(),
  arrivedAt: instant,
  ways: z.array(z.enum(CLAIM_WAYS)),
});
export type ClaimableView = z.infer<typeof claimableView>;
export const depositsFound = z.object({ deposits: z.array(claimableView) });

/** `destination`: where the money is to go back to. */
export const claimInput = z.object({ unmatchedId, destination: addressSchema });
/** The text that the sending address signs (EIP-191). It names the deposit and where its money goes. */
export const claimText = z.object({ text: z.string() });
export const claimBySignatureInput = claimInput.extend({ signature: signedSchema({ min: 4, max: 300 }) });

export const byClaim = z.object({ claimId });
export const claimView = z.object({
  id: claimId,
  status: z.enum(CLAIM_STATUSES),
  way: z.enum(CLAIM_WAYS),
  deposit: claimableView,
  destination: z.string(),
  /** The second transfer that is waited for: exactly this amount, from the address that sent the first. */
  send: z.object({ to: z.string(), amount: amountSchema, until: instant }).nullable(),
  provedAt: instant.nullable(),
  /** Why it was refused. */
  reason: z.string().nullable(),
  /** The transaction that sent the money back. */
  paidTx: z.string().nullable(),
  createdAt: instant,
  version,
});
export type ClaimView = z.infer<typeof claimView>;
export const claimList = z.object({ claims: z.array(claimView) });

/** The amount repeats what the admin saw. The reason of a refusal is shown to whoever claims. */
export const decideClaimInput = z.object({
  claimId,
  version,
  decision: z.enum(["accept", "refuse"]),
  amount: amountSchema,
  reason: lineSchema({ min: OPERATOR_REASON_MIN, max: 500 }),
});
