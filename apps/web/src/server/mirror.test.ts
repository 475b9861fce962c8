import { createHmac } from "node:crypto";
import { ensureUser } from "@amanat/auth";
import { type FakePusher, fakePusher, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { bearerOf, type Door, openDoor } from "./door.fixture.ts";
import { happen } from "./stream.fixture.ts";

const test = useDatabase();
const PASSWORD = "correct horse battery";
let pusher: FakePusher;
let door: Door;
let buyer: { id: string; bearer: string };

beforeAll(async () => {
  pusher = await fakePusher();
  await ensureUser(test.db, { email: "buyer@amanat.test", password: PASSWORD, name: "Buyer", roles: ["buyer", "seller"] });
  const { appId, key, secret, origin } = pusher;
  door = await openDoor(test.urls.app, { PUSHER_APP_ID: appId, PUSHER_KEY: key, PUSHER_SECRET: secret, PUSHER_HOST: origin });
  const { rows } = await test.db.pool.query<{ id: string }>(`SELECT "id"::text AS "id" FROM "User" WHERE "email" = 'buyer@amanat.test'`);
  buyer = { id: rows[0]?.id ?? "", bearer: await bearerOf(door, "buyer@amanat.test", PASSWORD) };
});
afterAll(async () => {
  await door.close();
  await pusher.close();
});

/** What pusher-js asks for before it joins a private channel. */
async function ask(channel: string, headers: Record<string, string> = {}, socket = "123.456") {
  const body = new URLSearchParams({ socket_id: socket, channel_name: channel });
  const answer = await fetch(`${door.origin}/api/realtime/authorize`, { method: "POST", headers, body });
  return { status: answer.status, text: await answer.text() };
}
const asBuyer = () => ({ authorization: `Bearer ${buyer.bearer}` });

it("mirrors which channels have something new, signed, and never what; a session's end is nobody's to hear", async () => {
  const [name = ""] = await happen(door.built.services.db, [[`user:${buyer.id}`, "market"]]);
  await happen(door.built.services.db, [["session:00000000-0000-7000-8000-000000000000"]]);
  await vi.waitFor(() => expect(pusher.triggered.some(({ channels }) => channels.includes(`private-user-${buyer.id}`))).toBe(true));
  expect(pusher.refused).toBe(0);
  const told = JSON.stringify(pusher.triggered);
  expect(told).toContain("private-market");
  expect(told).not.toContain(name);
  expect(told).not.toContain("session");
  expect(new Set(pusher.triggered.map(({ name: event, data }) => `${event} ${data}`))).toEqual(new Set(["poke {}"]));
});

it("signs for the channels that the server derives for who is asking, and for no other", async () => {
  for (const channel of ["private-market", `private-user-${buyer.id}`]) {
    const { status, text } = await ask(channel, asBuyer());
    expect([channel, status]).toEqual([channel, 200]);
    const signature = createHmac("sha256", pusher.secret).update(`123.456:${channel}`).digest("hex");
    expect(JSON.parse(text)).toEqual({ auth: `${pusher.key}:${signature}` });
  }
  const other = "private-user-01a22879-c2d3-73e8-a32e-f3830d7fbc9c";
  for (const channel of [
    other,
    "private-role-admin",
    "private-deal-01a22879-c2d3-73e8-a32e-f3830d7fbc9c",
    "market",
    "presence-market",
    "",
  ]) {
    expect([channel, (await ask(channel, asBuyer())).status]).toEqual([channel, 403]);
  }
});

it("signs nothing for nobody, for a foreign page, or for what is no socket", async () => {
  expect((await ask("private-market")).status).toBe(401);
  expect((await ask("private-market", { authorization: "Bearer amn_at_nobody" })).status).toBe(401);
  expect((await ask("private-market", { ...asBuyer(), origin: "https://evil.example" })).status).toBe(403);
  for (const socket of ["", "1", "1.2:private-role-admin", "1.2\n"])
    expect((await ask("private-market", asBuyer(), socket)).status).toBe(400);
  const without = await openDoor(test.urls.app);
  const answer = await fetch(`${without.origin}/api/realtime/authorize`, { method: "POST", headers: asBuyer(), body: "" });
  await without.close();
  expect(answer.status).toBe(404);
});

it("loses no commit while it is away", async () => {
  pusher.weather = "down";
  const [name] = await happen(door.built.services.db, [["market"]]);
  pusher.weather = "fair";
  expect(name).toBeDefined();
  const before = pusher.triggered.length;
  await happen(door.built.services.db, [["market"]]);
  await vi.waitFor(() => expect(pusher.triggered.length).toBeGreaterThan(before));
});
