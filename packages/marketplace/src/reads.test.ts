import {
  dealDetail,
  dealPage,
  dealView,
  myTurnView,
  offerPage,
  offerView,
  type RequestView,
  requestPage,
  requestView,
  timelineView,
} from "@amanat/contracts";
import { useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { createRequest, getRequest, listOffers, listRequests, myOffers, myRequests, withdrawOffer } from "./index.ts";
import { dealTimeline, getDeal, listDeals, myTurn } from "./engine.fixture.ts";
import { acceptOffer, agreed, ASSET, bid, CHAIN, funded, listed, PRICE, submitOffer, wish, type World, world } from "./world.fixture.ts";

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

/** A request nobody else's test made, found by a word of its own. */
async function posted(word: string, change: Partial<Parameters<typeof createRequest>[1]> = {}): Promise<RequestView> {
  w.clock.advance(1_000);
  return createRequest(w.buyer({ clock: w.clock }), { ...wish, title: `Wanted: ${word}`, ...change });
}

describe("the public list", () => {
  test("pages by signed cursor, newest first, each request once", async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.unshift((await posted("pageable")).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = requestPage.parse(await listRequests(w.anonymous(), { search: "pageable", limit: 2, ...(cursor ? { cursor } : {}) }));
      seen.push(...page.data.map((request) => request.id));
      expect(page.meta.hasMore).toBe(page.meta.nextCursor !== null);
      cursor = page.meta.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(made);
  });

  test("abuse 45: a cursor that is forged, of another list, or of other filters is refused, and so is a limit that is none", async () => {
    for (let n = 0; n < 2; n += 1) await posted("forgery");
    const { meta } = await listRequests(w.anonymous(), { search: "forgery", limit: 1 });
    const cursor = meta.nextCursor ?? "";
    const refused = [
      listRequests(w.anonymous(), { search: "other", cursor }),
      listRequests(w.stranger(), { search: "forgery", cursor }),
      listRequests(w.anonymous(), { search: "forgery", cursor: `${cursor}x` }),
      listRequests(w.anonymous(), { search: "forgery", cursor: "bm90aGluZw" }),
      myRequests(w.buyer(), { cursor }),
    ];
    for (const attempt of refused) await expect(attempt).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    for (const limit of [-1, 0, 101, 1e9, 1.5])
      await expect(listRequests(w.anonymous(), { limit })).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "limit" }] });
  });

  test("filters", async () => {
    await posted("filtered");
    const service = await posted("filtered", {
      productType: "service",
      category: "design",
      urgency: "urgent",
      budgetMin: "5",
      budgetMax: "7",
    });
    const find = async (filters: Parameters<typeof listRequests>[1]) =>
      (await listRequests(w.anonymous(), { search: "filtered", ...filters })).data.map((request) => request.id);
    expect(await find({})).toHaveLength(2);
    expect(await find({ productType: "service" })).toEqual([service.id]);
    expect(await find({ category: "design" })).toEqual([service.id]);
    expect(await find({ urgency: "urgent" })).toEqual([service.id]);
    expect(await find({ budget: { asset: ASSET, atMost: "6" } })).toEqual([service.id]);
    expect(await find({ budget: { asset: ASSET, atLeast: "8" } })).toHaveLength(1);
    expect(await find({ budget: { asset: ASSET, atLeast: "6", atMost: "6" } })).toEqual([service.id]);
  });

  test("a budget is compared within its asset: a coin of six places with none of eighteen", async () => {
    const dai = `${CHAIN}/erc20:0x${"da".repeat(20)}`;
    const facts = { chain: CHAIN, chainName: "Test", token: `0x${"da".repeat(20)}`, symbol: "DAI", name: "Dai", decimals: 18 };
    await database.db.prisma.asset.createMany({ data: [{ id: dai, ...facts }], skipDuplicates: true });
    // Fifty coins each.
    const six = await posted("twocoins", { budgetMin: "50000000", budgetMax: "50000000" });
    const eighteen = await posted("twocoins", { asset: dai, budgetMin: `50${"0".repeat(18)}`, budgetMax: `50${"0".repeat(18)}` });
    const find = async (budget: { asset: string; atLeast?: string; atMost?: string }) =>
      (await listRequests(w.anonymous(), { search: "twocoins", budget })).data.map(({ id }) => id);
    // At least a hundred coins, at most a hundred: base units of six places put every sum of eighteen above both.
    expect(await find({ asset: ASSET, atLeast: "100000000" })).toEqual([]);
    expect(await find({ asset: ASSET, atMost: "100000000" })).toEqual([six.id]);
    expect(await find({ asset: dai, atMost: `100${"0".repeat(18)}` })).toEqual([eighteen.id]);
    expect(await find({ asset: dai })).toEqual([eighteen.id]);
  });

  test("finds words whichever keyboard wrote them, and no pattern is a pattern", async () => {
    const request = await posted("کیف چرمی ۱۲۳");
    expect((await listRequests(w.anonymous(), { search: "كيف چرمي 123" })).data.map((one) => one.id)).toEqual([request.id]);
    expect((await listRequests(w.anonymous(), { search: "%" })).data).toEqual([]);
    expect((await listRequests(w.anonymous(), { search: '\'; DROP TABLE "Request"; --' })).data).toEqual([]);
  });

  test("shows strangers no address and no deal, and nothing that is matched", async () => {
    const request = await posted("discreet");
    const [shown] = (await listRequests(w.anonymous(), { search: "discreet" })).data;
    expect(shown).toMatchObject({ mine: false, activeDealId: null, delivery: { city: "Shiraz", address: "", postalCode: "" } });
    expect((await listRequests(w.buyer(), { search: "discreet" })).data[0]).toMatchObject({ mine: true, delivery: { address: "Zand 1" } });
    const offer = await submitOffer(w.seller({ clock: w.clock }), bid(request));
    await acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: offer.version });
    expect((await listRequests(w.anonymous(), { search: "discreet" })).data).toEqual([]);
  });
});

