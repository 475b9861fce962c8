import { verifyAudit } from "@amanat/audit";
import { exportChat } from "@amanat/chat";
import { NOBODY_NAME, publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, ensureQueue, forgetKeys } from "@amanat/db";
import { getDeal } from "@amanat/deals";
import { MAIL_QUEUE } from "@amanat/mail";
import { acceptOffer, createRequest, submitOffer } from "@amanat/marketplace";
import { PAID_TO } from "@amanat/payment/testing/stage";
import { advanceDepartures, deleteAccount, keepAccount, myData, placeHold, releaseHold } from "@amanat/retention";
import { atOnce, proved, testClock, useDatabase } from "@amanat/testing";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CHAT_PORTS } from "./chat-ports.ts";
import { DEPARTURES } from "./departure-ports.ts";
import { Lived } from "./departures.fixture.ts";
import { KINDS } from "./kinds.ts";
import { MODULES } from "./modules.ts";

/** A person with a whole life here deletes their account: what goes is gone from every table, and what stays is what was named. */

const database = useDatabase({ jobs: true });
const DAY_MS = 86_400_000;
const ports = { abouts: () => MODULES, departures: DEPARTURES, localeOf: () => Promise.resolve("en" as const) };
let owner: pg.Client;
let lived: Lived;
let clock: ReturnType<typeof testClock>;

beforeAll(async () => {
  await ensureQueue(database.db, MAIL_QUEUE);
  owner = new pg.Client({ connectionString: database.urls.owner });
  await owner.connect();
});
afterAll(() => owner.end());
beforeEach(async () => {
  lived = await Lived.of(database);
  clock = testClock();
});

const leaver = () => lived.leaver({ clock });
const system = () => lived.stage.people.system({ clock });
const ask = (by: () => Ctx = leaver) =>
  proved(by(), (sure) => deleteAccount(sure, { confirm: lived.marks.email }, { departures: DEPARTURES }));
const work = (given: Parameters<typeof advanceDepartures>[1] = ports) => advanceDepartures(system(), given);
const row = () => database.db.prisma.departure.findFirstOrThrow({ where: { userId: lived.id }, orderBy: { at: "desc" } });
const person = () => database.db.prisma.user.findUniqueOrThrow({ where: { id: lived.id } });

/** Closed, taken off the market, and then erased until nothing is left. */
async function gone(): Promise<void> {
  clock.advance(7 * DAY_MS);
  await work();
  await lived.react();
  await lived.fire(system(), ["trade_end"]);
  clock.advance(2 * 60_000);
  await lived.fire(system(), ["trade_end_again"]);
  await lived.react();
  for (let turn = 0; turn < 20 && (await row()).status === "erasing"; turn += 1) await work();
}

/** The tables of every schema in which a text stands, whatever the column. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await owner.query(`SELECT 1 FROM ${name} t WHERE position(lower($1) IN lower(to_jsonb(t)::text)) > 0 LIMIT 1`, [text]);
    if (rows.length > 0) found.push(name.replaceAll('"', ""));
  }
  return found;
}

/** Every row of the books, as one digest. */
async function books(): Promise<string> {
  const { rows } = await database.db.pool.query<{ digest: string }>(
    `SELECT md5((SELECT string_agg(t::text, '' ORDER BY t::text) FROM ledger.transfer t) || (SELECT string_agg(a::text, '' ORDER BY a::text) FROM ledger.account a)) AS digest`,
  );
  return rows[0]?.digest ?? "";
}

