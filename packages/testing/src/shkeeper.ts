import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** How it behaves: as the real one, or as the real one on a bad day. `lagging`: its node is behind, so it refuses, with HTTP 200. */
type Weather = "fair" | "down" | "garbage" | "lagging";

/** A coin of its own name. `wallet`: makes it a wallet, as its node would. */
export type FakeCrypto = { readonly name: string; readonly decimals: number; readonly wallet: () => string };
type Tx = { txid: string; amount: string; confirmed: boolean };
type Invoice = {
  id: number;
  external_id: string;
  crypto: string;
  fiat: string;
  amount: string;
  callback_url: string;
  wallet: string;
  txs: Tx[];
};
type Order = { crypto: string; destination: string; amount: string; external_id: string };
type Payout = Order & { id: number; status: "IN_PROGRESS" | "SUCCESS" | "FAIL"; txid: string | null };

export type ShkeeperCallback = { readonly raw: Buffer; readonly headers: Readonly<Record<string, string>> };
type Hook = (callback: ShkeeperCallback) => Promise<number>;

export interface FakeShkeeper {
  readonly origin: string;
  readonly apiKey: string;
  readonly payoutUser: string;
  readonly payoutPassword: string;
  readonly invoices: ReadonlyMap<string, Invoice>;
  readonly payouts: readonly Payout[];
  /** What was asked, in order: `GET /api/v1/crypto`. */
  readonly asked: readonly string[];
  weather: Weather;
  /** Changes what its next invoices say. */
  lie: ((told: { amount: string; wallet: string }) => Partial<{ amount: unknown; wallet: unknown }>) | null;
  /** What its wallet does with a payout: answers the transaction, or throws. */
  pay: (order: Order) => Promise<string>;
  /** After it has paid, its answer is lost. */
  losesAnswers: boolean;
  /** Money came to an invoice's wallet. It counts once it is confirmed. */
  see(externalId: string, tx: { txid: string; amount: string; confirmed?: boolean }): void;
  /** A signed callback about an invoice, as it stands. `change`: of its fields. `at`: its time, in seconds. */
  callback(externalId: string, how?: { change?: Record<string, unknown>; at?: number; trigger?: string }): ShkeeperCallback;
  /** The notice of a transaction that no block holds yet: it has no `transactions`. */
  unconfirmed(externalId: string, txid: string): ShkeeperCallback;
  /** Tells it, and again every 60 seconds (times `pace`) until the answer is 202, signed anew each time. Answers the statuses. */
  tell(externalId: string, hook: Hook, how?: { pace?: number; most?: number }): Promise<number[]>;
  close(): Promise<void>;
}

const RETRY_MS = 60_000;

/** Starts SHKeeper's API, version 1, on this machine, as far as Amanat knows it. */
export async function fakeShkeeper(cryptos: readonly FakeCrypto[]): Promise<FakeShkeeper> {
  const fake = new Fake(cryptos);
  await fake.start();
  return fake;
}

/** Sums decimal texts exactly, as its Decimal does. */
function sumOf(texts: readonly string[], decimals: number): string {
  const units = texts.reduce((sum, text) => {
    const [whole = "0", part = ""] = text.split(".");
    return sum + BigInt(whole + part.padEnd(decimals, "0"));
  }, 0n);
  const digits = units.toString().padStart(decimals + 1, "0");
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.replace(/\.?0+$/, "") || "0";
}

class Fake implements FakeShkeeper {
  readonly apiKey = randomBytes(16).toString("hex");
  readonly payoutUser = "admin";
  readonly payoutPassword = randomBytes(12).toString("hex");
  readonly invoices = new Map<string, Invoice>();
  readonly payouts: Payout[] = [];
  readonly asked: string[] = [];
  weather: Weather = "fair";
  lie: FakeShkeeper["lie"] = null;
  pay: FakeShkeeper["pay"] = () => Promise.reject(new Error("Insufficient funds"));
  losesAnswers = false;
  origin = "";
  readonly #cryptos: readonly FakeCrypto[];
  readonly #server = createServer((req, res) => void this.#serve(req, res));

