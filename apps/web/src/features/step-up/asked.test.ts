import { expect, test } from "vitest";
import { askForProof } from "./asked.ts";

const demand = { action: "passkey.add", subject: "usr_1", amount: null, asset: null, destination: null } as const;

test("having just signed in is a proof nobody is asked for", async () => {
  await expect(askForProof({ challengeId: "c", methods: { session: true } }, demand)).resolves.toEqual({ method: "session" });
});

test("where nobody sits in front of a page, nothing is proved", async () => {
  const asked = askForProof({ challengeId: "c", methods: { password: { codeSentTo: "b…r@amanat.test" } } }, demand);
  await expect(asked).rejects.toMatchObject({ name: "AmanatError", code: "STEP_UP_REQUIRED" });
});
