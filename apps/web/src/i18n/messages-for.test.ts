import { loadMessages } from "@amanat/i18n/messages";
import { expect, test } from "vitest";
import { isStaff, messagesFor } from "./messages-for.ts";

const me = { id: `usr_${"0".repeat(32)}`, email: null, name: "Mina", locale: "fa" as const, timeZone: null, restricted: false };

test("everybody gets the messages of the pages they can reach", async () => {
  const all = await loadMessages("fa");
  expect(Object.keys(messagesFor(null, all)).sort()).toEqual(["auth", "common", "errors", "request", "wallet"]);
  const person = Object.keys(messagesFor({ ...me, roles: ["buyer", "seller"] }, all));
  expect(person).toContain("account");
  expect(person).not.toContain("admin");
  // What the pages about Amanat say is drawn on the server, and carried by nobody's document; pages of webhooks, of conversations, of claims and of
  // cases carry their own.
  const {
    info: _info,
    webhooks: _webhooks,
    dossier: _dossier,
    notices: _notices,
    notifications: _own,
    chat: _chat,
    cases: _cases,
    claim: _claim,
    receipt: _receipt,
    mediation: _mediation,
    desk: _desk,
    data: _data,
    ...carried
  } = all;
  for (const role of ["guard", "resolver", "admin"] as const) expect(messagesFor({ ...me, roles: ["buyer", role] }, all)).toEqual(carried);
  expect([null, { ...me, roles: ["buyer" as const] }].map(isStaff)).toEqual([false, false]);
});
