import * as z from "zod";
import { amountSchema } from "../money.ts";
import { MOST_WHOLE } from "../values/whole.ts";

/** How a part of the price that is on hold is divided: before the fee to its payee, and back to its payers. Together all of it. */
export const shareSchema = z.object({ tranche: z.number().int().min(1).max(MOST_WHOLE), release: amountSchema, refund: amountSchema });
export type ShareView = z.infer<typeof shareSchema>;
