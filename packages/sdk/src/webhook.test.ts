import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { AmanatError, verifyWebhook } from "./index.ts";

const secret = `whsec_${Buffer.from("thirty-two bytes of a good secret").toString("base64")}`;
const body = JSON.stringify({
  actorName: "Amanat",
  data: { requestId: `req_${"a".repeat(32)}`, status: "active" },
  timestamp: "2026-11-29T12:00:00.000Z",
  type: "request.changed.v1",
});
const signed = (at = new Date(), id = "msg_1") => ({
  "webhook-id": id,
  "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
  "webhook-signature": new Webhook(secret).sign(id, at, body),
});

test("gives the event, typed, from headers and body as any server has them", () => {
  const headers = signed();
  for (const call of [
    { headers, body },
    { headers: new Headers(headers), body: new TextEncoder().encode(body) },
    { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]])), body },
  ]) {
    const event = verifyWebhook(secret, call);
    expect(event).toMatchObject({ id: "msg_1", type: "request.changed.v1", actorName: "Amanat" });
    if (event.type === "request.changed.v1") expect(event.data.status).toBe("active");
  }
});

test("refuses what was changed, is older than five minutes, is signed with another secret, or not at all", () => {
  const wrong: readonly [string, Parameters<typeof verifyWebhook>[1]][] = [
    [secret, { headers: signed(), body: body.replace("active", "closed") }],
    [secret, { headers: { ...signed(), "webhook-id": "msg_2" }, body }],
    [secret, { headers: signed(new Date(Date.now() - 6 * 60_000)), body }],
    [secret, { headers: signed(new Date(Date.now() + 6 * 60_000)), body }],
    [`whsec_${Buffer.from("another secret of thirty-two bytes").toString("base64")}`, { headers: signed(), body }],
    [secret, { headers: {}, body }],
    [secret, { headers: { ...signed(), "webhook-signature": "v1,AAAA" }, body }],
  ];
  for (const [with_, call] of wrong) {
    expect(() => verifyWebhook(with_, call)).toThrow(AmanatError);
    expect(() => verifyWebhook(with_, call)).toThrow(expect.objectContaining({ code: "PROOF_INVALID" }));
  }
});
