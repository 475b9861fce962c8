import { inTransaction, newId } from "@amanat/db";
import { atOnce, type Cast, cast, succeeded, useDatabase } from "@amanat/testing";
import { Webhook } from "standardwebhooks";
import { beforeEach, expect, test } from "vitest";
import { addressState, reachedAddress } from "./addresses.ts";
import { receiveReport } from "./resend.ts";

const database = useDatabase();
let people: Cast;
beforeEach(async () => {
  people = await cast(database.db);
});

const SECRET = `whsec_${Buffer.from("a secret of a test, long enough").toString("base64")}`;

function report(type: string, address: string, bounce?: string) {
  return JSON.stringify({
    type,
    created_at: new Date().toISOString(),
    data: { email_id: newId(), to: [address], ...(bounce ? { bounce: { type: bounce } } : {}) },
  });
}

function signed(body: string, { id = `msg_${newId()}`, at = new Date(), secret = SECRET } = {}) {
  const headers = {
    "svix-id": id,
    "svix-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "svix-signature": new Webhook(secret).sign(id, at, body),
  };
  return { raw: Buffer.from(body), headers };
}

const take = ({ raw, headers }: ReturnType<typeof signed>) => receiveReport(people.system(), SECRET, raw, headers);
const somebody = () => `${newId()}@people.test`;
const state = (address: string) => addressState(people.system(), address);

test("45: a bounce for good and a complaint mark the mailbox, a passing one and everything else nothing", async () => {
  const [gone, angry, full, read] = [somebody(), somebody(), somebody(), somebody()];
  expect(await take(signed(report("email.bounced", gone, "Permanent")))).toBe("marked");
  expect(await take(signed(report("email.complained", angry)))).toBe("marked");
  expect(await take(signed(report("email.bounced", full, "Transient")))).toBe("ignored");
  expect(await take(signed(report("email.opened", read)))).toBe("ignored");
  expect(await take(signed("[]"))).toBe("ignored");
  expect(await Promise.all([gone, angry, full, read].map(state))).toEqual(["refused", "complained", null, null]);
  expect(await state(gone.toUpperCase())).toBe("refused");
});

test("45: a forged or stale call is nobody's, and marks nothing", async () => {
  const address = somebody();
  const body = report("email.bounced", address, "Permanent");
  const refused = expect.objectContaining({ code: "AUTHENTICATION_REQUIRED" });
  const good = signed(body);
  await expect(take({ ...good, raw: Buffer.from(body.replace("Permanent", "Permanent ")) })).rejects.toEqual(refused);
  await expect(take(signed(body, { secret: `whsec_${Buffer.from("of somebody else, just as long").toString("base64")}` }))).rejects.toEqual(
    refused,
  );
  await expect(take(signed(body, { at: new Date(Date.now() - 301_000) }))).rejects.toEqual(refused);
  await expect(take(signed(body, { at: new Date(Date.now() + 310_000) }))).rejects.toEqual(refused);
  await expect(receiveReport(people.system(), SECRET, good.raw, {})).rejects.toEqual(refused);
  expect(await state(address)).toBeNull();
});

test("45: repeated, it counts once: what was proved since stays proved", async () => {
  const address = somebody();
  const first = signed(report("email.bounced", address, "Permanent"));
  const outcomes = await atOnce(5, () => take(first));
  expect(succeeded(outcomes).filter((each) => each === "marked")).toHaveLength(1);
  expect(succeeded(outcomes)).toHaveLength(5);
  await inTransaction(people.system(), (tx) => reachedAddress(tx, address));
  expect(await take(first)).toBe("ignored");
  expect(await state(address)).toBeNull();
});