describe("one request", () => {
  test("open to all; once matched to its two parties, and to those who made an offer", async () => {
    const { request, offer } = await listed(w);
    const id = { requestId: request.id };
    expect(requestView.parse(await getRequest(w.anonymous({ clock: w.clock }), id))).toMatchObject({
      status: "received_offers",
      delivery: { address: "" },
    });
    await submitOffer(w.seller2({ clock: w.clock }), bid(request));
    const { dealId } = await acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: offer.version });
    expect(await getRequest(w.buyer(), id)).toMatchObject({ status: "payment", activeDealId: dealId, mine: true });
    expect(await getRequest(w.seller(), id)).toMatchObject({
      status: "payment",
      activeDealId: dealId,
      mine: false,
      delivery: { address: "Zand 1" },
    });
    for (const outsider of [w.anonymous(), w.stranger()])
      await expect(getRequest(outsider, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(getRequest(w.buyer(), { requestId: `off_${"0".repeat(32)}` })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("of another tenant does not exist", async () => {
    const { request } = await listed(w);
    const foreign = w.buyer();
    const elsewhere = { ...foreign, actor: { ...foreign.actor, tenantId: "0192f000-0000-7000-8000-00000000ffff" } };
    await expect(getRequest(elsewhere, { requestId: request.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listRequests(elsewhere, {})).data).toEqual([]);
  });
});

describe("offers", () => {
  test("the buyer sees all without payout addresses, a seller only the own one", async () => {
    const { request, offer } = await listed(w);
    const other = await submitOffer(w.seller2({ clock: w.clock }), bid(request, PRICE + 1n));
    const id = { requestId: request.id };
    const all = offerPage.parse(await listOffers(w.buyer({ clock: w.clock }), id));
    expect(all.data.map((one) => one.id).sort()).toEqual([offer.id, other.id].sort());
    for (const one of all.data) expect(one).toMatchObject({ payoutAddress: null, mine: false, acceptable: true });
    const own = await listOffers(w.seller2({ clock: w.clock }), id);
    expect(own.data).toMatchObject([{ id: other.id, mine: true, acceptable: false, payoutAddress: expect.stringContaining("0x") }]);
    expect((await listOffers(w.stranger({ clock: w.clock }), id)).data).toEqual([]);
    await expect(listOffers(w.anonymous(), id)).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
  });

  test("a closed request has no offers to show to strangers, but a loser still sees the own", async () => {
    const { request, offer } = await listed(w);
    await submitOffer(w.seller2({ clock: w.clock }), bid(request));
    await acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: offer.version });
    await expect(listOffers(w.stranger(), { requestId: request.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listOffers(w.seller2(), { requestId: request.id })).data).toMatchObject([{ status: "submitted", acceptable: false }]);
    const mine = await myOffers(w.seller2(), {});
    expect(offerView.parse(mine.data[0])).toMatchObject({ requestId: request.id, requestTitle: request.title });
  });

  test("what stands in one's own list can be opened, whatever became of it; a stranger finds nothing", async () => {
    const { request, offer } = await listed(w);
    const lost = await submitOffer(w.seller2({ clock: w.clock }), bid(request));
    const id = { requestId: request.id };
    const opened = async () => requestView.parse(await getRequest(w.seller2({ clock: w.clock }), id));
    expect(await opened()).toMatchObject({ id: request.id, mine: false });
    await withdrawOffer(w.seller2({ clock: w.clock }), { offerId: lost.id, version: lost.version });
    await acceptOffer(w.buyer({ clock: w.clock }), { offerId: offer.id, version: offer.version });
    const closed = await opened();
    expect(closed).toMatchObject({ id: request.id, mine: false, activeDealId: null });
    expect(closed.delivery).toMatchObject({ address: "", postalCode: "" });
    for (const mine of (await myOffers(w.seller2(), {})).data)
      expect(await getRequest(w.seller2(), { requestId: mine.requestId })).toMatchObject({ id: mine.requestId });
    await expect(getRequest(w.stranger(), id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(getRequest(w.anonymous(), id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("deals", () => {
  test("parties and staff see it, each their part; others do not know it exists", async () => {
    const { dealId } = await agreed(w);
    expect(dealView.parse(await getDeal(w.buyer(), { dealId }))).toMatchObject({
      myRole: "buyer",
      payoutAddress: null,
      delivery: { address: "Zand 1" },
    });
    // What was promised stands with the deal: the brief, and what the seller wrote.
    expect(dealDetail.parse(await getDeal(w.buyer(), { dealId }))).toMatchObject({ brief: wish.description, offerNote: "Packed well" });
    expect(await getDeal(w.seller(), { dealId })).toMatchObject({ myRole: "seller", payoutAddress: expect.stringContaining("0x") });
    for (const staff of [w.guard, w.resolver, w.admin]) {
      expect(await getDeal(staff(), { dealId })).toMatchObject({
        myRole: null,
        payoutAddress: expect.stringContaining("0x"),
        delivery: { address: "" },
      });
      expect(timelineView.parse(await dealTimeline(staff(), { dealId })).entries).toHaveLength(1);
    }
    for (const read of [getDeal, dealTimeline]) {
      await expect(read(w.stranger(), { dealId })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(read(w.seller2(), { dealId })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(read(w.anonymous(), { dealId })).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
      await expect(read(w.buyer(), { dealId: `deal_${"0".repeat(32)}` })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  test("my turn: what waits for me and by when; nobody else's, and nothing that waits for others", async () => {
    const { request: undecided } = await listed(w);
    w.clock.advance(1_000);
    const unpaid = await agreed(w);
    w.clock.advance(1_000);
    const held = await funded(w);
    const buyer = myTurnView.parse(await myTurn(w.buyer({ clock: w.clock })));
    expect(buyer.deals.map(({ id, next }) => [id, next.action, next.dueAt !== null])).toEqual([[unpaid.dealId, "pay", true]]);
    expect(buyer.requests).toMatchObject([{ requestId: undecided.id, title: undecided.title, offersCount: 1 }]);
    const seller = await myTurn(w.seller({ clock: w.clock }));
    expect(seller.deals.map(({ id, next }) => [id, next.action])).toEqual([[held.dealId, "start_delivery"]]);
    expect(seller.requests).toEqual([]);
    for (const other of [w.stranger, w.admin]) expect(await myTurn(other({ clock: w.clock }))).toEqual({ deals: [], requests: [] });
    await expect(myTurn(w.anonymous())).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
    // An offer that nobody can accept any more waits for nobody, even before its timer fires.
    w.clock.advance(73 * 3_600_000);
    expect((await myTurn(w.buyer({ clock: w.clock }))).requests).toEqual([]);
  });

  test("are listed to their parties, by status, with whose turn it is", async () => {
    const first = await agreed(w);
    w.clock.advance(1_000);
    const second = await funded(w);
    const page = dealPage.parse(await listDeals(w.seller({ clock: w.clock }), {}));
    expect(page.data.map((deal) => [deal.id, deal.next.action])).toEqual([
      [second.dealId, "start_delivery"],
      [first.dealId, "pay"],
    ]);
    expect((await listDeals(w.buyer(), { status: "payment" })).data.map((deal) => deal.id)).toEqual([first.dealId]);
    const cut = await listDeals(w.buyer(), { limit: 1 });
    const rest = await listDeals(w.buyer(), { limit: 1, cursor: cut.meta.nextCursor ?? "" });
    expect([...cut.data, ...rest.data].map((deal) => deal.id)).toEqual([second.dealId, first.dealId]);
    expect(rest.meta).toEqual({ nextCursor: null, hasMore: false });
    expect((await listDeals(w.stranger(), {})).data).toEqual([]);
    expect((await listDeals(w.admin(), {})).data).toEqual([]);
    const { data } = await myRequests(w.buyer(), {});
    expect(data.map((request) => request.status)).toEqual(["processing", "payment"]);
  });
});
