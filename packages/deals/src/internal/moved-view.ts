import { type dealMoved, publicId } from "@amanat/contracts";
import type * as z from "zod";
import type { DealRow } from "./rows.ts";

/** What a move answers: enough to act again without another read. */
export function movedView(deal: DealRow): z.infer<typeof dealMoved> {
  return { dealId: publicId("deal", deal.id), status: deal.status, version: deal.version };
}
