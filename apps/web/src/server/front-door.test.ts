import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureUser } from "@amanat/auth";
import { type ErrorCode, ERRORS, errorBodySchema, PROCEDURES, publicId } from "@amanat/contracts";
import { appendEvents, createCtx, inTransaction, newId, TENANT_ID } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import pg from "pg";
import { bearerOf, type Door, openDoor } from "./door.fixture.ts";

const test = useDatabase();
const PASSWORD = "correct horse battery";
const JSON_TYPE = { "content-type": "application/json" };
let door: Door;
/** A browser's cookie, and a program's bearer. */
let token: string;
let bearer: string;

beforeAll(async () => {
  door = await openDoor(test.urls.app);
  await ensureUser(door.built.services.db, { email: "buyer@amanat.test", password: PASSWORD, name: "Buyer", roles: ["buyer", "seller"] });
  token = await signIn();
  bearer = await bearerOf(door, "buyer@amanat.test", PASSWORD);
});
afterAll(() => door.close());

async function signIn(): Promise<string> {
  const { token: fresh } = await door.built.runtime.enter.password(
    { email: "buyer@amanat.test", password: PASSWORD },
    { userAgent: "vitest", address: "::1", token: null, goal: null },
  );
  return fresh;
}

type Sent = { status: number; headers: Headers; text: string };

async function send(path: string, init: RequestInit & { duplex?: "half" } = {}): Promise<Sent> {
  const response = await fetch(`${door.origin}${path}`, { redirect: "manual", ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const post = (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  send(`/api/trpc/${path}`, { method: "POST", headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });

/** Every refusal is the structured error, says nothing of the inside, and names the request. */
function refused(sent: Sent, code: ErrorCode): void {
  const parsed: unknown = JSON.parse(sent.text);
  const first = Array.isArray(parsed) ? parsed[0] : parsed;
  const body = errorBodySchema.parse(first.error.data.amanat);
  expect(body.code).toBe(code);
  expect(sent.status).toBe(ERRORS[code].http);
  expect(sent.headers.get("x-correlation-id")).toBe(body.correlationId);
  expect(sent.text).not.toMatch(/stack|ECONN|postgres|prisma|node_modules|\bat \w+ \(/i);
}

/** Node's client lets a test say what browsers' fetch forbids. */
function raw(path: string, headers: Record<string, string>, method = "GET"): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sent = request(`${door.origin}${path}`, { method, headers }, (res) => {
      let text = "";
      res.on("data", (chunk: Buffer) => (text += chunk.toString()));
      res.on("end", () =>
        resolve({
          status: res.statusCode ?? 0,
          headers: new Headers(Object.entries(res.headers).map(([name, value]) => [name, String(value)])),
          text,
        }),
      );
    });
    sent.on("error", reject);
    sent.end(method === "POST" ? "{}" : undefined);
  });
}

describe("method and shape", () => {
  it("abuse 09: a GET on a mutation and a POST on a query are refused", async () => {
    refused(await send("/api/trpc/auth.signOut"), "METHOD_NOT_ALLOWED");
    refused(await post("auth.me"), "METHOD_NOT_ALLOWED");
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) refused(await send("/api/trpc/auth.me", { method }), "METHOD_NOT_ALLOWED");
  });

  it("abuse 13: other procedures are not known, nor prototypes", async () => {
    for (const path of [
      "auth.nope",
      "nope",
      "auth",
      "auth.me.x",
      "__proto__.toString",
      "constructor.name",
      "auth.__proto__",
      "auth.hasOwnProperty",
      "%E0%A4%A",
      "",
    ]) {
      refused(await send(`/api/trpc/${path}`), "NOT_FOUND");
    }
  });

  it("abuse 06: a cross-site form's multipart is not taken, not even where nothing has to be said", async () => {
    const form = new FormData();
    form.set("a", "b");
    for (const path of ["auth.signOutAll", "auth.signOut"])
      refused(
        await send(`/api/trpc/${path}`, { method: "POST", body: form, headers: { cookie: `amn=${token}` } }),
        "UNSUPPORTED_MEDIA_TYPE",
      );
    expect((await raw("/api/trpc/auth.sessions", { cookie: `amn=${token}` })).status).toBe(200);
  });

  it("abuse 07: nothing but JSON is taken", async () => {
    for (const type of ["text/plain", "application/octet-stream", "application/x-www-form-urlencoded", "application/jsonx", ""]) {
      refused(
        await send("/api/trpc/auth.signOut", { method: "POST", headers: { "content-type": type }, body: "{}" }),
        "UNSUPPORTED_MEDIA_TYPE",
      );
    }
  });

  it("abuse 12: no body is read beyond its bound, announced or not", async () => {
    const big = "a".repeat(20_000_000);
    refused(await send("/api/trpc/auth.signIn", { method: "POST", headers: JSON_TYPE, body: big }), "PAYLOAD_TOO_LARGE");
    const chunks = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 200; n += 1) controller.enqueue(new TextEncoder().encode("a".repeat(100_000)));
        controller.close();
      },
    });
    refused(await send("/api/trpc/auth.signIn", { method: "POST", headers: JSON_TYPE, body: chunks, duplex: "half" }), "PAYLOAD_TOO_LARGE");
    expect((await send("/healthz")).status).toBe(200);
  });

  it("abuse 12: broken and absurdly nested JSON is only wrong input", async () => {
    for (const body of ["{bad", "[".repeat(90_000), '{"__proto__":{"x":1}}', "null", "", '"text"']) {
      refused(await send("/api/trpc/auth.signIn", { method: "POST", headers: JSON_TYPE, body }), "VALIDATION_ERROR");
    }
  });

  it("names the wrong fields, by path and code", async () => {
    const { text } = await post("auth.register", { email: "no", password: "short", name: "x" });
    expect(JSON.parse(text).error.data.amanat.issues.map((issue: { path: string }) => issue.path)).toEqual(
      expect.arrayContaining(["email", "password", "name"]),
    );
  });
});

