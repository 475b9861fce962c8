import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { ensureUser } from "@amanat/auth";
import { openDatabase } from "@amanat/db";
import { createAmanat, type Amanat } from "@amanat/sdk";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWeb } from "./web-process.fixture.ts";

const test = useDatabase();
const ASSET = "eip155:31337/erc20:0x5fbdb2315678afecb367f032d93f642f64180aa3";
const PAYOUT = `0x${"1".repeat(40)}`;
const PASSWORD = "correct horse battery";
const NOTES = "Delivered in two parts, the first within a day.";

let web: { origin: string; child: ChildProcess };
let buyer: Person;
let seller: Person;

type Person = { amanat: Amanat; cookies: string };

beforeAll(async () => {
  const db = await openDatabase({ url: test.urls.app, applicationName: "seed", poolSize: 1 });
  for (const name of ["buyer", "seller"])
    await ensureUser(db, { email: `${name}@amanat.test`, password: PASSWORD, name, roles: ["buyer", "seller"] });
  await db.close();
  await test.as("owner", (client) =>
    client.query(
      `INSERT INTO "Asset" ("id", "chain", "chainName", "token", "symbol", "name", "decimals")
       VALUES ($1, 'eip155:31337', 'Local', '0x5fbdb2315678afecb367f032d93f642f64180aa3', 'USDT', 'Test dollar', 6)`,
      [ASSET],
    ),
  );
  web = await startWeb({ PG_URL: test.urls.app });
  [buyer, seller] = await Promise.all([enter("buyer"), enter("seller")]);
});
afterAll(async () => {
  web.child.kill("SIGTERM");
  if (web.child.exitCode === null) await once(web.child, "exit");
});

async function enter(name: string): Promise<Person> {
  const account = { email: `${name}@amanat.test`, password: PASSWORD };
  const amanat = createAmanat({ baseUrl: web.origin });
  amanat.setToken(await amanat.auth.signIn(account));
  // As the form of the page does.
  const asked = await fetch(`${web.origin}/api/auth/csrf`);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const entered = await fetch(`${web.origin}/api/auth/callback/password`, {
    method: "POST",
    body: new URLSearchParams({ ...account, csrfToken, json: "true" }),
    headers: { cookie: cookiesOf(asked), origin: web.origin },
  });
  return { amanat, cookies: cookiesOf(entered) };
}

const cookiesOf = ({ headers }: Response): string =>
  headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");

async function openRequest(title: string): Promise<string> {
  const request = await buyer.amanat.marketplace.createRequest({
    title,
    description: "Twelve pages of technical Persian, to be translated into clear English and proofread once.",
    productType: "service",
    category: "translation",
    asset: ASSET,
    budgetMin: "50000000",
    budgetMax: "200000000",
    delivery: { mode: "online", channel: "E-mail" },
  });
  return request.id;
}

const offerOn = (requestId: string) =>
  seller.amanat.marketplace.submitOffer({ requestId, price: "100000000", deliveryDays: 3, payoutAddress: PAYOUT, notes: NOTES });

/** Reads a page as one person while nobody can read `table`, until its footer has come; then the table is free, and the page goes on. */
async function readBehind(table: string, { cookies }: Person, path: string) {
  return test.as("owner", async (client) => {
    await client.query(`BEGIN; LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
    const answer = await fetch(`${web.origin}${path}`, { headers: { cookie: cookies }, signal: AbortSignal.timeout(60_000) });
    const text = answer.body?.pipeThrough(new TextDecoderStream());
    if (text === undefined) throw new Error("the page has no body");
    let whole = "";
    let first: string | null = null;
    for await (const part of text) {
      whole += part;
      if (first !== null || !whole.includes("</footer>")) continue;
      first = whole;
      await client.query("COMMIT");
    }
    const early = first ?? "";
    // No whole page in the report of a failure.
    return (text: string) => ({ first: early.includes(text), later: whole.includes(text) });
  });
}

describe("the first bytes of a page", () => {
  it("of a deal do not wait for its record", async () => {
    const offer = await offerOn(await openRequest("Twelve pages"));
    const { dealId } = await buyer.amanat.marketplace.acceptOffer({ offerId: offer.id, version: offer.version });
    const has = await readBehind("Event", buyer, `/en/deals/${dealId}`);
    expect(has(">Twelve pages</bdi></h1>")).toEqual({ first: true, later: true });
    expect(has("timeline-title")).toEqual({ first: false, later: true });
  });

  it("of a request do not wait for what a seller has offered", async () => {
    const requestId = await openRequest("Twelve more pages");
    await offerOn(requestId);
    const has = await readBehind("Offer", seller, `/en/requests/${requestId}`);
    expect(has(">Twelve more pages</bdi></h1>")).toEqual({ first: true, later: true });
    expect(has(NOTES)).toEqual({ first: false, later: true });
  });
});
