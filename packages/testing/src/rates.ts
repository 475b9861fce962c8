import { once } from "node:events";
import { createServer } from "node:http";

/** What the next call gets, before the service is itself again. */
type Mishap = "down" | "slow" | "too many" | "garbage" | "another form" | "hangs up" | "endless" | "deep" | "moved";

/** A service of currencies' rates against the dollar, as the usual ones answer: `{ base, timestamp, rates }`, its rates as JSON numbers. */
export interface FakeRates {
  /** For `OFFCHAIN_FX_URL`. */
  readonly url: string;
  readonly asked: number;
  /** Digits as they are written into the answer. */
  readonly rates: Map<string, string>;
  base: string;
  /** Seconds of the epoch. */
  timestamp: number;
  readonly mishaps: Mishap[];
  close(): Promise<void>;
}

const MEGABYTE = "x".repeat(1_000_000);

export async function fakeRates(): Promise<FakeRates> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    const json = (status: number, body: string) => void response.writeHead(status, { "content-type": "application/json" }).end(body);
    if (request.url !== "/latest.json" || request.method !== "GET") return json(404, "{}");
    const mishap = fake.mishaps.shift();
    if (mishap === "slow") return;
    if (mishap === "hangs up") return void request.socket.destroy();
    if (mishap === "down") return json(502, "{}");
    if (mishap === "too many") return json(429, "{}");
    if (mishap === "garbage") return json(200, "<html>");
    if (mishap === "another form") return json(200, `{"success":true,"quotes":{"USDIRR":1}}`);
    if (mishap === "deep") return json(200, "[".repeat(60_000));
    if (mishap === "moved") return void response.writeHead(302, { location: "/latest.json" }).end();
    if (mishap === "endless") {
      // As much as is read of it.
      const more = (): void => {
        while (!response.destroyed && response.write(MEGABYTE));
      };
      response.writeHead(200, { "content-type": "application/json" }).on("drain", more);
      return more();
    }
    const rates = [...fake.rates].map(([currency, digits]) => `"${currency}":${digits}`);
    json(200, `{"disclaimer":"…","base":"${fake.base}","timestamp":${fake.timestamp},"rates":{${rates.join(",")}}}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = server.address();
  const fake: FakeRates = {
    url: `http://127.0.0.1:${typeof place === "object" && place ? place.port : 0}/latest.json`,
    get asked() {
      return asked;
    },
    rates: new Map([
      ["IRR", "1123450.5"],
      ["TRY", "42.41"],
    ]),
    base: "USD",
    timestamp: 0,
    mishaps: [],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return fake;
}
