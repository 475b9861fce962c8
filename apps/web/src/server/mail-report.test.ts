import { useDatabase } from "@amanat/testing";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { openDoor } from "./door.fixture.ts";

const database = useDatabase();
const SECRET = `whsec_${Buffer.from("a secret of a test, long enough").toString("base64")}`;

async function statusOf(origin: string, headers: Record<string, string>, body: string): Promise<number> {
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body };
  return (await fetch(`${origin}/api/resend/webhook`, init)).status;
}

test("45: no report on mail is taken without a secret, and none that is not signed with it", async () => {
  const without = await openDoor(database.urls.app);
  expect(await statusOf(without.origin, {}, "{}")).toBe(404);
  await without.close();

  const door = await openDoor(database.urls.app, { RESEND_WEBHOOK_SECRET: SECRET });
  const [id, at, body] = ["msg_1", new Date(), JSON.stringify({ type: "email.opened", data: {} })];
  const signature = new Webhook(SECRET).sign(id, at, body);
  const headers = { "svix-id": id, "svix-timestamp": String(Math.floor(at.getTime() / 1_000)), "svix-signature": signature };
  const sent = [
    await statusOf(door.origin, headers, body),
    await statusOf(door.origin, headers, `${body} `),
    await statusOf(door.origin, {}, body),
    await statusOf(door.origin, headers, "a".repeat(70_000)),
  ];
  expect(sent).toEqual([200, 401, 401, 413]);
  await door.close();
});
