import { constants, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 } as const;
/** A payment as it says. */
export type DePayPayment = { blockchain: string; transaction: string; sender: string; receiver: string; token: string; amount: string };
type Signed = { readonly raw: Buffer; readonly headers: Readonly<Record<string, string>> };
type Configuration = { accept: { blockchain: string; amount: number; token: string; receiver: string }[]; forward_to?: string };

export interface FakeDePay {
  readonly origin: string;
  readonly apiKey: string;
  /** Of its integration, as its pages show it: what its requests are signed with. PEM. */
  readonly publicKey: string;
  /** What the operator made, and whose public half it was given. PEM. */
  readonly operatorKey: string;
  weather: "fair" | "down";
  /** How often its list was read. */
  readonly reads: number;
  /** A payment that its list has from now on. */
  list(payment: DePayPayment): void;
  /** A body of its own, signed. */
  signed(body: unknown): Signed;
  /** What it tells once a payment has one block. */
  callback(payment: DePayPayment, payload?: unknown): Signed;
  /** What it tells on the way there. */
  event(status: "attempt" | "processing" | "failed" | "succeeded", payment: DePayPayment): Signed;
  /**
   * Asks for the configuration of a payment, as its widget is opened: signed, two seconds at most, the answer's signature checked and its body
   * without blanks. Throws where its widget would not load.
   */
  configure(
    payload: unknown,
    ask: (question: Signed) => Promise<{ status: number; body: string; headers: Readonly<Record<string, string>> }>,
  ): Promise<Configuration>;
  /** Tells it until the answer is 200, 26 times in all. `pace`: of its three weeks. Answers how often. */
  tell(told: Signed, hook: (told: Signed) => Promise<number>, pace?: number): Promise<number>;
  close(): Promise<void>;
}

/** Starts DePay on this machine, as far as Amanat knows it. */
export async function fakeDePay(): Promise<FakeDePay> {
  const pair = () =>
    generateKeyPairSync("rsa", {
      modulusLength: 2_048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
  const [own, operator] = [pair(), pair()];
  const apiKey = randomBytes(20).toString("base64url");
  const listed: (DePayPayment & { status: string; confirmed_at: string })[] = [];
  let reads = 0;

  const server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", "http://fake");
    reads += 1;
    if (fake.weather === "down") return void res.writeHead(502).end();
    if (req.headers["x-api-key"] !== apiKey) return void res.writeHead(401).end("{}");
    if (req.method !== "GET" || !/^\/v2\/links\/[^/]+\/payments$/.test(url.pathname)) return void res.writeHead(404).end("{}");
    const after = url.searchParams.get("after") ?? "";
    const page = listed.filter(({ confirmed_at: at }) => at > after).slice(0, 10);
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(page));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();

  const signed = (body: unknown): Signed => {
    const raw = Buffer.from(JSON.stringify(body));
    const signature = sign("sha256", raw, { key: own.privateKey, ...PSS });
    // Its own have their padding.
    return { raw, headers: { "content-type": "application/json; charset=utf-8", "x-signature": `${signature.toString("base64url")}==` } };
  };
  const seen = () => ({ after_block: "46934392", commitment: "confirmed", confirmations: 1, created_at: new Date().toISOString() });
  const fake: FakeDePay = {
    origin: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    apiKey,
    publicKey: own.publicKey,
    operatorKey: operator.privateKey,
    weather: "fair",
    get reads() {
      return reads;
    },
    list: (payment) => void listed.push({ ...payment, status: "success", confirmed_at: new Date().toISOString() }),
    signed,
    callback: (payment, payload = null) => signed({ ...payment, payload, ...seen(), confirmed_at: new Date().toISOString() }),
    event: (status, payment) => signed({ status, ...payment, payload: null, ...seen() }),
    async configure(payload, ask) {
      const late = sleep(2_000).then(() => Promise.reject(new Error("no configuration within two seconds")));
      const { status, body, headers } = await Promise.race([ask(signed(payload)), late]);
      if (status !== 200) throw new Error(`the configuration is answered with ${status}`);
      if (body !== body.trim() || body.includes("\n")) throw new Error("the configuration has blanks");
      const signature = Buffer.from(headers["x-signature"] ?? "", "base64url");
      if (!verify("sha256", Buffer.from(body), { key: operator.publicKey, ...PSS }, signature))
        throw new Error("the configuration is not signed");
      return JSON.parse(body) as Configuration;
    },
    async tell(told, hook, pace = 0) {
      for (let count = 0; ; count += 1) {
        if ((await hook(told).catch(() => 0)) === 200 || count === 25) return count + 1;
        await sleep((count ** 4 + 15 + Math.random() * 30 * (count + 1)) * 1_000 * pace);
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return fake;
}
