import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorCode } from "@amanat/contracts";
import { ERRORS } from "@amanat/contracts";
import { afterEach, describe, expect, it } from "vitest";
import { AmanatError, createAmanat } from "./index.ts";

/** A server that answers as each test says: the wire is real, only the other side's mind is ours. */
type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;
const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function serve(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => answer(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({ close: () => (server.closeAllConnections(), server.close()) });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  return `http://127.0.0.1:${address.port}`;
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const ok = (response: ServerResponse, data: unknown) => json(response, 200, { result: { data } });
function refuse(response: ServerResponse, code: ErrorCode, headers?: Record<string, string>, more: Record<string, unknown> = {}): void {
  const row = ERRORS[code];
  const amanat = { code, message: row.hint, correlationId: "c-1", retryable: row.retryable, retryHint: row.hint, ...more };
  json(response, row.http, { error: { message: row.hint, code: -32_000, data: { code: "X", httpStatus: row.http, amanat } } }, headers);
}

const dealId = `deal_${"0".repeat(32)}`;
const action = { dealId, version: 1 };
const moved = { dealId, status: "completed", version: 2 };

describe("calls", () => {
  it("sends the bearer, the input and the path; reads are GET, writes POST", async () => {
    const seen: string[] = [];
    const baseUrl = await serve((request, response, body) => {
      seen.push(`${request.method} ${decodeURIComponent(request.url ?? "")} ${request.headers.authorization ?? "-"} ${body}`);
      ok(response, {});
    });
    const amanat = createAmanat({ baseUrl: `${baseUrl}/` });
    await amanat.auth.me();
    amanat.setToken("t1");
    await amanat.deals.getDeal({ dealId });
    await amanat.auth.signOut();
    expect(seen).toEqual([
      "GET /api/trpc/auth.me - ",
      `GET /api/trpc/deals.getDeal?input={"dealId":"${dealId}"} Bearer t1 `,
      "POST /api/trpc/auth.signOut Bearer t1 {}",
    ]);
  });

  it("gives writes one key for all tries, signing in and out none, and takes the caller's", async () => {
    const keys: (string | undefined)[] = [];
    const baseUrl = await serve((request, response) => {
      keys.push(request.headers["idempotency-key"] as string | undefined);
      if (keys.length <= 2) refuse(response, "INTERNAL_SERVER_ERROR");
      else ok(response, moved);
    });
    const amanat = createAmanat({ baseUrl });
    await expect(amanat.deals.confirmDeal(action)).resolves.toEqual(moved);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[A-Za-z0-9._:-]{8,128}$/);
    await amanat.auth.signOut();
    await amanat.deals.confirmDeal(action, { idempotencyKey: "mine-12345" });
    await amanat.marketplace.markDelivered(action);
    expect(keys.slice(3)).toEqual([undefined, "mine-12345", expect.stringMatching(/^sdk-/)]);
  });

  it("does not repeat a write without a key, except when it never started", async () => {
    let calls = 0;
    const codes: ErrorCode[] = ["INTERNAL_SERVER_ERROR", "BUSY"];
    const baseUrl = await serve((_request, response) => {
      const code = codes[calls];
      calls += 1;
      if (code) refuse(response, code);
      else ok(response, { ok: true });
    });
    const amanat = createAmanat({ baseUrl });
    await expect(amanat.auth.signOut()).rejects.toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
    expect(calls).toBe(1);
    await expect(amanat.auth.signOut()).resolves.toEqual({ ok: true });
    expect(calls).toBe(3);
  });

  it("bounds its retries and honours Retry-After", async () => {
    let calls = 0;
    const baseUrl = await serve((_request, response) => {
      calls += 1;
      refuse(response, "RATE_LIMITED", { "retry-after": "0" });
    });
    await expect(createAmanat({ baseUrl }).auth.me()).rejects.toMatchObject({ code: "RATE_LIMITED", retryable: true });
    expect(calls).toBe(4);
    const patient = await serve((_request, response) => {
      calls += 1;
      refuse(response, "RATE_LIMITED", { "retry-after": "600" });
    });
    await expect(createAmanat({ baseUrl: patient }).auth.me()).rejects.toMatchObject({ retryAfterMs: 600_000 });
    expect(calls).toBe(5);
  });

  it("throws AmanatError with everything the server said", async () => {
    const baseUrl = await serve((_request, response) => refuse(response, "NOT_FOUND"));
    const error: unknown = await createAmanat({ baseUrl })
      .deals.getDeal({ dealId })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AmanatError);
    expect(error).toMatchObject({
      code: "NOT_FOUND",
      correlationId: "c-1",
      requestId: "c-1",
      retryable: false,
      retryHint: ERRORS.NOT_FOUND.hint,
      issues: [],
    });
  });

  it("says so when nobody answers, and ends at once on the caller's signal", async () => {
    const amanat = createAmanat({ baseUrl: "http://127.0.0.1:1" });
    const signal = AbortSignal.timeout(50);
    await expect(amanat.auth.me({}, { signal })).rejects.toMatchObject({ name: "TimeoutError" });
    await expect(amanat.auth.signOut()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE", retryable: true });
  });
});

describe("the stream", () => {
  const event = (n: number) => ({ type: "deal.created.v1", at: "2026-11-20T00:00:00.000Z", actorName: "x", data: { n } });

  it("resumes after the last item when the connection breaks, without gap or double", async () => {
    const asked: (string | null)[] = [];
    const baseUrl = await serve((request, response) => {
      const url = new URL(request.url ?? "", "http://x");
      const input = JSON.parse(url.searchParams.get("input") ?? "{}") as { lastEventId?: string };
      // EventSource reconnects to the address it began with and names its place in a header, which wins.
      const place = request.headers["last-event-id"] ?? input.lastEventId;
      asked.push(place === undefined ? null : String(place));
      const from = Number(place ?? 0);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("event: connected\ndata: {}\n\n");
      for (let n = from + 1; n <= from + 2; n += 1) response.write(`data: ${JSON.stringify(event(n))}\nid: ${n}\n\n`);
      setTimeout(() => response.destroy(), 20);
    });
    const amanat = createAmanat({ baseUrl, token: "t" });
    const ids: string[] = [];
    for await (const item of amanat.events.stream()) {
      ids.push(item.id);
      expect(item.event.data).toEqual({ n: Number(item.id) });
      if (ids.length === 5) break;
    }
    expect(ids).toEqual(["1", "2", "3", "4", "5"]);
    expect(asked).toEqual([null, "2", "4"]);
  });

  it("carries the bearer, also after it changed, and ends when the server says the session is over", async () => {
    const bearers: (string | undefined)[] = [];
    const baseUrl = await serve((request, response) => {
      bearers.push(request.headers.authorization);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("event: connected\ndata: {}\n\n");
      if (bearers.length === 1) return void setTimeout(() => response.destroy(), 20);
      const row = ERRORS.INVALID_TOKEN;
      const amanat = { code: "INVALID_TOKEN", message: row.hint, correlationId: "c-2", retryable: false, retryHint: row.hint };
      response.write(
        `event: serialized-error\ndata: ${JSON.stringify({ message: row.hint, code: -32_001, data: { code: "UNAUTHORIZED", httpStatus: 401, amanat } })}\n\n`,
      );
    });
    const amanat = createAmanat({ baseUrl, token: "first" });
    const reading = (async () => {
      for await (const item of amanat.events.stream()) expect(item).toBeUndefined();
    })();
    amanat.setToken("second");
    await expect(reading).rejects.toMatchObject({ code: "INVALID_TOKEN", correlationId: "c-2" });
    expect(bearers.at(-1)).toBe("Bearer second");
  });

  /** Refuses every place; a stream without one is told an event, and breaks when it is the first. */
  async function restored(): Promise<{ baseUrl: string; asked: (string | null)[] }> {
    const asked: (string | null)[] = [];
    const baseUrl = await serve((request, response) => {
      const input = JSON.parse(new URL(request.url ?? "", "http://x").searchParams.get("input") ?? "{}") as { lastEventId?: string };
      const place = request.headers["last-event-id"] ?? input.lastEventId ?? null;
      asked.push(place === null ? null : String(place));
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("retry: 10\nevent: connected\ndata: {}\n\n");
      if (place === null) response.write(`data: ${JSON.stringify(event(asked.length))}\nid: new-${asked.length}\n\n`);
      else {
        const amanat = { code: "INVALID_CURSOR", message: "", correlationId: "c-3", retryable: false, retryHint: "" };
        const refused = { message: "", code: -32_600, data: { code: "BAD_REQUEST", httpStatus: 400, amanat } };
        response.write(`event: serialized-error\ndata: ${JSON.stringify(refused)}\n\n`);
      }
      setTimeout(() => response.destroy(), 20);
    });
    return { baseUrl, asked };
  }

  it("begins anew from now when its place is refused, and says so before it goes on", async () => {
    const { baseUrl, asked } = await restored();
    const told: string[] = [];
    const options = { lastEventId: "old", onGap: () => void told.push("gap") };
    for await (const { id } of createAmanat({ baseUrl, token: "t" }).events.stream(options)) if (told.push(id) === 4) break;
    // The wire broke in between, and the new place was refused too.
    expect(told).toEqual(["gap", "new-2", "gap", "new-4"]);
    expect(asked).toEqual(["old", null, "new-2", null]);
  });

  it("fails with INVALID_CURSOR where nobody would hear of the gap, and begins without one", async () => {
    const { baseUrl } = await restored();
    const amanat = createAmanat({ baseUrl, token: "t" });
    const reading = (async () => {
      for await (const item of amanat.events.stream({ lastEventId: "old" })) expect(item).toBeUndefined();
    })();
    await expect(reading).rejects.toMatchObject({ code: "INVALID_CURSOR", retryable: false });
    const gaps: string[] = [];
    for await (const { id } of amanat.events.stream({ onGap: () => void gaps.push("gap") })) if (id !== "") break;
    expect(gaps).toEqual([]);
  });

  it("ends quietly on the caller's signal", async () => {
    const baseUrl = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("event: connected\ndata: {}\n\n");
    });
    const seen: unknown[] = [];
    for await (const item of createAmanat({ baseUrl, token: "t" }).events.stream({ signal: AbortSignal.timeout(100) })) seen.push(item);
    expect(seen).toEqual([]);
  });
});