describe("batches", () => {
  const many = (n: number) => Array.from({ length: n }, () => "auth.me").join(",");

  it("abuse 10: a batch carries ten calls and not eleven", async () => {
    expect(JSON.parse((await send(`/api/trpc/${many(10)}?batch=1&input=%7B%7D`)).text)).toHaveLength(10);
    refused(await send(`/api/trpc/${many(11)}?batch=1&input=%7B%7D`), "BATCH_TOO_LARGE");
    refused(await send(`/api/trpc/${",".repeat(5_000)}?batch=1`), "BATCH_TOO_LARGE");
    refused(await post(`${Array.from({ length: 50 }, () => "auth.signIn").join(",")}?batch=1`), "BATCH_TOO_LARGE");
  });

  it("abuse 11: money never travels with anything else", async () => {
    refused(await post("marketplace.acceptOffer,auth.signOut?batch=1"), "BATCH_TOO_LARGE");
    refused(await post("payment.approvePayout,payment.approvePayout?batch=1"), "BATCH_TOO_LARGE");
  });
});

describe("where from", () => {
  it("abuse 08: a foreign origin, or none that has a name, is refused", async () => {
    for (const origin of ["https://evil.example", "null", `${door.origin}.evil.example`, "http://localhost:1"])
      refused(await post("auth.signIn", {}, { origin }), "ORIGIN_NOT_ALLOWED");
    for (const site of ["cross-site", "same-site"])
      refused(await raw("/api/trpc/auth.me", { "sec-fetch-site": site }), "ORIGIN_NOT_ALLOWED");
    for (const origin of [door.origin, door.config.origin]) refused(await post("auth.signIn", {}, { origin }), "VALIDATION_ERROR");
    expect((await raw("/api/trpc/auth.me", { "sec-fetch-site": "same-origin" })).status).toBe(200);
  });

  it("must be said when a cookie comes along with a write", async () => {
    const cookie = `amn=${token}`;
    refused(await raw("/api/trpc/auth.revokeSession", { ...JSON_TYPE, cookie }, "POST"), "ORIGIN_NOT_ALLOWED");
    refused(
      await raw("/api/trpc/auth.revokeSession", { ...JSON_TYPE, cookie, "sec-fetch-site": "same-origin" }, "POST"),
      "VALIDATION_ERROR",
    );
  });

  it("is a host we are known by", async () => {
    refused(await raw("/api/trpc/auth.me", { host: "evil.example" }), "ORIGIN_NOT_ALLOWED");
    refused(await raw("/fa", { host: "evil.example" }), "ORIGIN_NOT_ALLOWED");
    expect((await raw("/fa", { host: `127.0.0.1:${new URL(door.origin).port}` })).status).toBe(200);
  });
});

