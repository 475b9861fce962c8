import {
  addEvidenceInput,
  type broughtFile,
  DomainError,
  type evidenceAdded,
  MOST_EVIDENCE,
  parsed,
  publicId,
  uuidOf,
} from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireUser, type TxCtx } from "@amanat/db";
import { idOf } from "@amanat/deals";
import { isOwnTransaction } from "@amanat/payment";
import type * as z from "zod";
import { acted, saidBy } from "../internal/acting.ts";
import { caseEvent } from "../internal/events.ts";
import { lockAsParty } from "../internal/locks.ts";
import { evidenceOf, type Said } from "../internal/record.ts";
import type { CaseRow } from "../internal/rows.ts";
import { changeCase } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";

type Command = z.output<typeof addEvidenceInput>;

/**
 * A side adds a piece of evidence: a file, a message of their conversation, or a transaction of a chain. It is hashed and dated, and can not be
 * changed or taken back. Only a file whose content was examined can stand here, and the SHA-256 of its bytes stands with it.
 *
 * - Who: a side. From: `open`, and until the date up to which evidence is taken; afterwards only when a mediator takes it again, from both.
 * - Two at once: both, one after the other. Replay: with the same Idempotency-Key the stored answer; a file stands in one place only.
 * - Bound: MOST_EVIDENCE for each side.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (strangers; a file or message that is not theirs), FORBIDDEN (its mediator, staff),
 * INVALID_STATE (judging has begun; too many; a file that is not ready), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function addEvidence(
  ctx: Ctx,
  input: z.input<typeof addEvidenceInput>,
  ports: DisputePorts,
): Promise<z.infer<typeof evidenceAdded>> {
  requireUser(ctx.actor);
  const command = parsed(addEvidenceInput, input);
  return oncePerKey(ctx, "disputes.addEvidence", command, async (tx) => {
    const { row, side, user } = await lockAsParty(tx, command.caseId, ports.kinds);
    const at = await now(tx);
    if (!takesEvidence(row, at)) throw new DomainError("INVALID_STATE", "Evidence is taken no more.");
    if ((await evidenceOf(tx, row.id, side)) >= MOST_EVIDENCE)
      throw new DomainError("INVALID_STATE", "As much evidence was brought as one side may.");
    const said = await broughtBy(tx, row, command, ports);
    const written = await changeCase(tx, row, { change: acted(side, at), said: [saidBy(side, user, said)] });
    await audit(tx, { action: "dispute.add_evidence", subjectKind: "case", subjectId: row.id, payload: { by: side, kind: command.kind } });
    await appendEvents(tx, [caseEvent("dispute.evidence_added.v1", written, side, { by: side })]);
    return { caseId: publicId("case", row.id), seq: written.seq };
  });
}

/** Whether evidence is taken now: while both sides state their case, and up to the date that follows. */
export function takesEvidence({ status, evidenceUntil }: CaseRow, at: Date): boolean {
  if (status === "open") return true;
  return (status === "unassigned" || status === "in_progress") && evidenceUntil !== null && evidenceUntil > at;
}

async function broughtBy(tx: TxCtx, row: CaseRow, command: Command, ports: DisputePorts): Promise<Omit<Said, "by" | "author">> {
  const text = command.note;
  if (command.kind === "file") {
    const { id, fileName, size, type, sha256 } = await ports.attach(tx, command.fileId, row.id);
    // Sent before there were hashes, and not used since.
    if (sha256 === null) throw new DomainError("INVALID_STATE", "Send the file again.");
    const data: z.output<typeof broughtFile> = { fileName, size, type, sha256 };
    return { kind: "file", text, fileId: idOf("file", id), data };
  }
  if (command.kind === "transaction") {
    const { chain, txHash } = command;
    const ours = await isOwnTransaction(tx, { scope: row.dealId, chain, txHash });
    return { kind: "transaction", text, data: { chain, txHash, ours } };
  }
  const conversationId = uuidOf("conversation", command.conversationId);
  const quoted = conversationId === null ? null : await ports.message(tx, { dealId: row.dealId, conversationId, seq: command.seq });
  if (!quoted) throw new DomainError("NOT_FOUND");
  return { kind: "message", text, data: { conversationId: command.conversationId, seq: command.seq, ...quoted } };
}