  constructor(cryptos: readonly FakeCrypto[]) {
    this.#cryptos = cryptos;
  }

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    this.origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? "/", "http://fake");
    this.asked.push(`${req.method} ${url.pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    if (this.weather === "down") return void res.writeHead(502).end("<html>502 Bad Gateway</html>");
    if (this.weather === "garbage") return void res.writeHead(200).end("<!doctype html>");
    const [status, answer] = await this.#answerTo(req, url, Buffer.concat(chunks).toString());
    if (this.losesAnswers && url.pathname.endsWith("/payout")) return void res.destroy();
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }

  async #answerTo(req: IncomingMessage, url: URL, raw: string): Promise<[number, unknown]> {
    const path = `${req.method} ${url.pathname}`;
    const names = this.#cryptos.map(({ name }) => name);
    if (path === "GET /api/v1/crypto") return [200, { status: "success", crypto: names, crypto_list: [] }];
    const [, name = "", order] = /^POST \/api\/v1\/([A-Z0-9-]+)\/(payout|payment_request)$/.exec(path) ?? [];
    const crypto = this.#cryptos.find((each) => each.name === name);
    if (order === "payout") return this.#payout(req.headers.authorization, name, JSON.parse(raw) as Record<string, unknown>);
    if (req.headers["x-shkeeper-api-key"] !== this.apiKey) return [200, { status: "error", message: "Bad API key" }];
    if (order === "payment_request") return [200, this.#request(crypto, name, JSON.parse(raw) as Record<string, unknown>)];
    if (/^GET \/api\/v1\/[A-Z0-9-]+\/payout\/status$/.test(path)) {
      const found = this.payouts.find(({ external_id: id }) => id === url.searchParams.get("external_id"));
      return found === undefined ? [404, { error: "Payout not found" }] : [200, found];
    }
    const [, listed = ""] = /^GET \/api\/v1\/invoices\/(.+)$/.exec(path) ?? [];
    return listed === "" ? [404, { error: "Not Found" }] : [200, { status: "success", invoices: this.#listed(decodeURIComponent(listed)) }];
  }

  #request(crypto: FakeCrypto | undefined, name: string, body: Record<string, unknown>): unknown {
    if (crypto === undefined) return { status: "error", message: `${name} payment gateway is unavailable` };
    if (this.weather === "lagging") return { status: "error", message: `${name} payment gateway is unavailable because of lagging` };
    const { external_id: id, fiat, amount, callback_url: callback } = body;
    if (typeof id !== "string" || typeof fiat !== "string" || typeof amount !== "string" || typeof callback !== "string")
      return { status: "error", message: "'external_id'", traceback: "Traceback (most recent call last): …" };
    // The same invoice is changed, and keeps its wallet.
    const known = this.invoices.get(id);
    const invoice = known ?? {
      id: this.invoices.size + 1,
      external_id: id,
      crypto: name,
      fiat,
      amount,
      callback_url: callback,
      wallet: crypto.wallet(),
      txs: [],
    };
    invoice.amount = amount;
    this.invoices.set(id, invoice);
    const told = { amount, wallet: invoice.wallet };
    const rest = { id: invoice.id, exchange_rate: "1.00", recalculate_after: 0, display_name: name };
    return { status: "success", ...rest, ...told, ...this.lie?.(told) };
  }

  #listed(externalId: string): unknown[] {
    const invoice = this.invoices.get(externalId);
    if (invoice === undefined) return [];
    const { wallet, crypto, txs, fiat, amount } = invoice;
    const shown = txs.map((tx) => ({ ...tx, crypto, addr: wallet, status: tx.confirmed ? "CONFIRMED" : "UNCONFIRMED" }));
    return [
      {
        txs: shown,
        external_id: externalId,
        balance_fiat: this.#balance(invoice),
        fiat,
        amount_fiat: amount,
        status: this.#status(invoice),
      },
    ];
  }

  async #payout(authorization: string | undefined, crypto: string, body: Record<string, unknown>): Promise<[number, unknown]> {
    const wanted = `Basic ${Buffer.from(`${this.payoutUser}:${this.payoutPassword}`).toString("base64")}`;
    if (authorization !== wanted) return [401, { status: "error", message: "authorization required" }];
    const { destination, amount, fee, external_id: id } = body;
    if (typeof destination !== "string" || typeof amount !== "string" || typeof id !== "string" || fee === undefined)
      return [500, { status: "error", message: "'fee'" }];
    if (this.payouts.some(({ external_id: known }) => known === id))
      return [500, { status: "error", message: `Payout with this external_id already exists: ${id}` }];
    const order = { crypto, destination, amount, external_id: id };
    const payout: Payout = { ...order, id: this.payouts.length + 1, status: "IN_PROGRESS", txid: null };
    this.payouts.push(payout);
    await this.pay(order).then(
      (txid) => Object.assign(payout, { status: "SUCCESS", txid }),
      () => Object.assign(payout, { status: "FAIL" }),
    );
    return [200, { task_id: `task-${payout.id}`, external_id: id }];
  }

  #balance({ txs, crypto }: Invoice): string {
    const decimals = this.#cryptos.find(({ name }) => name === crypto)?.decimals ?? 6;
    return sumOf(
      txs.filter(({ confirmed }) => confirmed).map(({ amount }) => amount),
      decimals,
    );
  }

  /** In fiat, with a tolerance: 98 and 102 percent, as an operator may have it. */
  #status(invoice: Invoice): string {
    const share = Number(this.#balance(invoice)) / Number(invoice.amount);
    return share === 0 ? "UNPAID" : share < 0.98 ? "PARTIAL" : share < 1.02 ? "PAID" : "OVERPAID";
  }

  see(externalId: string, { txid, amount, confirmed = true }: { txid: string; amount: string; confirmed?: boolean }): void {
    const invoice = this.invoices.get(externalId);
    const known = invoice?.txs.find((tx) => tx.txid === txid);
    if (known !== undefined) known.confirmed = confirmed;
    else invoice?.txs.push({ txid, amount, confirmed });
  }

  #signed(body: unknown, at: number): ShkeeperCallback {
    const raw = Buffer.from(JSON.stringify(body));
    const signature = createHmac("sha256", this.apiKey).update(`${at}.`).update(raw).digest("hex");
    const headers = { "x-shkeeper-api-key": this.apiKey, "x-shkeeper-timestamp": String(at), "x-shkeeper-signature": signature };
    return { raw, headers: { "content-type": "application/json", ...headers } };
  }

  callback(
    externalId: string,
    { change = {}, at = Math.floor(Date.now() / 1_000), trigger }: { change?: Record<string, unknown>; at?: number; trigger?: string } = {},
  ): ShkeeperCallback {
    const invoice = this.invoices.get(externalId);
    if (invoice === undefined) throw new Error(`no invoice ${externalId}`);
    const { crypto, wallet: addr, fiat, txs } = invoice;
    const confirmed = txs.filter((tx) => tx.confirmed);
    const newest = trigger ?? confirmed.at(-1)?.txid;
    const transactions = confirmed.map(({ txid, amount }) => ({
      txid,
      date: "2026-11-30 12:00:00",
      amount_crypto: amount,
      amount_fiat: Number(amount).toFixed(2),
      trigger: txid === newest,
      crypto,
    }));
    const status = this.#status(invoice);
    const paid = status === "PAID" || status === "OVERPAID";
    const balance = this.#balance(invoice);
    const sums = { balance_fiat: Number(balance).toFixed(2), balance_crypto: balance, paid, status, transactions };
    return this.#signed({ external_id: externalId, crypto, addr, fiat, ...sums, fee_percent: "0", overpaid_fiat: "0.00", ...change }, at);
  }

  unconfirmed(externalId: string, txid: string): ShkeeperCallback {
    const { crypto, wallet: addr } = this.invoices.get(externalId) ?? {};
    return this.#signed(
      { status: "unconfirmed", external_id: externalId, crypto, addr, txid, amount: "1" },
      Math.floor(Date.now() / 1_000),
    );
  }

  async tell(externalId: string, hook: Hook, { pace = 1, most = 10 }: { pace?: number; most?: number } = {}): Promise<number[]> {
    const statuses: number[] = [];
    for (let time = 0; time < most; time += 1) {
      if (time > 0) await sleep(RETRY_MS * pace);
      const status = await hook(this.callback(externalId)).catch(() => 0);
      statuses.push(status);
      if (status === 202) break;
    }
    return statuses;
  }
}