describe("a whole life", () => {
  beforeEach(async () => {
    await lived.everything();
  });

  test("is gone from every table but the record of their case; chains verify, books are untouched, and the deal is still the other side's", async () => {
    const { name, email, text, statement } = lived.marks;
    for (const mark of [name, email, text]) expect((await tablesWith(mark)).length, mark).toBeGreaterThan(2);
    const before = await books();
    await ask();
    await gone();
    expect(await row()).toMatchObject({ status: "done", nextAt: null });
    expect((await row()).erased).toBeGreaterThan(20);
    // Answers that are kept for other people's keys go within their day.
    await forgetKeys(lived.stage.people.system({ clock: testClock(new Date(Date.now() + 9 * DAY_MS)) }));

    // The last mail is on its way; its row goes an hour after it was sent.
    const { rows: mails } = await owner.query<{ data: { kind: string; kept: string[] } }>(
      `DELETE FROM pgboss.job WHERE "data" ->> 'to' = $1 RETURNING "data"`,
      [email],
    );
    expect(mails.map(({ data }) => data.kind)).toEqual(["account_closed"]);
    expect(mails[0]?.data.kept).toHaveLength((await myData(lived.stage.people.seller(), ports)).keeps.length);

    // A ruling rests on what was said in a case, under the name they had: named as what stays.
    expect({ name: await tablesWith(name), email: await tablesWith(email) }).toEqual({ name: ["DisputeEntry"], email: [] });
    expect({ text: await tablesWith(text), statement: await tablesWith(statement) }).toEqual({ text: [], statement: ["DisputeEntry"] });

    expect(await books()).toBe(before);
    const audit = await verifyAudit(owner);
    expect(audit.findings).toEqual([]);
    const { conversationId } = lived;
    const chat = await exportChat(lived.stage.people.seller(), { conversationId, after: 0, limit: 500 }, CHAT_PORTS);
    expect(chat).toMatchObject({ brokenAt: null, more: false });

    const deal = await getDeal(lived.stage.people.seller(), { dealId: lived.dealId }, KINDS);
    expect([deal.status, deal.buyer.name]).toEqual(["completed", NOBODY_NAME]);
    expect(await person()).toMatchObject({ email: null, name: NOBODY_NAME, passwordHash: null });
    const live = { userId: lived.id, revokedAt: null };
    expect(await database.db.prisma.session.count({ where: live })).toBe(0);
    expect(await database.db.prisma.apiKey.count({ where: live })).toBe(0);
    const ofThem = { where: { userId: lived.id } };
    expect([await database.db.prisma.identity.count(ofThem), await database.db.prisma.passkey.count(ofThem)]).toEqual([0, 0]);
  }, 180_000);

  test("a worker that dies between passes leaves it to the next, and two of them end it once", async () => {
    await ask();
    clock.advance(7 * DAY_MS);
    await work();
    await lived.react();
    await lived.fire(system(), ["trade_end"]);
    clock.advance(2 * 60_000);
    await lived.fire(system(), ["trade_end_again"]);
    let passes = 0;
    const dying = {
      ...ports,
      abouts: () =>
        MODULES.map((module) => {
          const { about } = module;
          if ("nothing" in about) return module;
          const erase = (ctx: Ctx, userId: string) => {
            passes += 1;
            return passes % 4 === 0 ? Promise.reject(new Error("the worker dies")) : about.erase(ctx, userId);
          };
          return { ...module, about: { ...about, erase } };
        }),
    };
    await work(dying);
    expect(await row()).toMatchObject({ status: "erasing" });
    for (let turn = 0; turn < 10 && (await row()).status === "erasing"; turn += 1) {
      clock.advance(5 * 60_000);
      await atOnce(2, () => work());
    }
    expect(await row()).toMatchObject({ status: "done" });
    // Answers that are kept for other people's keys go within their day.
    expect((await tablesWith(lived.marks.text)).filter((table) => table !== "IdempotencyKey")).toEqual([]);
    const ended = await database.db.prisma.auditEntry.count({ where: { action: "account.deleted", subjectId: (await row()).id } });
    expect(ended).toBe(1);
  }, 180_000);
});

test("two at once ask for one, and a deletion that was taken back erases nothing", async () => {
  const outcomes = await atOnce(2, () => ask(() => lived.leaver({ clock })));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const { version } = await row();
  clock.advance(7 * DAY_MS - 1);
  await work();
  expect((await myData(leaver(), ports)).departure).toMatchObject({ status: "asked" });
  await keepAccount(leaver(), { version });
  clock.advance(30 * DAY_MS);
  expect(await work()).toBe(0);
  expect(await person()).toMatchObject({ email: lived.marks.email, deletedAt: null });
});

test("taking it back and closing race: one of them wins, and the account is as that one says", async () => {
  await ask();
  const { version } = await row();
  clock.advance(7 * DAY_MS);
  await atOnce<unknown>(4, (n) => (n % 2 === 0 ? keepAccount(leaver(), { version }) : work()));
  const { status } = await row();
  expect(["cancelled", "erasing"]).toContain(status);
  expect((await person()).deletedAt === null).toBe(status === "cancelled");
});

