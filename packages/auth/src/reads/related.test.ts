import { useDatabase, type Cast, cast } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { mailboxOf, relatedPeople } from "../index.ts";

const database = useDatabase();
let people: Cast;
beforeEach(async () => {
  people = await cast(database.db);
});

const related = (ids: readonly string[], wallets = new Map<string, string[]>()) => relatedPeople(people.system(), ids, wallets);

test("a mailbox is one, whatever tag or dots an address wears", () => {
  expect(mailboxOf("Ali+deals@Example.org")).toBe("ali@example.org");
  expect(mailboxOf("a.l.i+x@googlemail.com")).toBe(mailboxOf("ali@gmail.com"));
  expect(mailboxOf("a.li@example.org")).not.toBe(mailboxOf("ali@example.org"));
});

test("two accounts of one mailbox, device or wallet are one person; others are not", async () => {
  const [one, other, third] = [people.admin.id, people.seller.id, people.buyer.id];
  expect(await related([one, other, third])).toEqual([]);
  await database.db.prisma.user.update({ where: { id: other }, data: { email: people.admin.email.replace("@", "+shop@") } });
  expect(await related([one, other, third])).toEqual([{ people: [one, other], by: "mailbox" }]);
  const device = { address: "203.0.113.9", userAgent: "Firefox 140" };
  await database.db.prisma.session.updateMany({ where: { userId: { in: [one, third] } }, data: device });
  await database.db.prisma.session.updateMany({ where: { userId: other }, data: { ...device, address: "::1" } });
  expect(await related([one, third])).toEqual([{ people: [one, third], by: "device" }]);
  const address = `0x${"Ab".repeat(20)}`;
  await database.db.prisma.identity.create({
    data: { provider: "wallet", subject: `t:${address.toLowerCase()}`, userId: third, label: address },
  });
  expect(await related([other, third], new Map([[other, [address.toLowerCase()]]]))).toEqual([{ people: [other, third], by: "wallet" }]);
});

test("everybody is at home on their own machine: that joins nobody", async () => {
  const ids = [people.admin.id, people.seller.id];
  await database.db.prisma.session.updateMany({ where: { userId: { in: ids } }, data: { address: "127.0.0.1", userAgent: "Chrome" } });
  expect(await related(ids)).toEqual([]);
});
