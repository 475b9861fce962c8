import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { databaseBefore } from "./before-migration.fixture.ts";

/** What nobody had reacted to when reactions stood on the event itself is owed to its consumer today, once. */

const [DELIVERIES, TALLY] = ["20261129050000_deliveries", "20261129051000_deal_tally"] as const;
const tenant = randomUUID();
const before = databaseBefore(DELIVERIES, tenant);

type Old = { type: string; channel: string; seq?: number; reacts?: boolean; handled?: boolean; attempts?: number };

async function happened({ type, channel, seq = 1, reacts = true, handled = false, attempts = 0 }: Old): Promise<void> {
  await before.owner.query(
    `INSERT INTO "Event" ("channel","seq","tenantId","type","subjectId","actorKind","actorName","actorRole","payload","correlationId","reacts","handledAt","attempts","failure")
     VALUES ($1,$2,$3,$4,gen_random_uuid(),'system','Amanat','system','{}','c',$5,$6,$7,$8)`,
    [channel, seq, tenant, type, reacts, handled ? new Date() : null, attempts, attempts > 0 ? "it broke" : null],
  );
}

test("waiting events are owed, dead ones stay dead with their incident, and nothing else is owed or read again", async () => {
  await happened({ type: "payment.credited.v1", channel: "deal:waits" });
  await happened({ type: "deal.delivered.v1", channel: "deal:waits", seq: 2, attempts: 3 });
  await happened({ type: "payout.settled.v1", channel: "deal:dead", attempts: 8 });
  await happened({ type: "destination.changed.v1", channel: "deal:mail" });
  await happened({ type: "payment.credited.v1", channel: "deal:done", handled: true });
  await happened({ type: "payment.credited.v1", channel: "user:copy", reacts: false });
  await happened({ type: "offer.submitted.v1", channel: "deal:nobody" });
  await before.owner.query(
    `INSERT INTO "Incident" ("id","tenantId","kind","subject","firstAt","lastAt","detail")
     VALUES (gen_random_uuid(),$1,'event.given_up','deal:dead#1',now(),now(),'{}')`,
    [tenant],
  );
  await before.apply([DELIVERIES]);
  const { rows } = await before.owner.query<{ id: string; dead: boolean }>(
    `SELECT "id", "consumer", "subject", "channel", "seq"::int AS "seq", "attempts", "failure", "deadAt" IS NOT NULL AS "dead"
     FROM "Delivery" ORDER BY "channel", "seq"`,
  );
  const fresh = { attempts: 0, failure: null, dead: false };
  expect(rows).toMatchObject([
    { consumer: "deals", subject: "deal:dead", channel: "deal:dead", seq: 1, attempts: 8, failure: "it broke", dead: true },
    { ...fresh, consumer: "notices", channel: "deal:mail", seq: 1 },
    { ...fresh, consumer: "deals", subject: "deal:waits", channel: "deal:waits", seq: 1 },
    { consumer: "marketplace", channel: "deal:waits", seq: 2, attempts: 3, failure: "it broke", dead: false },
  ]);
  expect(rows).toHaveLength(4);
  expect((await before.owner.query(`SELECT "subject" FROM "Incident"`)).rows).toEqual([{ subject: rows.find(({ dead }) => dead)?.id }]);
  // Every consumer begins behind all that was, so that none of it is fanned out a second time.
  const again = await before.owner.query(
    `SELECT c."name" FROM "Consumer" c JOIN "Event" e ON (e."stamp", e."channel", e."seq") > (c."stamp", c."channel", c."seq")`,
  );
  expect(again.rows).toEqual([]);
  const { rows: names } = await before.owner.query<{ name: string }>(`SELECT "name" FROM "Consumer" ORDER BY "name"`);
  expect(names.map(({ name }) => name)).toEqual(["deals", "marketplace", "notices"]);
});

test("how many deals somebody completed is kept", async () => {
  const [some, none] = [randomUUID(), randomUUID()];
  await before.owner.query(`INSERT INTO "User" ("id","tenantId","name","completedDeals") VALUES ($1,$3,'A',7), ($2,$3,'B',0)`, [
    some,
    none,
    tenant,
  ]);
  await before.apply([TALLY]);
  expect((await before.owner.query(`SELECT "userId", "completed" FROM "DealTally"`)).rows).toEqual([{ userId: some, completed: 7 }]);
});