test("a legal hold that is placed while it waits stops it, and its person reads why", async () => {
  await ask();
  await placeHold(lived.stage.people.guard(), { kind: "person", subjectId: publicId("user", lived.id), reason: "A court asked for it" });
  clock.advance(7 * DAY_MS);
  await work();
  expect((await myData(leaver(), ports)).departure).toMatchObject({ status: "stopped", why: "hold" });
  expect(await person()).toMatchObject({ email: lived.marks.email, deletedAt: null });
  await lived.react();
  const told = await database.db.prisma.notice.findMany({ where: { userId: lived.id }, select: { kind: true } });
  expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["departure_asked", "departure_stopped"]));
  await expect(ask()).rejects.toMatchObject({ code: "ACCOUNT_IN_USE", issues: [{ path: "hold", code: "runs" }] });
});

test("what is held after the account was closed is erased only when it is released", async () => {
  await createRequest(leaver(), wish());
  await ask();
  clock.advance(7 * DAY_MS);
  await work();
  await lived.react();
  await lived.fire(system(), ["trade_end"]);
  const { guard, admin } = lived.stage.people;
  const { id: holdId } = await placeHold(guard(), {
    kind: "person",
    subjectId: publicId("user", lived.id),
    reason: "A court asked for it",
  });
  clock.advance(2 * 60_000);
  await work();
  expect(await row()).toMatchObject({ status: "erasing", erased: 0 });
  expect(await tablesWith(lived.marks.text)).toContain("Request");
  await proved(admin(), (sure) => releaseHold(sure, { holdId, version: 0, reason: "The court is done" }));
  for (let turn = 0; turn < 5; turn += 1) {
    clock.advance(3_600_000);
    await work();
  }
  expect(await row()).toMatchObject({ status: "done" });
  expect(await tablesWith(lived.marks.text)).toEqual([]);
});

test("what runs keeps an account, and so does a deal that begins while the deletion waits; nothing begins with who has gone", async () => {
  const { seller } = lived.stage.people;
  const { payIn } = lived.stage;
  const bidOn = (requestId: string) =>
    submitOffer(seller(), { requestId, price: "1250000", deliveryDays: 3, payoutAddress: PAID_TO, notes: "" }, payIn);
  const request = await createRequest(leaver(), wish());
  const offer = await bidOn(request.id);
  await ask();
  const { dealId } = await acceptOffer(leaver(), { offerId: offer.id, version: offer.version }, payIn);
  clock.advance(7 * DAY_MS);
  await work();
  expect(await row()).toMatchObject({ status: "stopped", why: "deal" });
  const refused = { code: "ACCOUNT_IN_USE", issues: [{ path: "deal", code: dealId }] };
  await expect(ask()).rejects.toMatchObject(refused);
  expect((await myData(leaver(), ports)).blocks).toEqual([{ kind: "deal", id: dealId }]);

  await database.db.prisma.deal.updateMany({ where: { id: uuidOf("deal", dealId) ?? "" }, data: { closedAt: new Date() } });
  const other = await createRequest(seller(), wish());
  const late = await submitOffer(
    leaver(),
    { requestId: other.id, price: "1250000", deliveryDays: 3, payoutAddress: PAID_TO, notes: "" },
    payIn,
  );
  await ask();
  clock.advance(7 * DAY_MS);
  await work();
  expect(await row()).toMatchObject({ status: "erasing" });
  const accepted = acceptOffer(seller(), { offerId: late.id, version: late.version }, payIn);
  await expect(accepted).rejects.toMatchObject({ code: "INVALID_STATE" });
  // Still on the market: nothing is erased before it is off it.
  clock.advance(2 * 60_000);
  await work();
  expect(await row()).toMatchObject({ status: "erasing", erased: 0 });
});

test("staff do not leave before their role is taken from them", async () => {
  const { admin } = lived.stage.people;
  const leaving = proved(admin(), (sure) => deleteAccount(sure, { confirm: admin.email }, { departures: DEPARTURES }));
  await expect(leaving).rejects.toMatchObject({ code: "ACCOUNT_IN_USE", issues: [{ path: "role", code: "runs" }] });
});

test("the database erases nobody who has not gone, whoever asks", async () => {
  for (const erase of ["event_erase_departed", "audit_erase_departed"])
    await expect(database.db.pool.query(`SELECT ${erase}($1::uuid)`, [lived.id])).rejects.toThrow(/nobody who goes/);
});

const wish = () =>
  ({
    title: "A laptop",
    description: `Refurbished, in good condition, ${lived.marks.text}`,
    productType: "physical_product",
    category: "electronics",
    asset: lived.stage.asset,
    budgetMin: "1000000",
    budgetMax: "2000000",
    delivery: { mode: "physical", country: "IR", city: "Shiraz", address: "Zand 1", postalCode: "71345" },
  }) as const;
