import net from "node:net";
import { ensureUser } from "@amanat/auth";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Door, openDoor } from "./door.fixture.ts";
import { happen, nameIn, openWire, readAlong, signedIn, type Wire } from "./stream.fixture.ts";

const test = useDatabase();
const PASSWORD = "correct horse battery";
const [BUYER, ADMIN] = ["buyer@amanat.test", "admin@amanat.test"] as const;
let door: Door;
let wire: Wire;
type Who = Awaited<ReturnType<typeof signedIn>>;
let buyer: Who;
let admin: Who;

beforeAll(async () => {
  await ensureUser(test.db, { email: BUYER, password: PASSWORD, name: "Buyer", roles: ["buyer", "seller"] });
  await ensureUser(test.db, { email: ADMIN, password: PASSWORD, name: "Admin", roles: ["admin"] });
  door = await openDoor(test.urls.app);
  wire = await openWire(door.origin);
  buyer = await signedIn(door, wire.origin, BUYER, PASSWORD);
  admin = await signedIn(door, wire.origin, ADMIN, PASSWORD);
});
afterAll(async () => {
  wire.close();
  await door.close();
});

const now = (who: Who) => door.built.services.realtime.cursorNow(who.actor);
async function bearerOf(who: Who): Promise<string> {
  return (await who.amanat.auth.signIn({ email: who.actor.name, password: PASSWORD })).accessToken;
}

/** A stream over a bare socket: what it has said so far. `read: false` takes nothing from the wire. */
function bare(bearer: string, headers = "", read = true) {
  const socket = net.connect(Number(new URL(door.origin).port), "127.0.0.1");
  const said = { text: "", closed: false, socket };
  socket.setEncoding("utf8").on("error", () => undefined);
  if (read) socket.on("data", (text: string) => (said.text += text));
  socket.on("close", () => (said.closed = true));
  socket.write(
    `GET /api/trpc/events.stream HTTP/1.1\r\nHost: ${new URL(door.origin).host}\r\nAuthorization: Bearer ${bearer}\r\n${headers}\r\n`,
  );
  return said;
}

describe("the wire", () => {
  it("is tRPC's, closes with its connection, and shares the event's bytes among its readers", async () => {
    const [one, two] = [bare(await bearerOf(buyer)), bare(await bearerOf(admin))];
    await vi.waitFor(() => expect([one, two].every(({ text }) => text.includes("restore-id"))).toBe(true));
    const [head = "", body = ""] = one.text.split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head.toLowerCase()).toContain("content-type: text/event-stream");
    expect(head.toLowerCase()).toContain("connection: close");
    expect(head.toLowerCase()).not.toContain("transfer-encoding");
    expect(head.toLowerCase()).toContain("x-content-type-options: nosniff");
    expect(body).toMatch(
      /^retry: \d+\nevent: connected\ndata: {"reconnectAfterInactivityMs":40000}\n\nevent: restore-id\ndata: \nid: \S+\n\n$/,
    );
    const [name = ""] = await happen(door.built.services.db, [["market"]]);
    await vi.waitFor(() => expect([one, two].every(({ text }) => text.includes(name))).toBe(true));
    const blocks = [one, two].map(({ text }) => /id: (\S+)\.([0-9a-f]+\.[0-9a-f]+)\n(data: .*\n\n)$/.exec(text));
    const [mine, theirs] = blocks;
    expect(mine?.[3]).toContain(name);
    // Whoever reads it, the place and the bytes are the same, and the token is their own.
    expect(theirs?.slice(2)).toEqual(mine?.slice(2));
    expect(theirs?.[1]).not.toBe(mine?.[1]);
    for (const { socket } of [one, two]) socket.destroy();
  });

  it("carries every letter of every language", async () => {
    const told = bare(await bearerOf(buyer));
    await vi.waitFor(() => expect(told.text).toContain("restore-id"));
    const name = "نازنین Đặng 王 é 🧿";
    await happen(door.built.services.db, [["market"]], { ...buyer.actor, name });
    await vi.waitFor(() => expect(told.text).toContain(`"actorName":"${name}"`));
    told.socket.destroy();
  });

  it("says in the stream what it refuses, so that a browser can read it; who may not open one is told before", async () => {
    const foreign = await now(admin);
    const refused = bare(await bearerOf(buyer), `Last-Event-ID: ${foreign}\r\n`);
    await vi.waitFor(() => expect(refused.closed).toBe(true));
    expect(refused.text).toMatch(/event: connected\n[^]*event: serialized-error\ndata: .*"code":"INVALID_CURSOR"/);
    await expect(readAll(buyer, foreign)).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    const nobody = bare("amn_at_nobody");
    await vi.waitFor(() => expect(nobody.closed || nobody.text.includes("INVALID_TOKEN")).toBe(true));
    expect(nobody.text).toMatch(/^HTTP\/1\.1 401 /);
  });

  async function readAll(who: Who, lastEventId: string): Promise<void> {
    for await (const item of who.amanat.events.stream({ lastEventId })) nameIn(item);
  }
});

describe("a program's client", () => {
  it("is told everything once and in order over a wire that is cut again and again", async () => {
    const reading = readAlong(buyer.amanat, await now(buyer));
    const { db } = door.built.services;
    const told: string[] = [];
    for (let n = 0; n < 40; n += 1) {
      told.push(...(await happen(db, [["market"], [`user:${buyer.actor.userId}`, "market"], ["role:admin"]])).slice(0, 2));
      if (n % 8 === 4) wire.cut();
    }
    await vi.waitFor(() => expect(reading.names.length).toBeGreaterThanOrEqual(told.length), 15_000);
    expect(reading.names).toEqual(told);
    expect(reading.failure()).toBeNull();
    await reading.end();
  });
});

describe("a place that is not theirs", () => {
  it("is left by a program that hears of the gap, and it misses nothing that happens from then on", async () => {
    const stop = new AbortController();
    const told: string[] = [];
    let names: readonly string[] = [];
    const { db } = door.built.services;
    const onGap = (): void => {
      told.push("gap");
      void happen(db, [["market"]]).then((happened) => (names = happened));
    };
    for await (const item of buyer.amanat.events.stream({ lastEventId: await now(admin), onGap, signal: stop.signal })) {
      told.push(nameIn(item));
      stop.abort();
    }
    expect(told).toEqual(["gap", ...names]);
  });
});

describe("a reader that takes nothing", () => {
  it("costs what it may owe and is cut off, and loses nothing by it", async () => {
    const from = await now(buyer);
    const bearer = await bearerOf(buyer);
    const lazy = bare(bearer, `Last-Event-ID: ${from}\r\n`, false);
    await vi.waitFor(() => expect(door.built.services.realtime.size).toBeGreaterThan(0));
    const names: string[] = [];
    const { db } = door.built.services;
    const size = door.built.services.realtime.size;
    // The kernel takes some megabytes before anything is owed.
    const large = Array.from({ length: 250 }, () => ["market"]);
    await vi.waitFor(
      async () => {
        names.push(...(await happen(db, large, { ...buyer.actor, name: "n".repeat(2_000) })));
        expect(door.built.services.realtime.size).toBeLessThan(size);
      },
      { timeout: 30_000, interval: 0 },
    );
    lazy.socket.destroy();
    const reading = readAlong(buyer.amanat, from);
    await vi.waitFor(() => expect(reading.names.length).toBe(names.length), 20_000);
    expect(reading.names).toEqual(names);
    await reading.end();
  });
});