describe("who", () => {
  it("abuse 05: a cookie and a bearer or an API key together are refused", async () => {
    refused(await raw("/api/trpc/auth.me", { cookie: `amn=${token}`, "x-api-key": "amn_test_x" }), "VALIDATION_ERROR");
    refused(await raw("/api/trpc/auth.me", { authorization: `Bearer ${bearer}`, "x-api-key": "amn_test_x" }), "VALIDATION_ERROR");
    refused(await raw("/api/trpc/auth.me", { cookie: `amn=${token}`, authorization: `Bearer ${token}` }), "VALIDATION_ERROR");
  });

  it("is told apart: nobody, somebody whose session ended, somebody without the role", async () => {
    refused(await send("/api/trpc/auth.sessions"), "AUTHENTICATION_REQUIRED");
    for (const authorization of ["Bearer nonsense", "Basic dXNlcjpwYXNz", "Bearer", ""])
      refused(await send("/api/trpc/auth.sessions", { headers: { authorization } }), "INVALID_TOKEN");
    refused(await send("/api/trpc/payment.listPayouts?input=%7B%7D", { headers: { authorization: `Bearer ${bearer}` } }), "FORBIDDEN");
    expect((await send("/api/trpc/auth.sessions", { headers: { authorization: `Bearer ${bearer}` } })).status).toBe(200);
  });

  it("needs a key for money", async () => {
    const headers = { authorization: `Bearer ${bearer}` };
    refused(await post("marketplace.acceptOffer", {}, headers), "VALIDATION_ERROR");
    for (const key of ["short", "x".repeat(129), "with space", "ü".repeat(8)]) {
      refused(
        await post("marketplace.acceptOffer", {}, { ...headers, "idempotency-key": encodeURIComponent(key) === key ? key : "bad key" }),
        "VALIDATION_ERROR",
      );
    }
  });

  it("abuse 18: a session that ends is nobody at the next call, and its open stream ends within two seconds", async () => {
    const own = await bearerOf(door, "buyer@amanat.test", PASSWORD);
    const headers = { authorization: `Bearer ${own}` };
    const stream = await fetch(`${door.origin}/api/trpc/events.stream`, { headers });
    expect(stream.headers.get("content-type")).toMatch("text/event-stream");
    const ended = stream.text();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const at = Date.now();
    expect((await post("auth.signOut", {}, headers)).status).toBe(200);
    expect(await ended).toContain("INVALID_TOKEN");
    expect(Date.now() - at).toBeLessThan(2_000);
    refused(await send("/api/trpc/auth.sessions", { headers }), "INVALID_TOKEN");
  });

  it("loses nothing between a quiet stream's end and its return", async () => {
    const { db } = door.built.services;
    const headers = { authorization: `Bearer ${bearer}` };
    const first = new AbortController();
    const opened = await fetch(`${door.origin}/api/trpc/events.stream`, { headers, signal: first.signal });
    const chunk = await opened.body?.getReader().read();
    const id = /event: restore-id\ndata: \nid: (\S+)/.exec(Buffer.from(chunk?.value ?? []).toString())?.[1] ?? "";
    first.abort();
    const subjectId = newId();
    const payload = { requestId: publicId("request", subjectId) };
    const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "web" });
    await inTransaction(ctx, (tx) =>
      appendEvents(tx, [{ type: "request.created.v1", subjectId, payload, channels: ["market"], actorRole: "buyer" }]),
    );
    const again = new AbortController();
    const resumed = await fetch(`${door.origin}/api/trpc/events.stream`, {
      headers: { ...headers, "last-event-id": id },
      signal: again.signal,
    });
    let text = "";
    for await (const part of resumed.body ?? []) {
      text += Buffer.from(part).toString();
      if (text.includes(payload.requestId)) break;
    }
    again.abort();
    expect(text).not.toContain("restore-id");
    refused(await send("/api/trpc/auth.nope", { headers: { ...headers, "last-event-id": id } }), "NOT_FOUND");
  });

  it("abuse 34: a stream takes no names of channels; it carries the caller's own", async () => {
    expect(PROCEDURES.events.stream.input.parse({ channel: "user:other", channels: ["role:admin"] })).toEqual({});
    const input = encodeURIComponent(JSON.stringify({ channel: "role:admin", userId: newId() }));
    const { db } = door.built.services;
    const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "web" });
    const reader = new AbortController();
    const stream = await fetch(`${door.origin}/api/trpc/events.stream?input=${input}`, {
      headers: { authorization: `Bearer ${bearer}` },
      signal: reader.signal,
    });
    const [foreign, own] = [newId(), newId()];
    const event = (subjectId: string, channel: string) =>
      ({
        type: "request.created.v1",
        subjectId,
        payload: { requestId: publicId("request", subjectId) },
        channels: [channel],
        actorRole: "system",
      }) as const;
    await inTransaction(ctx, (tx) => appendEvents(tx, [event(foreign, "role:admin"), event(own, "market")]));
    let text = "";
    for await (const part of stream.body ?? []) {
      text += Buffer.from(part).toString();
      if (text.includes(publicId("request", own))) break;
    }
    reader.abort();
    expect(text).not.toContain(publicId("request", foreign));
  });

  it("opens no stream for nobody", async () => {
    refused(await send("/api/trpc/events.stream"), "AUTHENTICATION_REQUIRED");
  });
});

