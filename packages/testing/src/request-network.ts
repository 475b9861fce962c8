import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** How its API behaves: as the real one, or as the real one on a bad day. */
type Weather = "fair" | "down" | "garbage" | "silent" | "limited";

/** A payment as its calldata says it. */
export type ToldPayment = {
  contract: string;
  token: string;
  to: string;
  amount: bigint;
  reference: string;
  feeAmount: bigint;
  feeAddress: string;
};
type RawCall = { to: string; data: string };

/** The chains it knows: how their calls are written, and where its contract and tokens are. */
export type FakeNetwork = {
  readonly network: string;
  readonly proxy: string;
  readonly tokens: readonly { symbol: string; address: string; decimals: number }[];
  readonly payment: (payment: ToldPayment) => RawCall;
  readonly allowance: (token: string, spender: string, amount: bigint) => RawCall;
};

type Request = ToldPayment & {
  requestId: string;
  network: string;
  currency: string;
  human: string;
  merchantReference: string;
  txHash: string | null;
};
/** A webhook, as it leaves it. */
export type ToldWebhook = { readonly raw: Buffer; readonly headers: Readonly<Record<string, string>> };
/** Where its webhooks go; answers the HTTP status. */
type Hook = (webhook: ToldWebhook) => Promise<number>;

export interface FakeRequestNetwork {
  /** For `REQUEST_NETWORK_API_URL`, `_API_KEY`, `_WEBHOOK_SECRET`. */
  readonly origin: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  readonly requests: ReadonlyMap<string, Request>;
  /** What was asked, in order: `GET /v2/request/…`. */
  readonly asked: readonly string[];
  weather: Weather;
  /** Changes what the next calldata says, or adds calls to it. */
  lie: ((payment: ToldPayment) => { payment?: Partial<ToldPayment>; calls?: readonly RawCall[]; value?: string }) | null;
  /** It has seen the payment: its API says so from now on. */
  see(requestId: string, txHash: string): void;
  /** A signed webhook about a request. `change`: of its fields. */
  webhook(
    event: string,
    requestId: string,
    how?: { change?: Record<string, unknown>; delivery?: string; test?: boolean; retry?: number },
  ): ToldWebhook;
  /** Tells it, and again after 1, 5 and 15 s (times `pace`) where the answer is not 2xx. Then never again. Answers the statuses. */
  tell(event: string, requestId: string, hook: Hook, how?: { pace?: number; change?: Record<string, unknown> }): Promise<number[]>;
  close(): Promise<void>;
}

const RETRIES_MS = [1_000, 5_000, 15_000];
/** Five basis points, as of August 2026. */
const FEE = 2_000n;
const FEE_TO = `0x${"fe".repeat(20)}`;

/** Decimals of an amount as people write it, to base units. */
function baseUnits(human: string, decimals: number): bigint {
  const [whole = "0", part = ""] = human.split(".");
  return BigInt(whole + part.padEnd(decimals, "0"));
}

/** Starts Request Network's API, version 2, on this machine, as far as Amanat knows it. */
export async function fakeRequestNetwork(networks: readonly FakeNetwork[]): Promise<FakeRequestNetwork> {
  const fake = new Fake(networks);
  await fake.start();
  return fake;
}

const currencyId = (network: FakeNetwork, symbol: string): string => `${symbol}-${network.network}`;
const REFUSED = { statusCode: 400, message: "Validation failed", error: "Bad Request" };
const NOT_FOUND = { statusCode: 404, message: "Not Found", error: "Not Found" };

class Fake implements FakeRequestNetwork {
  readonly apiKey = `rn-${randomUUID()}`;
  readonly webhookSecret = randomBytes(32).toString("hex");
  readonly requests = new Map<string, Request>();
  readonly asked: string[] = [];
  weather: Weather = "fair";
  lie: FakeRequestNetwork["lie"] = null;
  origin = "";
  readonly #networks: readonly FakeNetwork[];
  readonly #server = createServer((req, res) => void this.#serve(req, res));

