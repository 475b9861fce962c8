import { publicId } from "@amanat/contracts";
import { appendEvents, ensureQueue, inTransaction, newId, TENANT_ID } from "@amanat/db";
import { MAIL_QUEUE, mailJob } from "@amanat/mail";
import { type Cast, cast, deliverAll, useDatabase } from "@amanat/testing";
import { beforeAll, expect, test } from "vitest";
import { CONSUMERS } from "./composed.ts";

const database = useDatabase({ jobs: true });
let people: Cast;
beforeAll(async () => {
  people = await cast(database.db);
  await ensureQueue(database.db, MAIL_QUEUE);
});

const ADDRESS = `0x${"dd".repeat(20)}`;

async function mailed() {
  const jobs = (await database.db.boss?.fetch(MAIL_QUEUE, { batchSize: 20 })) ?? [];
  return jobs.map(({ data }) => mailJob.parse(data));
}

test("whoever's money changes its way is told once, in their language, at their own mailbox", async () => {
  const scope = newId();
  const effectiveAt = new Date(Date.now() + 72 * 3_600_000);
  await database.db.prisma.user.update({ where: { id: people.seller.id }, data: { locale: "fa", timeZone: "Asia/Tehran" } });
  const row = {
    id: newId(),
    tenantId: TENANT_ID,
    scope,
    ownerId: people.seller.id,
    chain: "eip155:1",
    address: ADDRESS,
    namedAt: new Date(),
    effectiveAt,
  };
  await database.db.prisma.destination.create({ data: row });
  const payload = { dealId: publicId("deal", scope), kind: "release", effectiveAt: effectiveAt.toISOString(), byKey: false } as const;
  await inTransaction(people.seller(), (tx) =>
    appendEvents(tx, [
      { type: "destination.change_asked.v1", subjectId: row.id, payload, channels: [`deal:${scope}`], actorRole: "seller" },
    ]),
  );
  await deliverAll(people.system(), CONSUMERS);
  await deliverAll(people.system(), CONSUMERS);
  expect(await mailed()).toEqual([
    {
      kind: "destination_asked",
      to: people.seller.email,
      name: "seller",
      locale: "fa",
      detail: ADDRESS,
      when: effectiveAt.toISOString(),
      zone: "Asia/Tehran",
    },
  ]);
});

test("a first address is told about only when a machine named it", async () => {
  for (const byKey of [false, true]) {
    const scope = newId();
    const at = new Date();
    const row = {
      id: newId(),
      tenantId: TENANT_ID,
      scope,
      ownerId: people.buyer.id,
      chain: "eip155:1",
      address: ADDRESS,
      namedAt: at,
      effectiveAt: at,
      appliedAt: at,
    };
    await database.db.prisma.destination.create({ data: row });
    const payload = { dealId: publicId("deal", scope), kind: "refund", effectiveAt: at.toISOString(), byKey } as const;
    await inTransaction(people.buyer(), (tx) =>
      appendEvents(tx, [
        { type: "destination.named.v1", subjectId: row.id, payload, channels: [`user:${people.buyer.id}`], actorRole: "buyer" },
      ]),
    );
  }
  await deliverAll(people.system(), CONSUMERS);
  expect(await mailed()).toMatchObject([{ kind: "destination_named", to: people.buyer.email, detail: ADDRESS }]);
});

test("the owner of rejected money is told why, and when it is drafted again", async () => {
  const [id, scope] = [newId(), newId()];
  const dueAt = new Date(Date.now() + 7 * 86_400_000);
  await database.db.prisma.payout.create({
    data: {
      id,
      tenantId: TENANT_ID,
      kind: "refund",
      status: "rejected",
      scope,
      cause: `test:${id}`,
      partyId: people.buyer.id,
      title: "A camera",
      assetId: "eip155:1/slip44:60",
      chain: "eip155:1",
      amount: "5",
      destination: ADDRESS,
      createdBy: "system",
      rejectedReason: "The address is an exchange's",
    },
  });
  await database.db.prisma.deadline.create({ data: { id: newId(), tenantId: TENANT_ID, purpose: "payout_redraft", subjectId: id, dueAt } });
  const payload = {
    payoutId: publicId("payout", id),
    dealId: publicId("deal", scope),
    kind: "refund",
    status: "rejected",
    amount: "5",
    txHash: null,
  } as const;
  await inTransaction(people.admin(), (tx) =>
    appendEvents(tx, [{ type: "payout.rejected.v1", subjectId: id, payload, channels: [`deal:${scope}`], actorRole: "seller" }]),
  );
  await deliverAll(people.system(), CONSUMERS);
  expect(await mailed()).toMatchObject([
    { kind: "payout_rejected", to: people.buyer.email, detail: "The address is an exchange's", when: dueAt.toISOString() },
  ]);
});
