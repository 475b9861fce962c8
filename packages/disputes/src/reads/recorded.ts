import { publicId } from "@amanat/contracts";
import { type Ctx, requireSystem } from "@amanat/db";
import { mediatorsOf } from "../internal/mediators.ts";
import { entriesAfter } from "../internal/record.ts";
import { rulingsOf } from "../internal/rulings.ts";
import { casesOf, type CaseRow, sharesIn, wireShares } from "../internal/rows.ts";
import { settlementsOf } from "../internal/settlements.ts";

/** The parts of a deal's record that cases write, oldest first. Only for our own processes. */

type Line = Readonly<Record<string, unknown>>;

/** Entries read at once. */
const PAGE = 500;
const hex = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString("hex"));

async function oldestFirst(ctx: Ctx, dealId: string): Promise<CaseRow[]> {
  requireSystem(ctx.actor);
  return (await casesOf(ctx, dealId)).toReversed();
}

/** Each case with who has had it, and where its record's chain ends. */
export async function* recordedCases(ctx: Ctx, dealId: string): AsyncGenerator<Line> {
  for (const row of await oldestFirst(ctx, dealId)) {
    const { status, openedBy, reason, ask, certainty, asked, parts, small, round, openedAt, closedAt, seq: lastSeq, hash } = row;
    const said = { status, openedBy, reason, ask, certainty, asked, parts, small, round, openedAt, closedAt };
    yield { type: "case", case: publicId("case", row.id), ...said, lastSeq, hash: hex(hash) };
    for (const { userId, name, round: of, since, leftAt, cause } of await mediatorsOf(ctx, row.id))
      yield { type: "mediator", case: publicId("case", row.id), person: publicId("user", userId), name, round: of, since, leftAt, cause };
  }
}

/** Everything in the records of its cases, with salts and hashes: whoever has it can follow each chain (`hashOf`). What was erased is null. */
export async function* recordedEvidence(ctx: Ctx, dealId: string): AsyncGenerator<Line> {
  for (const { id } of await oldestFirst(ctx, dealId))
    for (let after = 0; ;) {
      const rows = await entriesAfter(ctx, id, after, PAGE);
      for (const { seq, kind, at, by, authorId: author, name, salt, text, data, fileId, digest, hash } of rows) {
        const said = { seq, kind, at, by, author, name, text, data, file: fileId === null ? null : publicId("file", fileId) };
        yield { case: publicId("case", id), ...said, salt: hex(salt), digest: hex(digest), hash: hex(hash) };
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) break;
      after = last.seq;
    }
}

/** What both sides offered each other. */
export async function* recordedSettlements(ctx: Ctx, dealId: string): AsyncGenerator<Line> {
  const cases = await oldestFirst(ctx, dealId);
  for (const row of (
    await settlementsOf(
      ctx,
      cases.map(({ id }) => id),
    )
  ).toReversed()) {
    const { kind, by, until, note, status, expiresAt, createdAt, closedAt } = row;
    const shares = wireShares(sharesIn(row.shares));
    yield {
      id: publicId("settlement", row.id),
      case: publicId("case", row.caseId),
      kind,
      by,
      shares,
      until,
      note,
      status,
      expiresAt,
      createdAt,
      closedAt,
    };
  }
}

/** What was ruled, by whom, why, and what became of it. */
export async function* recordedRulings(ctx: Ctx, dealId: string): AsyncGenerator<Line> {
  const cases = await oldestFirst(ctx, dealId);
  const rulings = await rulingsOf(
    ctx,
    cases.map(({ id }) => id),
  );
  for (const row of rulings.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))) {
    const { round, outcome, until, sanctions, reasons, byName, defaulted, status, at } = row;
    const shares = wireShares(sharesIn(row.shares));
    yield {
      id: publicId("ruling", row.id),
      case: publicId("case", row.caseId),
      round,
      outcome,
      shares,
      until,
      sanctions,
      reasons,
      name: byName,
      defaulted,
      status,
      at,
    };
  }
}
