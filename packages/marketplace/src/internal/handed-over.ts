import { type HandedFile, type Handover, type HandoverGiven, handoverSchema } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import type { AttachFiles } from "../ports.ts";
import type { PurchaseTerms } from "./rows.ts";

/**
 * A handover as it is stored, its files attached to the deal. What came with the one before may come with this one too; what does not stays
 * the deal's, since the other party may have seen it. Errors: those of `AttachFiles`.
 */
export async function handedOver(tx: TxCtx, terms: PurchaseTerms, given: HandoverGiven, attach: AttachFiles): Promise<Handover> {
  const { fileIds, ...said } = given;
  const known = new Map<string, HandedFile>(before(terms).map((file) => [file.id, file]));
  const added = await attach(
    tx,
    terms.dealId,
    fileIds.filter((id) => !known.has(id)),
  );
  for (const { id, fileName, type, size, width, height } of added) known.set(id, { id, fileName, type, size, width, height });
  const files = [...new Set(fileIds)].flatMap((id) => known.get(id) ?? []);
  return { ...said, files };
}

const before = ({ handover }: PurchaseTerms): readonly HandedFile[] => (handover === null ? [] : handoverSchema.parse(handover).files);