  constructor(networks: readonly FakeNetwork[]) {
    this.#networks = networks;
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
    const method = req.method ?? "";
    this.asked.push(`${method} ${url.pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    if (this.weather === "silent") return;
    if (this.weather === "down") return void res.writeHead(503).end("upstream");
    if (this.weather === "limited") return void res.writeHead(429).end("{}");
    if (this.weather === "garbage") return void res.writeHead(200).end("<html>");
    if (req.headers["x-api-key"] !== this.apiKey) return void res.writeHead(401).end('{"statusCode":401,"message":"Unauthorized"}');
    const body = JSON.parse(Buffer.concat(chunks).toString() || "{}") as Record<string, unknown>;
    const [status, answer] = this.#answerTo(method, url, body);
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }

  #answerTo(method: string, url: URL, body: Record<string, unknown>): [number, unknown] {
    if (method === "GET" && url.pathname === "/v2/currencies") return [200, this.#currencies(url.searchParams)];
    if (method === "POST" && url.pathname === "/v2/request") return this.#create(body);
    const [, id = "", pay] = /^\/v2\/request\/([A-Za-z0-9]+)(\/pay)?$/.exec(url.pathname) ?? [];
    const request = this.requests.get(id);
    if (method !== "GET" || request === undefined) return [404, NOT_FOUND];
    if (pay !== undefined) return [200, this.#calldata(request)];
    const { txHash, reference: paymentReference } = request;
    const paid = txHash !== null;
    const status = paid ? "paid" : "pending";
    return [200, { hasBeenPaid: paid, paymentReference, requestId: id, isListening: !paid, txHash, status, payments: [] }];
  }

  #currencies(query: URLSearchParams): unknown {
    const symbol = query.get("symbol");
    const found = this.#networks
      .filter(({ network }) => network === query.get("network"))
      .flatMap((network) => network.tokens.map((token) => ({ network, token })))
      .filter(({ token }) => symbol === null || token.symbol === symbol)
      .map(({ network, token }) => ({ id: currencyId(network, token.symbol), ...token, network: network.network, type: "ERC20" }));
    return query.get("firstOnly") === "true" ? (found[0] ?? {}) : found;
  }

  #create({ payee, amount, invoiceCurrency, paymentCurrency, reference }: Record<string, unknown>): [number, unknown] {
    const known = this.#networks.flatMap((network) => network.tokens.map((token) => ({ network, token })));
    const found = known.find(({ network, token }) => currencyId(network, token.symbol) === paymentCurrency);
    if (typeof payee !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(payee)) return [400, REFUSED];
    if (typeof amount !== "string" || !/^\d+(\.\d+)?$/.test(amount)) return [400, REFUSED];
    if (found === undefined || invoiceCurrency !== paymentCurrency) return [400, { ...REFUSED, message: "Unknown currency" }];
    const base = baseUnits(amount, found.token.decimals);
    const made: Request = {
      requestId: `01${randomBytes(32).toString("hex")}`,
      network: found.network.network,
      currency: currencyId(found.network, found.token.symbol),
      human: amount,
      merchantReference: typeof reference === "string" ? reference : "",
      txHash: null,
      contract: found.network.proxy,
      token: found.token.address,
      to: payee,
      amount: base,
      reference: `0x${randomBytes(8).toString("hex")}`,
      feeAmount: base / FEE,
      feeAddress: FEE_TO,
    };
    this.requests.set(made.requestId, made);
    return [201, { requestId: made.requestId, paymentReference: made.reference }];
  }

  #calldata(request: Request): unknown {
    const network = this.#networks.find(({ network: name }) => name === request.network);
    if (network === undefined) throw new Error("a request of no network");
    const lie = this.lie?.(request) ?? {};
    const payment = { ...request, ...lie.payment };
    const value = { type: "BigNumber", hex: lie.value ?? "0x00" };
    const allowance = network.allowance(payment.token, payment.contract, payment.amount + payment.feeAmount);
    const transactions = [allowance, network.payment(payment), ...(lie.calls ?? [])].map((call) => ({ ...call, value }));
    const metadata = { stepsRequired: transactions.length, needsApproval: true, approvalTransactionIndex: 0 };
    return { transactions, metadata: { ...metadata, hasEnoughBalance: true, hasEnoughGas: true } };
  }

  see(requestId: string, txHash: string): void {
    const request = this.requests.get(requestId);
    if (request) request.txHash = txHash;
  }

  webhook(
    event: string,
    requestId: string,
    { change = {}, delivery = randomUUID().replaceAll("-", "").toUpperCase(), test = false, retry = 0 } = {},
  ): ToldWebhook {
    const { human, network, currency, txHash, reference: paymentReference } = this.requests.get(requestId) ?? {};
    const about = { requestId, requestID: requestId, paymentReference };
    const amounts = { amount: human, totalAmountPaid: human, expectedAmount: human };
    const place = { txHash, network, currency, paymentCurrency: currency };
    const rest = { timestamp: new Date().toISOString(), isCryptoToFiat: false, subStatus: "", paymentProcessor: "request-network" };
    const explorer = `https://scan.request.network/request/${requestId}`;
    const body = { event, ...about, explorer, ...amounts, ...place, ...rest, ...change };
    const raw = Buffer.from(JSON.stringify(body));
    const headers = {
      "content-type": "application/json",
      "x-request-network-signature": createHmac("sha256", this.webhookSecret).update(raw).digest("hex"),
      "x-request-network-delivery": delivery,
      "x-request-network-retry-count": String(retry),
      ...(test ? { "x-request-network-test": "true" } : {}),
    };
    return { raw, headers };
  }

  async tell(event: string, requestId: string, hook: Hook, { pace = 1, change = {} } = {}): Promise<number[]> {
    const first = this.webhook(event, requestId, { change });
    const statuses: number[] = [];
    for (const [retry, pause] of [0, ...RETRIES_MS].entries()) {
      await sleep(pause * pace);
      const status = await hook({ ...first, headers: { ...first.headers, "x-request-network-retry-count": String(retry) } }).catch(() => 0);
      statuses.push(status);
      if (status >= 200 && status < 300) break;
    }
    return statuses;
  }
}
