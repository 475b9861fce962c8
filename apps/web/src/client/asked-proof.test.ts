import { AmanatError } from "@amanat/sdk";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { askedNow, askForProof } from "./asked-proof.ts";

const demand = { action: "passkey.add", subject: "usr_1", amount: null, asset: null, destination: null } as const;
const about = { asset: null, target: null };
const mailed = { challengeId: "c", about, methods: { password: { codeSentTo: "b…r@amanat.test", anotherIn: 30 } } };
const proof = { method: "password", password: "p", code: "000000" } as const;
const wrong = new AmanatError({ code: "STEP_UP_FAILED", message: "", correlationId: "", retryable: false, retryHint: "" });
const endless = () => new Promise<void>(() => {});

test("having just signed in is a proof nobody is asked for", async () => {
  const asked = askForProof({ challengeId: "c", about, methods: { session: true } }, demand, null, endless());
  await expect(asked).resolves.toEqual({ method: "session" });
});

test("where nobody sits in front of a page, nothing is proved", async () => {
  const asked = askForProof(mailed, demand, null, endless());
  await expect(asked).rejects.toMatchObject({ name: "AmanatError", code: "STEP_UP_REQUIRED" });
});

describe("in front of a page", () => {
  beforeEach(() => vi.stubGlobal("window", globalThis));
  afterEach(() => {
    askedNow()?.cancel();
    vi.unstubAllGlobals();
  });

  test("one question stays one, through a wrong answer and another code, until it is over", async () => {
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const first = askForProof(mailed, demand, null, over);
    const question = askedNow()?.question;
    askedNow()?.prove(proof);
    await expect(first).resolves.toEqual(proof);
    expect(askedNow()).toMatchObject({ question, answering: true });
    const second = askForProof(mailed, demand, wrong, over);
    expect(askedNow()).toMatchObject({ question, answering: false, failed: wrong });
    askedNow()?.another();
    await expect(second).resolves.toBe("another");
    const third = askForProof({ ...mailed, challengeId: "d" }, demand, null, over);
    expect(askedNow()).toMatchObject({ question, failed: null, begun: { challengeId: "d" } });
    askedNow()?.prove(proof);
    await third;
    end();
    await over;
    expect(askedNow()).toBeNull();
  });

  test("what is with the server is neither answered again nor taken back", async () => {
    const asked = askForProof(mailed, demand, null, endless());
    const before = askedNow();
    before?.prove(proof);
    before?.another();
    before?.cancel();
    askedNow()?.cancel();
    await expect(asked).resolves.toEqual(proof);
    expect(askedNow()).toMatchObject({ answering: true });
  });

  test("a second call's question takes the first one's place", async () => {
    const first = askForProof(mailed, demand, null, endless());
    const question = askedNow()?.question;
    const second = askForProof(mailed, demand, null, endless());
    await expect(first).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    expect(askedNow()?.question).not.toBe(question);
    askedNow()?.cancel();
    await expect(second).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
  });
});
