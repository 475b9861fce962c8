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

type Request = ToldPayment & { requestId: string; network: string; currency: string; human: string; merchantReference: string; txHash: string | null };
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
  webhook(event: string, requestId: string, how?: { change?: Record<string, unknown>; delivery?: string; test?: boolean; retry?: number }): ToldWebhook;
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
  const requests = new Map<string, Request>();
  const asked: string[] = [];
  const [apiKey, webhookSecret] = [`rn-${randomUUID()}`, randomBytes(32).toString("hex")];
  const currencyId = (network: FakeNetwork, symbol: string): string => `${symbol}-${network.network}`;

  function currencies(query: URLSearchParams): unknown {
    const found = networks
      .filter(({ network }) => network === query.get("network"))
      .flatMap((network) =>
        network.tokens
          .filter(({ symbol }) => query.get("symbol") === null || symbol === query.get("symbol"))
          .map((token) => ({ id: currencyId(network, token.symbol), name: token.symbol, ...token, network: network.network, type: "ERC20" })),
      );
    return query.get("firstOnly") === "true" ? (found[0] ?? {}) : found;
  }

  function create(body: Record<string, unknown>): [number, unknown] {
    const { payee, amount, invoiceCurrency, paymentCurrency, reference } = body;
    const network = networks.find((each) => each.tokens.some(({ symbol }) => currencyId(each, symbol) === paymentCurrency));
    const token = network?.tokens.find(({ symbol }) => currencyId(network, symbol) === paymentCurrency);
    if (typeof payee !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(payee) || typeof amount !== "string" || !/^\d+(\.\d+)?$/.test(amount))
      return [400, { statusCode: 400, message: "Validation failed", error: "Bad Request" }];
    if (network === undefined || token === undefined || invoiceCurrency !== paymentCurrency)
      return [400, { statusCode: 400, message: "Unknown currency", error: "Bad Request" }];
    const base = baseUnits(amount, token.decimals);
    const made: Request = {
      requestId: `01${randomBytes(32).toString("hex")}`,
      network: network.network,
      currency: String(paymentCurrency),
      human: amount,
      merchantReference: String(reference ?? ""),
      txHash: null,
      contract: network.proxy,
      token: token.address,
      to: payee,
      amount: base,
      reference: `0x${randomBytes(8).toString("hex")}`,
      feeAmount: base / FEE,
      feeAddress: FEE_TO,
    };
    requests.set(made.requestId, made);
    return [201, { requestId: made.requestId, paymentReference: made.reference }];
  }

  function calldata(request: Request): unknown {
    const network = networks.find(({ network: name }) => name === request.network);
    if (network === undefined) throw new Error("a request of no network");
    const lie = fake.lie?.(request) ?? {};
    const payment = { ...request, ...lie.payment };
    const zero = { type: "BigNumber", hex: lie.value ?? "0x00" };
    const calls = [network.allowance(payment.token, payment.contract, payment.amount + payment.feeAmount), network.payment(payment), ...(lie.calls ?? [])];
    return {
      transactions: calls.map((call) => ({ ...call, value: zero })),
      metadata: { stepsRequired: calls.length, needsApproval: true, approvalTransactionIndex: 0, hasEnoughBalance: true, hasEnoughGas: true },
    };
  }

  function answerTo(method: string, url: URL, body: Record<string, unknown>): [number, unknown] {
    if (method === "GET" && url.pathname === "/v2/currencies") return [200, currencies(url.searchParams)];
    if (method === "POST" && url.pathname === "/v2/request") return create(body);
    const [, id = "", pay] = /^\/v2\/request\/([A-Za-z0-9]+)(\/pay)?$/.exec(url.pathname) ?? [];
    const request = requests.get(id);
    if (method !== "GET" || request === undefined) return [404, { statusCode: 404, message: "Not Found", error: "Not Found" }];
    if (pay !== undefined) return [200, calldata(request)];
    const { txHash, reference: paymentReference } = request;
    const paid = txHash !== null;
    return [200, { hasBeenPaid: paid, paymentReference, requestId: id, isListening: !paid, txHash, status: paid ? "paid" : "pending", payments: [] }];
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? "/", "http://fake");
    asked.push(`${req.method ?? ""} ${url.pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    if (fake.weather === "silent") return;
    if (fake.weather === "down") return void res.writeHead(503).end("upstream");
    if (fake.weather === "limited") return void res.writeHead(429).end("{}");
    if (fake.weather === "garbage") return void res.writeHead(200).end("<html>");
    if (req.headers["x-api-key"] !== apiKey) return void res.writeHead(401).end(JSON.stringify({ statusCode: 401, message: "Unauthorized" }));
    const [status, answer] = answerTo(req.method ?? "", url, JSON.parse(Buffer.concat(chunks).toString() || "{}") as Record<string, unknown>);
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }

  const server = createServer((req, res) => void serve(req, res));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const fake: FakeRequestNetwork = {
    origin: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    apiKey,
    webhookSecret,
    requests,
    asked,
    weather: "fair",
    lie: null,
    see(requestId, txHash) {
      const request = requests.get(requestId);
      if (request) request.txHash = txHash;
    },
    webhook(event, requestId, { change = {}, delivery = randomUUID().replaceAll("-", "").toUpperCase(), test = false, retry = 0 } = {}) {
      const request = requests.get(requestId);
      const body = {
        event,
        requestId,
        requestID: requestId,
        paymentReference: request?.reference,
        explorer: `https://scan.request.network/request/${requestId}`,
        amount: request?.human,
        totalAmountPaid: request?.human,
        expectedAmount: request?.human,
        timestamp: new Date().toISOString(),
        txHash: request?.txHash,
        network: request?.network,
        currency: request?.currency,
        paymentCurrency: request?.currency,
        isCryptoToFiat: false,
        subStatus: "",
        paymentProcessor: "request-network",
        ...change,
      };
      const raw = Buffer.from(JSON.stringify(body));
      const headers = {
        "content-type": "application/json",
        "x-request-network-signature": createHmac("sha256", webhookSecret).update(raw).digest("hex"),
        "x-request-network-delivery": delivery,
        "x-request-network-retry-count": String(retry),
        ...(test ? { "x-request-network-test": "true" } : {}),
      };
      return { raw, headers };
    },
    async tell(event, requestId, hook, { pace = 1, change = {} } = {}) {
      const first = fake.webhook(event, requestId, { change });
      const statuses: number[] = [];
      for (const [retry, pause] of [0, ...RETRIES_MS].entries()) {
        await sleep(pause * pace);
        const status = await hook({ ...first, headers: { ...first.headers, "x-request-network-retry-count": String(retry) } }).catch(() => 0);
        statuses.push(status);
        if (status >= 200 && status < 300) break;
      }
      return statuses;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return fake;
}