describe("pages and probes", () => {
  it("set the security headers, with a nonce of their own", async () => {
    const [one, two] = [await send("/fa"), await send("/fa")];
    const policy = one.headers.get("content-security-policy") ?? "";
    const nonce = /script-src 'self' 'nonce-([^']+)' 'strict-dynamic'/.exec(policy)?.[1];
    expect(one.text).toBe(`page ${nonce}`);
    expect(policy).toMatch(/frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'$/);
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(two.headers.get("content-security-policy")).not.toBe(policy);
    for (const answer of [one, await send("/healthz"), await send("/api/trpc/auth.me"), await send("/api/trpc/nope")]) {
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
      expect(answer.headers.get("x-correlation-id")).toMatch(/^[\w.:-]{8,128}$/);
    }
  });

  it("keep a correlation id that is one, and no other", async () => {
    expect((await raw("/healthz", { "x-correlation-id": "my-own-id-1" })).headers.get("x-correlation-id")).toBe("my-own-id-1");
    expect((await raw("/healthz", { "x-correlation-id": "<script>alert(1)</script>" })).headers.get("x-correlation-id")).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });

  it("abuse 14: a database that fails shows a request id and nothing else", async () => {
    refused(await send("/broken"), "INTERNAL_SERVER_ERROR");
    const owner = new pg.Client({ connectionString: test.urls.owner });
    await owner.connect();
    try {
      await owner.query('ALTER TABLE "Asset" RENAME TO "AssetElsewhere"');
      const sent = await send("/api/trpc/payment.assets");
      refused(sent, "INTERNAL_SERVER_ERROR");
      expect(sent.text).not.toMatch(/"Asset|\brelation\b|does not exist/);
    } finally {
      await owner.query('ALTER TABLE "AssetElsewhere" RENAME TO "Asset"');
      await owner.end();
    }
    expect((await send("/api/trpc/payment.assets")).status).toBe(200);
  });

  it("tell alive from ready", async () => {
    expect((await send("/health")).status).toBe(200);
    expect((await send("/readyz")).status).toBe(200);
    door.readiness = { ready: false, parts: { "chain eip155:31337": { ok: false, detail: "unreachable" } } };
    const sent = await send("/readyz");
    expect([sent.status, JSON.parse(sent.text)]).toEqual([503, { status: "not_ready", parts: door.readiness.parts }]);
  });

  it("show figures to this machine", async () => {
    expect((await send("/metrics")).text).toContain('amanat_calls_total{procedure="auth.me",outcome="OK"}');
  });

  it("take no unsigned, large or fetched webhook", async () => {
    const path = "/api/amn-scanner/webhook";
    expect((await send(path, { method: "POST", headers: JSON_TYPE, body: "{}" })).status).toBe(401);
    refused(await send(path), "METHOD_NOT_ALLOWED");
    refused(await send(path, { method: "POST", body: "a".repeat(70_000) }), "PAYLOAD_TOO_LARGE");
  });

  it("have no dev wallet unless configured", async () => {
    refused(await send("/__dev/wallet.js"), "NOT_FOUND");
    refused(await send("/__dev/rpc/31337", { method: "POST", headers: JSON_TYPE, body: "{}" }), "NOT_FOUND");
  });
});
