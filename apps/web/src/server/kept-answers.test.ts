import { createHash, randomBytes } from "node:crypto";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Door, openDoor } from "./door.fixture.ts";

/** Two web processes' doors, which share a database and nothing else. */
const test = useDatabase();
let people: Cast;
let here: Door;
let there: Door;
/** The buyer's browser. */
const token = randomBytes(32).toString("base64url");
const ASSET = `eip155:31337/erc20:0x${"5".repeat(40)}`;

beforeAll(async () => {
  people = await cast(test.db);
  const asset = {
    id: ASSET,
    chain: "eip155:31337",
    chainName: "Local",
    token: `0x${"5".repeat(40)}`,
    symbol: "TST",
    name: "Test",
    decimals: 6,
  };
  await test.db.prisma.asset.create({ data: asset });
  await test.db.prisma.session.update({
    where: { id: people.buyer.sessionId },
    data: { tokenHash: new Uint8Array(createHash("sha256").update(token).digest()) },
  });
  here = await openDoor(test.urls.app);
  there = await openDoor(test.urls.app);
});
afterAll(async () => {
  await here.close();
  await there.close();
});

const wish = (title: string) => ({
  title,
  description: "Something that somebody would want to have",
  productType: "service" as const,
  category: "other" as const,
  asset: ASSET,
  budgetMin: "1000000",
  budgetMax: "2000000",
  delivery: { mode: "online" as const, channel: "mail" },
});

async function ask(at: Door, path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${at.origin}/api/trpc/${path}`, { headers });
  const text = await answer.text();
  return {
    status: answer.status,
    text,
    kept: answer.headers.get("x-cache"),
    etag: answer.headers.get("etag"),
    control: answer.headers.get("cache-control"),
  };
}

const LIST = "marketplace.listRequests?input=%7B%7D";
const plain = { "cache-control": "max-age=0" };
const own = { ...plain, cookie: `amn=${token}` };

/** The buyer writes, through one of the doors. */
async function write(at: Door, procedure: string, body: unknown): Promise<{ id: string; version: number }> {
  const headers = { cookie: own.cookie, origin: at.origin, "content-type": "application/json" };
  const answer = await fetch(`${at.origin}/api/trpc/marketplace.${procedure}`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { result: { data: { id: string; version: number } } }).result.data;
}

const post = (title: string) => write(here, "createRequest", wish(title));

describe("public answers", () => {
  it("are kept for who is not signed in, and named", async () => {
    await post("A first request");
    await ask(here, LIST, plain);
    const again = await ask(here, LIST, plain);
    expect([again.status, again.kept, again.control]).toEqual([200, "HIT", "private, no-cache"]);
    const known = await ask(here, LIST, { ...plain, "if-none-match": again.etag ?? "" });
    expect([known.status, known.text, known.etag]).toEqual([304, "", again.etag]);
    const other = await ask(here, LIST, { ...plain, "if-none-match": '"another"' });
    expect([other.status, other.text]).toEqual([200, again.text]);
  });

  it("are made anew for `Cache-Control: no-cache`", async () => {
    await ask(here, LIST, plain);
    const fresh = await ask(here, LIST, { "cache-control": "no-cache" });
    expect([fresh.kept, fresh.etag, fresh.control]).toEqual(["MISS", null, "no-store"]);
    expect((await ask(here, LIST, plain)).kept).toBe("HIT");
  });

  it("go with the event that changes them, in every process", async () => {
    for (const door of [here, there]) {
      await ask(door, LIST, plain);
      expect((await ask(door, LIST, plain)).kept).toBe("HIT");
    }
    const created = await post("Nobody has seen this one yet");
    for (const door of [here, there])
      await vi.waitFor(async () => expect((await ask(door, LIST, plain)).text).toContain("Nobody has seen this one yet"));
    const one = `marketplace.getRequest?input=${encodeURIComponent(JSON.stringify({ requestId: created.id }))}`;
    await ask(there, one, plain);
    expect((await ask(there, one, plain)).kept).toBe("HIT");
    await write(here, "cancelRequest", { requestId: created.id, version: created.version });
    await vi.waitFor(async () => expect((await ask(there, one, plain)).status).toBe(404));
  });

  it("are one by one in a batch", async () => {
    const batch = `marketplace.listRequests,auth.me?batch=1&input=${encodeURIComponent('{"0":{},"1":{}}')}`;
    const lists = `marketplace.listRequests,marketplace.listRequests?batch=1&input=${encodeURIComponent('{"0":{},"1":{"limit":5}}')}`;
    await ask(here, batch, plain);
    const mixed = await ask(here, batch, plain);
    expect([mixed.kept, mixed.etag, mixed.control]).toEqual(["HIT", null, "no-store"]);
    await ask(here, lists, plain);
    const both = await ask(here, lists, plain);
    expect([both.kept, both.etag !== null]).toEqual(["HIT", true]);
    expect((await ask(here, lists, { ...plain, "if-none-match": both.etag ?? "" })).status).toBe(304);
  });

  it("are nobody's who is signed in, neither given nor kept; an ended session is nobody", async () => {
    const { prisma } = test.db;
    const mine = await ask(here, LIST, own);
    expect([mine.kept, mine.etag, mine.control]).toEqual([null, null, "no-store"]);
    expect(mine.text).toContain('"mine":true');
    const theirs = await ask(here, LIST, plain);
    expect(theirs.text).not.toContain('"mine":true');
    expect((await ask(here, LIST, { ...own, "if-none-match": theirs.etag ?? "" })).status).toBe(200);
    await prisma.session.update({ where: { id: people.buyer.sessionId }, data: { revokedAt: new Date(), revokeReason: "test" } });
    expect((await ask(here, LIST, own)).text).toBe(theirs.text);
  });

  it("are counted", async () => {
    const figures = await (await fetch(`${here.origin}/metrics`)).text();
    for (const outcome of ["hits", "misses", "evictions"])
      expect(figures).toMatch(new RegExp(`amanat_kept_answers_total\\{outcome="${outcome}"\\} \\d+`));
  });
});
