import { createServer, type ServerResponse } from "node:http";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { askingBehind } from "./ask.ts";
import { openBreaker, ServiceAway } from "./breaker.ts";

let answer: (res: ServerResponse) => void = () => undefined;
let asked = 0;
const server = createServer((_req, res) => {
  asked += 1;
  answer(res);
});
let url: URL;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const at = server.address();
  url = new URL(`http://127.0.0.1:${typeof at === "object" && at ? at.port : 0}/`);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = 0;
});

const REST_MS = 60;
const breaker = () => openBreaker("somebody", { restMs: REST_MS, pauseMs: 1 });
const get = (guard = breaker()) => askingBehind(guard)({ method: "GET", url, headers: {} });
const post = (guard = breaker()) => askingBehind(guard)({ method: "POST", url, headers: {}, body: {} });

describe("a question to a service", () => {
  test.each([[500], [503], [429], [401], [403], [302]])(
    "answered with %d is none that can be used; a GET is asked three times, a POST once",
    async (status) => {
      answer = (res) => void res.writeHead(status, { location: "/elsewhere" }).end("{}");
      await expect(get()).rejects.toBeInstanceOf(ServiceAway);
      expect(asked).toBe(3);
      await expect(post()).rejects.toBeInstanceOf(ServiceAway);
      expect(asked).toBe(4);
    },
  );

  test("answered with something that is no JSON, or with too much, is none either", async () => {
    answer = (res) => void res.end("<html>");
    await expect(post()).rejects.toThrow("somebody answers something else than JSON.");
    answer = (res) => void res.end(JSON.stringify("x".repeat(300_000)));
    await expect(post()).rejects.toThrow("somebody answers too much.");
  });

  test.each([[200], [201], [400], [404], [422]])("answered with %d is answered, whatever it says", async (status) => {
    answer = (res) => void res.writeHead(status).end('{"a":1}');
    expect(await get()).toEqual({ status, body: { a: 1 } });
    expect(asked).toBe(1);
  });
});

describe("a circuit", () => {
  const fails = () => Promise.reject(new ServiceAway("somebody", "sleeps"));
  const works = () => Promise.resolve("well");

  test("opens after five calls without an answer, then lets none through, and one after its rest", async () => {
    const guard = breaker();
    for (let call = 0; call < 5; call += 1) {
      expect(guard.fare().circuit).toBe("closed");
      await expect(guard.run(fails, { repeat: false })).rejects.toBeInstanceOf(ServiceAway);
    }
    expect(guard.fare()).toMatchObject({ circuit: "open", failure: "somebody sleeps.", okAt: null });
    await expect(guard.run(works, { repeat: true })).rejects.toThrow("somebody is not asked: it has not answered lately.");
    await sleep(REST_MS + 20);
    // The one call decides: without an answer the circuit is open again, for as long.
    await expect(guard.run(fails, { repeat: false })).rejects.toThrow("sleeps");
    await expect(guard.run(works, { repeat: false })).rejects.toThrow("is not asked");
    await sleep(REST_MS + 20);
    expect(await guard.run(works, { repeat: false })).toBe("well");
    expect(guard.fare()).toMatchObject({ circuit: "closed", okAt: expect.any(Date) });
  });

  test("is not opened by refusals, which are answers", async () => {
    const guard = breaker();
    for (let call = 0; call < 8; call += 1)
      await expect(guard.run(() => Promise.reject(new Error("no")), { repeat: true })).rejects.toThrow("no");
    expect(guard.fare().circuit).toBe("closed");
  });

  test("counts each try of a repeated call", async () => {
    const guard = breaker();
    await expect(guard.run(fails, { repeat: true })).rejects.toThrow();
    await expect(guard.run(fails, { repeat: true })).rejects.toThrow();
    expect(guard.fare().circuit).toBe("open");
  });
});
