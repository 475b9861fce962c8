import type { HandedFile } from "@amanat/contracts";
import { DomainError } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";

/**
 * Lets files of the caller's stand in a deal, in the transaction of its handover, and tells what they are.
 * Errors: NOT_FOUND (somebody else's, deleted), INVALID_STATE (not ready, not for a delivery, in another deal).
 */
export type AttachFiles = (tx: TxCtx, dealId: string, fileIds: readonly string[]) => Promise<readonly HandedFile[]>;

/** Where nobody keeps files there are none to hand over. */
export const NO_FILES: AttachFiles = (_tx, _dealId, fileIds) =>
  fileIds.length === 0 ? Promise.resolve([]) : Promise.reject(new DomainError("NOT_FOUND"));
