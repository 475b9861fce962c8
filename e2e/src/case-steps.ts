import { uuidOf } from "@amanat/contracts";
import { endClock, endEvidence } from "@amanat/devstack";
import { type Amanat, createAmanat } from "@amanat/sdk";
import { expect } from "@playwright/test";
import { codeOf, type People, reconciled, until, type World as Traders, worldOf } from "../hostile/trader.ts";
import { readConfig } from "./config.ts";
import { nextCodeTo } from "./mailbox.ts";
import { paidDeal } from "./paid-deal.ts";
import type { Person, World } from "./world.ts";

export const STATEMENT = "پوشه خالی بود و فایل ترجمه در آن نبود.";

let known: Promise<Traders> | undefined;
/** The people of the demo over the API; they prove with their wallets that they are there. */
export const peopleOf = (world: World): Promise<Traders> => (known ??= worldOf(world.url, world.demo));

/** Looks and acts; where the worker has moved what was looked at meanwhile, it looks again, as a person does. */
export async function lookAndAct<T>(act: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time += 1) {
    try {
      return await act();
    } catch (error) {
      if (time === 5 || codeOf(error) !== "VERSION_CONFLICT") throw error;
    }
  }
}

/** A deal whose money is held; `delivered`: its seller says that it is delivered. */
export async function heldDeal(
  world: World,
  { title, price, delivered = false }: { title: string; price: bigint; delivered?: boolean },
): Promise<string> {
  const { dealId } = await paidDeal(world, title, price);
  if (!delivered) return dealId;
  const { seller } = (await peopleOf(world)).people;
  const seen = async () => ({ dealId, version: (await seller.deals.getDeal({ dealId })).version });
  await lookAndAct(async () => seller.marketplace.startDelivery({ ...(await seen()), handover: { kind: "service", note: "By e-mail" } }));
  await lookAndAct(async () => seller.marketplace.markDelivered(await seen()));
  return dealId;
}

type Ask = Parameters<Amanat["disputes"]["open"]>[0]["ask"];

/** A case of this side's about all that is held. */
export async function openedCase(amanat: Amanat, dealId: string, ask: Ask): Promise<string> {
  const said = { reason: ask === "release" ? "not_confirmed" : "not_delivered", ask, certainty: "certain" } as const;
  const opened = await lookAndAct(async () => {
    const { version } = await amanat.disputes.opening({ dealId });
    return amanat.disputes.open({ dealId, version, ...said, statement: STATEMENT });
  });
  return opened.caseId;
}

const uuid = (id: string): string => {
  const found = uuidOf("case", id);
  if (found === null) throw new Error(`${id} names no case`);
  return found;
};

function dataDir(): string {
  const { AMANAT_DATA_DIR } = readConfig();
  if (AMANAT_DATA_DIR === undefined) throw new Error("No world runs.");
  return AMANAT_DATA_DIR;
}

/** The time of this clock of a case is over. */
export const clockEnds = (caseId: string, purpose: "dispute_state" | "dispute_appeal" | "dispute_decide"): Promise<void> =>
  endClock(dataDir(), { purpose, subjectId: uuid(caseId) });

/** The time to add evidence is over. */
export const evidenceEnds = (caseId: string): Promise<void> => endEvidence(dataDir(), uuid(caseId));

/** Somebody who rules, over the API. */
export const resolverOf = (world: World): Promise<Amanat> => provingApi(world, "resolver");

/** Somebody of the staff, over the API; they prove with password and code that they are there. */
export async function provingApi(world: World, who: Person): Promise<Amanat> {
  const account = world.demo.people[who];
  const nextCode = await nextCodeTo(world, account.email);
  const stepUp = async () => ({ method: "password", password: account.password, code: await nextCode() }) as const;
  const amanat = createAmanat({ baseUrl: world.url, stepUp });
  amanat.setToken(await amanat.auth.signIn(account));
  return amanat;
}

/** Approves every payout of a deal and waits until each is settled. */
async function payOut({ admin }: People, dealId: string): Promise<void> {
  const payouts = async () => (await admin.payment.listPayouts({ dealId })).data;
  await until("payouts", async () => ((await payouts()).length > 0 ? true : null));
  for (const { id } of await payouts()) {
    const { version, amount, destination, status } = await admin.payment.getPayout({ payoutId: id });
    if (status === "pending_approval") await admin.payment.approvePayout({ payoutId: id, version, amount, destination });
  }
  await until("payouts to settle", async () => ((await payouts()).every(({ status }) => status === "settled") ? true : null), 120_000);
}

/** The money went where it was said, to the last unit: by the deal's books, by the whole ledger, and on the chain. */
export async function expectPaid(world: World, dealId: string, money: { released: bigint; refunded: bigint; fees: bigint }): Promise<void> {
  const traders = await peopleOf(world);
  await payOut(traders.people, dealId);
  const read = async () => traders.people.admin.ledger.dealFunds({ dealId });
  await expect.poll(async () => (await read()).inFlight, { timeout: 60_000 }).toBe("0");
  const { balanced, held, disputed, releasable, refundable, released, refunded, fees } = await read();
  expect({ balanced, held, disputed, releasable, refundable }).toEqual({
    balanced: true,
    held: "0",
    disputed: "0",
    releasable: "0",
    refundable: "0",
  });
  expect({ released: BigInt(released), refunded: BigInt(refunded), fees: BigInt(fees) }).toEqual(money);
  await reconciled(traders);
}
