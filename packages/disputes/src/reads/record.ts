import type { CaseRole, Page, RecordEntry, recordInput, RecordKind } from "@amanat/contracts";
import { type Ctx, cursorValues, cutBy, listTag } from "@amanat/db";
import * as z from "zod";
import { entriesAfter, type Entry } from "../internal/record.ts";
import { sightOf } from "../internal/sight.ts";
import type { DisputePorts } from "../ports.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** A case's record from its beginning, entry by entry, for its sides, its mediator and admins. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_CURSOR. */
export async function caseRecord(
  ctx: Ctx,
  { caseId, cursor, limit }: z.output<typeof recordInput>,
  ports: DisputePorts,
): Promise<Page<RecordEntry>> {
  const { row, user } = await sightOf(ctx, caseId);
  const tag = listTag(ctx, "record", { caseId });
  const [after] = cursorValues(ctx, tag, cursor, z.tuple([z.number().int()])) ?? [0];
  const found = await entriesAfter(ctx, row.id, after, limit + 1);
  const { rows, meta } = cutBy(ctx, tag, found, limit, ({ seq }) => [seq]);
  const files = await ports.files(
    ctx,
    rows.flatMap(({ fileId }) => fileId ?? []),
  );
  const entry = (one: Entry): RecordEntry => ({
    seq: one.seq,
    kind: one.kind as RecordKind,
    at: one.at.toISOString(),
    by: one.by as CaseRole,
    name: one.name,
    mine: one.authorId === user.userId,
    text: one.text ?? "",
    erased: one.text === null,
    data: one.data as Record<string, unknown>,
    file: one.fileId === null ? null : (files.get(one.fileId) ?? null),
    digest: hex(one.digest),
    hash: hex(one.hash),
  });
  return { data: rows.map(entry), meta };
}
