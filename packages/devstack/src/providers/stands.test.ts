import { expect, test } from "vitest";
import { openDoor } from "./door.ts";
import { Stands } from "./stands.ts";

test("the door starts a service for whoever has its token, once, and says which there are", async () => {
  const changes: string[] = [];
  const stands = new Stands(() => ({ productUrl: "http://127.0.0.1:1", chains: [] }));
  const door = await openDoor((name) => stands.start(name, () => Promise.resolve(void changes.push(name))));
  const ask = (name: string, { method = "POST", token = door.token } = {}) =>
    fetch(`${door.url}/${name}`, { method, headers: { authorization: `Bearer ${token}` } });
  try {
    for (const token of ["", "x", door.token.replace(/.$/, "!")]) expect((await ask("depay", { token })).status).toBe(401);
    expect((await ask("depay", { method: "GET" })).status).toBe(405);
    const unknown = await ask("constructor");
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toEqual({ error: expect.stringContaining("there are request-network, depay, shkeeper") });
    expect(stands.variables()).toEqual({});
    // Two at once are one.
    expect((await Promise.all([ask("depay"), ask("depay")])).map(({ status }) => status)).toEqual([200, 200]);
    expect(changes).toEqual(["depay"]);
    expect(stands.variables()).toMatchObject({ DEPAY_CHECKOUT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/pay$/) });
  } finally {
    await door.close();
    await stands.close();
  }
  expect(stands.variables()).toEqual({});
});
