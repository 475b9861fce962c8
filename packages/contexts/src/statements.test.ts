import { type LiabilityProof, type Procedures, publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, newId, type Verbs } from "@amanat/db";
import { type Leg, takeLiabilities, tryPost } from "@amanat/ledger";
import { acceptOffer, createRequest, submitOffer } from "@amanat/marketplace";
import { railsOf } from "@amanat/payment";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { VERBS } from "./composed.ts";

type Books = Verbs<"ledger">;
/** The ledger's procedures, which need nothing of a call. */
const books = VERBS["ledger"] as unknown as { [P in keyof Books]: (ctx: Ctx, input: Parameters<Books[P]>[1]) => ReturnType<Books[P]> };
const { accounts, balanceAt, liabilities, liabilityProof, statement, trialBalance } = books;

const house = useDatabase();
const CHAIN = "eip155:31337";
const TOKEN = `0x${"a7".repeat(20)}`;
const asset = `${CHAIN}/erc20:${TOKEN}`;
const LATER = "2100-01-01T00:00:00Z";
const BEGIN = "1970-01-01T00:00:00Z";
let people: Cast;
let dealId: string;
let scope: string;
/** The deal's own pot, what waits for its seller, and what the seller keeps with us. */
let held: Account;
let releasable: Account;
let available: Account;

type Account = Parameters<typeof balanceAt>[1]["account"];

beforeAll(async () => {
  people = await cast(house.db);
  await house.db.prisma.asset.create({
    data: { id: asset, chain: CHAIN, chainName: "Test", token: TOKEN, symbol: "USDC", name: "USD Coin", decimals: 6 },
  });
  const request = await createRequest(people.buyer(), {
    title: "A thing to be bought",
    description: "Something that somebody would want",
    productType: "service",
    category: "other",
    asset,
    budgetMin: "1000000",
    budgetMax: "2000000",
    delivery: { mode: "online", channel: "mail" },
  });
  const payoutAddress = `0x${"f6".repeat(20)}`;
  const facts = { chain: CHAIN, name: "Test", confirmations: 3, reorgDepth: 64, requireFinalized: true, explorer: null };
  const payIn = { rails: railsOf([{ chain: { ...facts, escrowWallet: `0x${"e5".repeat(20)}`, proxy: `0x${"b2".repeat(20)}` } }]) };
  const offer = await submitOffer(people.seller(), { requestId: request.id, price: "1500000", deliveryDays: 1, payoutAddress }, payIn);
  ({ dealId } = await acceptOffer(people.buyer(), { offerId: offer.id, version: offer.version }, payIn));
  scope = uuidOf("deal", dealId) ?? "";
  held = { kind: "held", scope, party: "", asset };
  releasable = { kind: "releasable", scope, party: people.seller.id, asset };
  available = { kind: "available", scope: "", party: people.seller.id, asset };
  const legs: Leg[] = [
    { debit: { kind: "custody", party: "0xd", asset }, credit: held, amount: 100n, code: "deposit" },
    { debit: held, credit: releasable, amount: 40n, code: "release" },
    { debit: releasable, credit: available, amount: 15n, code: "release" },
  ];
  expect(await tryPost(people.system(), { id: newId(), legs })).toBe("done");
  expect(await takeLiabilities(people.system(), 0)).toBe(1);
});

/** What is read of an account. */
const reads: Record<string, (ctx: Ctx, account: Account) => Promise<unknown>> = {
  balanceAt: (ctx, account) => balanceAt(ctx, { account, at: LATER }),
  statement: (ctx, account) => statement(ctx, { account, from: BEGIN, to: LATER, limit: 20 }),
  liabilityProof: (ctx, account) => liabilityProof(ctx, { account }),
};

describe.each(Object.entries(reads))("%s", (_name, read) => {
  test("is for the account's party, the deal's parties, its staff, guard and admin", async () => {
    for (const who of [people.buyer, people.seller, people.resolver, people.guard, people.admin]) {
      await expect(read(who(), held)).resolves.toBeDefined();
      await expect(read(who(), releasable)).resolves.toBeDefined();
    }
    for (const who of [people.seller, people.guard, people.admin]) await expect(read(who(), available)).resolves.toBeDefined();
  });

  test("is not there for a stranger, for a deal's other party outside the deal, or for nobody", async () => {
    for (const account of [held, releasable, available])
      for (const who of [people.stranger, people.seller2]) await expect(read(who(), account)).rejects.toMatchObject({ code: "NOT_FOUND" });
    for (const who of [people.buyer, people.resolver]) await expect(read(who(), available)).rejects.toMatchObject({ code: "NOT_FOUND" });
    for (const account of [held, available])
      await expect(read(people.anonymous(), account)).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
    const house = { kind: "custody", scope: "", party: "0xd", asset } as const;
    for (const who of [people.buyer, people.seller, people.resolver, people.stranger])
      await expect(read(who(), house)).rejects.toMatchObject({ code: "NOT_FOUND" });
    // A scope that is no deal's, or a deal's id written another way.
    for (const wrong of ["x", newId(), scope.toUpperCase(), scope.replaceAll("-", ""), dealId])
      await expect(read(people.buyer(), { ...held, scope: wrong })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test("what is answered has the contract's shape and the ledger's numbers", async () => {
  const { PROCEDURES } = (await import("@amanat/contracts")) as { PROCEDURES: Procedures };
  const page = PROCEDURES.ledger.statement.output.parse(await reads["statement"]?.(people.seller(), releasable));
  expect([page.opening, page.closing, page.meta]).toEqual(["0", "25", { nextCursor: null, hasMore: false }]);
  expect(page.data.map(({ code, amount, balanceAfter, counter }) => [code, amount, balanceAfter, counter.kind])).toEqual([
    ["release", "40", "40", "held"],
    ["release", "-15", "25", "available"],
  ]);
  expect(PROCEDURES.ledger.balanceAt.output.parse(await reads["balanceAt"]?.(people.buyer(), held)).balance).toBe("60");
  const proof: LiabilityProof = PROCEDURES.ledger.liabilityProof.output.parse(await reads["liabilityProof"]?.(people.seller(), available));
  const { heads } = PROCEDURES.ledger.liabilities.output.parse(await liabilities(people.stranger(), {}));
  expect([proof.head, proof.amount, heads[0]?.total]).toEqual([heads[0], "15", "100"]);
  const sums = PROCEDURES.ledger.trialBalance.output.parse(await trialBalance(people.guard(), {}));
  expect(sums.assets).toEqual([
    {
      asset,
      sum: "0",
      kinds: [
        { kind: "custody", sum: "-100" },
        { kind: "held", sum: "60" },
        { kind: "releasable", sum: "25" },
        { kind: "available", sum: "15" },
      ],
    },
  ]);
});

test("accounts are one's own, or those of a deal one stands in", async () => {
  const kinds = async (ctx: Ctx, input = {}) => (await accounts(ctx, input)).data.map(({ kind }) => kind);
  expect(await kinds(people.seller())).toEqual(["releasable", "available"]);
  expect(await kinds(people.buyer())).toEqual([]);
  for (const who of [people.buyer, people.seller, people.guard]) expect(await kinds(who(), { dealId })).toEqual(["held", "releasable"]);
  await expect(accounts(people.stranger(), { dealId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(accounts(people.guard(), { dealId: publicId("deal", newId()) })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(accounts(people.anonymous(), {})).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
});
