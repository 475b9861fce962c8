import { addresseesOf } from "@amanat/auth";
import { conversationRecord } from "@amanat/chat";
import { publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, requireUser } from "@amanat/db";
import { dealRecord, partiesOf, recordedTimeline } from "@amanat/deals";
import { casesAbout, maySeeCase, recordedCases, recordedEvidence, recordedRulings, recordedSettlements } from "@amanat/disputes";
import type { DossierSource, Part, RecordFile } from "@amanat/dossier";
import { storedFiles } from "@amanat/files";
import { recordedBlocks, recordedTransfers, sealedOf } from "@amanat/ledger";
import { assetsById, bookedScopes, chainRecord } from "@amanat/payment";
import { KINDS } from "./kinds.ts";

/** With the names that its money is booked under: of each account of theirs the record has every posting. */
const deal: Part = async function* (ctx, dealId) {
  yield* dealRecord(ctx, dealId, KINDS);
  yield { type: "books", scopes: await bookedScopes(ctx, dealId) };
};
const ledger: Part = async function* (ctx, dealId) {
  yield* recordedTransfers(ctx, await bookedScopes(ctx, dealId));
};
const blocks: Part = async function* (ctx, dealId) {
  yield* await recordedBlocks(ctx, await bookedScopes(ctx, dealId));
};

async function* each(rows: Promise<readonly object[]>): AsyncGenerator<object> {
  yield* await rows;
}

/** The heads that were told outside of the blocks that the record holds. */
const anchors: Part = async function* (ctx, dealId, { ledgerAnchors }) {
  if (ledgerAnchors === null) return;
  const known = new Set((await recordedBlocks(ctx, await bookedScopes(ctx, dealId))).map(({ n }) => n));
  for await (const { n, hash, at } of ledgerAnchors.all()) if (known.has(n.toString())) yield { n: n.toString(), hash, at };
};

/** What was handed over in a deal, what was sent in its conversation, and what is evidence in its case. */
async function filesOf(ctx: Ctx, dealId: string): Promise<RecordFile[]> {
  const ids = new Set<string>();
  for await (const line of conversationRecord(ctx, dealId))
    if (line.type === "entry") for (const id of line.files) ids.add(uuidOf("file", id) ?? "");
  const rows = await storedFiles(ctx, { subjectIds: [dealId, ...(await casesAbout(ctx, dealId))], ids: [...ids] });
  return rows.map(({ id, ownerId, createdAt, fileName, type, size, path }) => {
    return { id: publicId("file", id), by: ownerId, at: createdAt, fileName, type, size, path };
  });
}

/**
 * Whether the caller is a party of the deal, decides about its case, or is an admin. The newest case counts: a record holds what was brought in all of
 * them, and who ruled on an earlier one has nothing to do with what came after.
 */
async function mayRead(ctx: Ctx, dealId: string): Promise<boolean> {
  const { userId, roles } = requireUser(ctx.actor);
  const deal = (await partiesOf(ctx, [dealId])).get(dealId);
  if (deal === undefined) return false;
  if (roles.includes("admin") || deal.people.some((person) => person.userId === userId)) return true;
  const [newest] = await casesAbout(ctx, dealId);
  return newest !== undefined && maySeeCase(ctx, newest);
}

async function facts(ctx: Ctx, dealId: string): ReturnType<DossierSource["facts"]> {
  const deal = (await partiesOf(ctx, [dealId])).get(dealId);
  if (deal === undefined) return null;
  const known = await addresseesOf(
    ctx,
    deal.people.map(({ userId }) => userId),
  );
  const people = deal.people.map(({ userId, role }) => {
    const person = known.get(userId);
    return { id: userId, role, name: person?.name ?? "", locale: person?.locale ?? "en" };
  });
  const moved = await chainRecord(ctx, dealId);
  const assetIds = new Set(moved.flatMap(({ assetId }) => assetId ?? []));
  for await (const line of dealRecord(ctx, dealId, KINDS)) if (typeof line["asset"] === "string") assetIds.add(line["asset"]);
  return { title: deal.title, people, assets: await assetsById(ctx, [...assetIds]) };
}

/** What a deal's record is made of, by the contexts that know it. */
export const DOSSIER_SOURCE: DossierSource = {
  mayRead,
  facts,
  isSealed: async (ctx, dealId) => (await sealedOf(ctx, await bookedScopes(ctx, dealId))).unsealed === 0,
  parts: {
    deal,
    timeline: recordedTimeline,
    chat: conversationRecord,
    ledger,
    blocks,
    anchors,
    payments: (ctx, dealId) => each(chainRecord(ctx, dealId)),
    case: recordedCases,
    evidence: recordedEvidence,
    settlements: recordedSettlements,
    rulings: recordedRulings,
  },
  files: filesOf,
};
