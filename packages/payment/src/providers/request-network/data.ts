import { amountSchema } from "@amanat/contracts";
import * as z from "zod";

/**
 * The contract and the receiving wallet as they were when the payer was told to pay. `requestId` and `fee` where the payment was asked of the API:
 * what the payer pays it on top of `of`, as its own call said and we compared.
 */
export const dataSchema = z.object({
  contract: z.string(),
  to: z.string(),
  requestId: z.string().optional(),
  fee: z.object({ amount: amountSchema, address: z.string(), of: amountSchema }).optional(),
});