describe("proofs of presence", () => {
  const demand = { action: "deal.release", subject: dealId, amount: "1", asset: "eip155:1/slip44:60", destination: null } as const;
  const about = { asset: null, target: null };
  const begun = { challengeId: "c1", about, methods: { password: { codeSentTo: "b…r@amanat.test", anotherIn: 30 } } };

  it("asks again for what was mistyped, and no longer than the server has patience", async () => {
    const typed: string[] = [];
    const baseUrl = await serve((request, response, body) => {
      const path = request.url ?? "";
      if (path.endsWith("beginStepUp")) return ok(response, begun);
      if (!path.endsWith("completeStepUp")) return refuse(response, "STEP_UP_REQUIRED", {}, { stepUp: demand });
      typed.push((JSON.parse(body) as { proof: { password: string } }).proof.password);
      refuse(response, typed.length < 3 ? "STEP_UP_FAILED" : "CHALLENGE_INVALID");
    });
    const told: (string | null)[] = [];
    const amanat = createAmanat({
      baseUrl,
      stepUp: async (_begun, asked, failed) => {
        expect(asked).toEqual(demand);
        told.push(failed?.code ?? null);
        return { method: "password", password: `try ${told.length}`, code: "000000" };
      },
    });
    await expect(amanat.deals.confirmDeal(action)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
    expect(typed).toEqual(["try 1", "try 2", "try 3"]);
    expect(told).toEqual([null, "STEP_UP_FAILED", "STEP_UP_FAILED"]);
  });

  it("has another code mailed when asked to, goes on with the last one when refused, and says when it is over", async () => {
    let begins = 0;
    const completed: string[] = [];
    const baseUrl = await serve((request, response, body) => {
      const path = request.url ?? "";
      if (path.endsWith("beginStepUp")) {
        begins += 1;
        return begins > 2 ? refuse(response, "RATE_LIMITED") : ok(response, { ...begun, challengeId: `c${begins}` });
      }
      if (!path.endsWith("completeStepUp")) return refuse(response, "STEP_UP_REQUIRED", {}, { stepUp: demand });
      completed.push((JSON.parse(body) as { challengeId: string }).challengeId);
      refuse(response, "CHALLENGE_INVALID");
    });
    const told: [string, string | null][] = [];
    const ends: Promise<void>[] = [];
    const amanat = createAmanat({
      baseUrl,
      stepUp: async ({ challengeId }, _demand, failed, over) => {
        ends.push(over);
        told.push([challengeId, failed?.code ?? null]);
        return told.length < 3 ? "another" : { method: "password", password: "p", code: "000000" };
      },
    });
    await expect(amanat.deals.confirmDeal(action)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
    expect(told).toEqual([
      ["c1", null],
      ["c2", null],
      ["c2", "RATE_LIMITED"],
    ]);
    expect(completed).toEqual(["c2"]);
    await Promise.all(ends);
  });
});
