import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type WrongAnswer, type SoftwareAuthenticator, softwareAuthenticator } from "@amanat/testing";
import { assertionOptions, registrationOptions } from "./options.ts";
import { counterMoves, type KnownPasskey, userHandle, verifyAssertion, verifyRegistration } from "./verify.ts";

const ORIGIN = "http://localhost:3000";
const rp = { id: "localhost", name: "Amanat", origins: [ORIGIN] };
const challenge = () => randomBytes(32).toString("base64url");

async function made(device: SoftwareAuthenticator, wrong: WrongAnswer = {}) {
  const asked = challenge();
  const id = randomUUID();
  const options = await registrationOptions(rp, { challenge: asked, person: { id, name: "Person", label: "p@amanat.test" }, held: [] });
  expect(options.challenge).toBe(asked);
  const passkey = await verifyRegistration(rp, device.create(options, wrong), { challenge: asked });
  return { ...passkey, userId: id };
}

async function used(device: SoftwareAuthenticator, passkey: KnownPasskey, wrong: WrongAnswer = {}, named = false) {
  const asked = challenge();
  const options = await assertionOptions(rp, { challenge: asked, held: named ? [{ ...passkey, transports: [] }] : null });
  return verifyAssertion(rp, device.get(options, wrong), { challenge: asked, passkey, named });
}

describe("a passkey", () => {
  it.each([-7, -8, -257] as const)("is made and used with algorithm %i", async (algorithm) => {
    const device = softwareAuthenticator({ origin: ORIGIN, algorithm });
    const passkey = await made(device);
    expect(passkey).toMatchObject({ counter: 0, deviceType: "multiDevice", backedUp: true, transports: ["internal"] });
    expect(await used(device, passkey)).toEqual({ counter: 0, backedUp: true });
    expect(await used(device, passkey, { userHandle: null }, true)).toEqual({ counter: 0, backedUp: true });
  });

  it("asks for the person's presence, a findable key and no certificate", async () => {
    const options = await registrationOptions(rp, {
      challenge: challenge(),
      person: { id: randomUUID(), name: "Person", label: "p@amanat.test" },
      held: [{ credentialId: "AAAA", transports: ["usb"] }],
    });
    expect(options).toMatchObject({
      attestation: "none",
      rp: { id: "localhost" },
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: [{ id: "AAAA", transports: ["usb"] }],
    });
    expect(options.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -257]);
    expect(JSON.stringify(options.user.id)).not.toContain("@");
    expect((await assertionOptions(rp, { challenge: challenge(), held: null })).allowCredentials).toBeUndefined();
  });

  it.each<[string, WrongAnswer, string]>([
    ["another page", { origin: "http://localhost:3001" }, "not_verified"],
    ["another site", { rpId: "evil.test" }, "not_verified"],
    ["another challenge", { challenge: challenge() }, "not_verified"],
    ["nobody recognised", { userVerified: false }, "not_verified"],
    ["a frame", { crossOrigin: true }, "cross_origin"],
    ["a frame on a named page", { crossOrigin: true, topOrigin: "https://evil.test" }, "cross_origin"],
  ])("is not made for %s", async (_who, wrong, reason) => {
    await expect(made(softwareAuthenticator({ origin: ORIGIN }), wrong)).rejects.toMatchObject({ name: "PasskeyRefused", reason });
  });

  it("is refused when it comes with a certificate, or under another id", async () => {
    const device = softwareAuthenticator({ origin: ORIGIN });
    const asked = challenge();
    const person = { id: randomUUID(), name: "Person", label: "x" };
    const created = device.create(await registrationOptions(rp, { challenge: asked, person, held: [] }));
    const android = Buffer.from(created.response.attestationObject, "base64url").toString("latin1").replace("dnone", "eapple");
    const attested = { ...created.response, attestationObject: Buffer.from(android, "latin1").toString("base64url") };
    await expect(verifyRegistration(rp, { ...created, response: attested }, { challenge: asked })).rejects.toMatchObject({
      reason: "attestation",
    });
    await expect(verifyRegistration(rp, { ...created, id: "AAAA", rawId: "AAAA" }, { challenge: asked })).rejects.toMatchObject({
      reason: "malformed",
    });
  });
});

