import { createCtx, TENANT_ID } from "@amanat/db";
import { unsubscribeToken } from "@amanat/notifications";
import { cast, useDatabase } from "@amanat/testing";
import { expect, test } from "vitest";
import { openDoor } from "./door.fixture.ts";

const database = useDatabase();

test("37. a link in a mail that is followed changes nothing; what a mail program posts switches off, without a cookie", async () => {
  const people = await cast(database.db);
  const door = await openDoor(database.urls.app);
  const token = unsubscribeToken(
    createCtx(door.built.services.db, { kind: "anonymous", tenantId: TENANT_ID }),
    people.buyer.id,
    "deals",
    "mail",
  );
  const at = (text: string) => `${door.origin}/api/notices/unsubscribe?token=${encodeURIComponent(text)}`;
  const followed = await fetch(at(token), { redirect: "manual" });
  expect([followed.status, followed.headers.get("location")]).toEqual([303, `/unsubscribe?token=${encodeURIComponent(token)}`]);
  expect(await database.db.prisma.noticePreference.count()).toBe(0);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const post = (text: string, body: string) => fetch(at(text), { method: "POST", headers, body });
  expect((await post(token, "List-Unsubscribe=One-Click")).status).toBe(200);
  expect((await post(token, "List-Unsubscribe=One-Click")).status).toBe(200);
  expect(await database.db.prisma.noticePreference.findMany()).toMatchObject([{ userId: people.buyer.id, off: ["deals:mail"] }]);
  expect((await post(`${token}x`, "")).status).toBe(404);
  expect((await post(token, "a".repeat(5_000))).status).toBe(413);
  expect((await fetch(at(token), { method: "PUT" })).status).toBe(405);
  await door.close();
});
