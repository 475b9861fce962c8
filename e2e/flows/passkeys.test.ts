import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { test } from "../src/test.ts";
import { codeMailedBy, newPerson } from "../src/mailbox.ts";
import { type Answer, call, createPasskey, plugIn, usePasskey, type VirtualDevice } from "../src/passkey-steps.ts";

/** Meets a demand as a page does: begins, proves, and sends the call again. */
async function confirmed(
  page: Page,
  procedure: string,
  input: unknown,
  prove: (begin: () => Promise<Answer>) => Promise<{ begun: Answer; proof: unknown }>,
): Promise<Answer> {
  const refused = await call(page, procedure, input);
  expect(refused.code).toBe("STEP_UP_REQUIRED");
  const { begun, proof } = await prove(() => call(page, "auth.beginStepUp", { demand: refused.stepUp }));
  const granted = await call(page, "auth.completeStepUp", { challengeId: begun.data["challengeId"], proof });
  expect(granted.code).toBe("OK");
  return call(page, procedure, input, String(granted.data["token"]));
}

const methodsOf = (begun: Answer) => begun.data["methods"] as Record<string, unknown>;

/** Proves presence with a passkey the page's authenticators hold. */
const byPasskey = (page: Page) => async (begin: () => Promise<Answer>) => {
  const begun = await begin();
  expect(Object.keys(methodsOf(begun))).toEqual(["passkey"]);
  return { begun, proof: { method: "passkey", response: await usePasskey(page, methodsOf(begun)["passkey"]) } };
};

/** Wrong proofs count against the network they come from. */
const ELSEWHERE = { locale: "en", scheme: "light", from: "203.0.113.8" } as const;

test("a passkey is made in a real browser, signs in, confirms, and is refused when anything about it is wrong", async ({
  visitAs,
  world,
}) => {
  const person = await newPerson(world, "Nilufar");
  const { page, path } = await visitAs(person, ELSEWHERE);
  await page.goto(path("/account"));
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const phone: VirtualDevice = await plugIn(session, "internal");

  const asked = await confirmed(page, "auth.passkeyRegistration", {}, async (begin) => {
    const { code, answer: begun } = await codeMailedBy(world, person.email, begin);
    return { begun, proof: { method: "password", password: person.password, code } };
  });
  const made = { challengeId: asked.data["challengeId"], name: "Phone", response: await createPasskey(page, asked.data["options"]) };
  const added = await call(page, "auth.registerPasskey", made);
  expect(added).toMatchObject({ code: "OK", data: { name: "Phone", flagged: false } });
  expect((await call(page, "auth.registerPasskey", made)).code).toBe("CHALLENGE_INVALID");

  const signIn = async (response: (options: unknown) => Promise<unknown>) => {
    const begun = await call(page, "auth.passkeyChallenge");
    const input = { challengeId: begun.data["challengeId"], response: await response(begun.data["options"]) };
    return { input, answer: await call(page, "auth.signInWithPasskey", input) };
  };
  const first = await signIn((options) => usePasskey(page, options));
  expect(first.answer).toMatchObject({ code: "OK", data: { user: { email: person.email } } });
  expect((await signIn((options) => usePasskey(page, options))).answer.code).toBe("OK");

  // The same signature again, and an honest one under a challenge it was not made for.
  expect((await call(page, "auth.signInWithPasskey", first.input)).code).toBe("CHALLENGE_INVALID");
  expect((await signIn(async () => first.input.response)).answer.code).toBe("PROOF_INVALID");

  // A device that does not recognise its owner refuses by itself; talked into signing all the same, it is refused here.
  await phone.recognises(false);
  await expect(signIn((options) => usePasskey(page, options))).rejects.toThrow(/NotAllowedError/);
  const unseen = await signIn((options) => usePasskey(page, { ...(options as object), userVerification: "discouraged" }));
  expect(unseen.answer.code).toBe("PROOF_INVALID");
  await phone.recognises(true);

  const key = await confirmed(page, "auth.createApiKey", { name: "Robot", scopes: ["deals:read"] }, byPasskey(page));
  expect(key.code).toBe("OK");

  // A key that is plugged in: asked for with the phone, made with the key.
  const second = await confirmed(page, "auth.passkeyRegistration", {}, byPasskey(page));
  await phone.remove();
  const stick = await plugIn(session, "usb");
  const keyMade = { challengeId: second.data["challengeId"], name: "Key", response: await createPasskey(page, second.data["options"]) };
  const keyAdded = await call(page, "auth.registerPasskey", keyMade);
  expect(keyAdded.code).toBe("OK");
  expect((await signIn((options) => usePasskey(page, options))).answer.code).toBe("OK");

  // The last one confirms its own removal; a password is left to come in with.
  for (const { data } of [added, keyAdded])
    expect((await confirmed(page, "auth.removePasskey", { passkeyId: data["id"] }, byPasskey(page))).code).toBe("OK");
  await stick.remove();
});

test("a passkey belongs to the page's own site: another origin cannot use it", async ({ visitAs, world }) => {
  const { page, path } = await visitAs("resolver", { locale: "en", scheme: "light" });
  await page.goto(path("/account"));
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await plugIn(session, "internal");
  const begun = await call(page, "auth.passkeyChallenge");
  // The same server under another name: the browser will not sign for `localhost` there.
  const options = begun.data["options"];
  await page.goto(world.url.replace("//localhost", "//127.0.0.1"));
  await expect(usePasskey(page, options)).rejects.toThrow(/SecurityError|invalid domain|NotAllowedError/);
});