describe("an answer", () => {
  it.each<[string, WrongAnswer, string]>([
    ["another page", { origin: "https://localhost:3000" }, "not_verified"],
    ["another site", { rpId: "evil.test" }, "not_verified"],
    ["another challenge", { challenge: challenge() }, "not_verified"],
    ["another key", { forged: true }, "not_verified"],
    ["somebody the device did not recognise", { userVerified: false }, "not_verified"],
    ["another person's user handle", { userHandle: Buffer.from(userHandle(randomUUID())).toString("base64url") }, "user_handle"],
    ["no user handle when nobody was named", { userHandle: null }, "user_handle"],
    ["a frame without a name", { crossOrigin: true }, "cross_origin"],
    ["a frame of a foreign top page", { crossOrigin: true, topOrigin: "https://evil.test" }, "cross_origin"],
    ["a top page without a frame", { topOrigin: ORIGIN }, "cross_origin"],
  ])("abuse 26: from %s is refused", async (_who, wrong, reason) => {
    const device = softwareAuthenticator({ origin: ORIGIN });
    const passkey = await made(device);
    await expect(used(device, passkey, wrong)).rejects.toMatchObject({ name: "PasskeyRefused", reason });
  });

  it("abuse 26: whose counter does not move is refused, but only once its signature is believed", async () => {
    const device = softwareAuthenticator({ origin: ORIGIN, synced: false });
    const passkey = await made(device);
    const first = await used(device, passkey);
    expect(first.counter).toBe(1);
    const now = { ...passkey, counter: 5 };
    await expect(used(device, now, { counter: 5 })).rejects.toMatchObject({ reason: "counter" });
    await expect(used(device, now, { counter: 0 })).rejects.toMatchObject({ reason: "counter" });
    await expect(used(device, now, { counter: 4, forged: true })).rejects.toMatchObject({ reason: "not_verified" });
    expect((await used(device, now, { counter: 6 })).counter).toBe(6);
  });

  it("counts on once it has counted", () => {
    expect([counterMoves(0, 0), counterMoves(0, 1), counterMoves(3, 4)]).toEqual([true, true, true]);
    expect([counterMoves(1, 0), counterMoves(3, 3), counterMoves(3, 2)]).toEqual([false, false, false]);
  });

  it("without sense is refused, never thrown at", async () => {
    const device = softwareAuthenticator({ origin: ORIGIN });
    const passkey = await made(device);
    const answer = device.get({ challenge: challenge(), rpId: "localhost" });
    for (const response of [
      { ...answer.response, clientDataJSON: "%%%" },
      { ...answer.response, clientDataJSON: "" },
      { ...answer.response, clientDataJSON: Buffer.from("null").toString("base64url") },
      { ...answer.response, authenticatorData: "AAAA" },
      { ...answer.response, signature: "" },
    ]) {
      const expected = { challenge: challenge(), passkey, named: false };
      await expect(verifyAssertion(rp, { ...answer, response }, expected)).rejects.toMatchObject({ name: "PasskeyRefused" });
    }
  });

  it("with any one byte turned is refused: everything the browser says is under the signature", async () => {
    const device = softwareAuthenticator({ origin: ORIGIN });
    const passkey = await made(device);
    const asked = challenge();
    const answer = device.get({ challenge: asked, rpId: "localhost" });
    for (const part of ["clientDataJSON", "authenticatorData", "signature"] as const) {
      for (const turned of turnedBytes(answer.response[part])) {
        const response = { ...answer, response: { ...answer.response, [part]: turned } };
        const outcome = verifyAssertion(rp, response, { challenge: asked, passkey, named: false });
        await expect(outcome).rejects.toMatchObject({ name: "PasskeyRefused" });
      }
    }
  });
});

describe("a new key", () => {
  it("with any one byte turned, or nested ten thousand deep, is another key or refused, and nothing else happens", async () => {
    const device = softwareAuthenticator({ origin: ORIGIN });
    const asked = challenge();
    const person = { id: randomUUID(), name: "Person", label: "x" };
    const created = device.create(await registrationOptions(rp, { challenge: asked, person, held: [] }));
    const deep = Buffer.alloc(10_000, 0x81).toString("base64url");
    const wrong = [...turnedBytes(created.response.attestationObject), deep, Buffer.from([0xbf]).toString("base64url"), ""];
    for (const attestationObject of wrong) {
      const response = { ...created, response: { ...created.response, attestationObject } };
      const outcome = await verifyRegistration(rp, response, { challenge: asked }).then(
        () => "another key",
        (error: unknown) => (error instanceof Error ? error.name : "nothing"),
      );
      expect(["another key", "PasskeyRefused"]).toContain(outcome);
    }
  });
});

/** The same bytes, each time with another one turned. */
function turnedBytes(text: string): string[] {
  const whole = Buffer.from(text, "base64url");
  return Array.from(whole, (byte, at) => {
    const copy = Buffer.from(whole);
    copy[at] = byte ^ 0xff;
    return copy.toString("base64url");
  });
}
