import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { databaseBefore } from "./before-migration.fixture.ts";

/** A webhook that was set aside when only its outcome said so is set aside today, and no other is. */

const SET_ASIDE = "20261129172000_inbox_set_aside";
const before = databaseBefore(SET_ASIDE, randomUUID());

test("what was set aside stays so; what waits or was processed is not set aside", async () => {
  const rows = [
    ["aside", "failed: no rails", true],
    ["tried once", "failed: no rails", false],
    ["processed", "detected", true],
    ["fresh", null, false],
  ] as const;
  for (const [deliveryId, outcome, closed] of rows)
    await before.owner.query(
      `INSERT INTO "WebhookInbox" ("id","provider","deliveryId","event","rawBody","outcome","processedAt") VALUES (gen_random_uuid(),'p',$1,'e','',$2,$3)`,
      [deliveryId, outcome, closed ? new Date(0) : null],
    );
  await before.apply([SET_ASIDE]);
  const { rows: aside } = await before.owner.query(`SELECT "deliveryId", "setAsideAt" FROM "WebhookInbox" WHERE "setAsideAt" IS NOT NULL`);
  expect(aside).toEqual([{ deliveryId: "aside", setAsideAt: new Date(0) }]);
});
