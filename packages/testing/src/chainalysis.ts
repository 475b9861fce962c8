import { once } from "node:events";
import { createServer } from "node:http";

/** What the next call gets, before the service is itself again. */
type Mishap = "down" | "slow" | "too many" | "garbage" | "another form" | "hangs up";

/** Chainalysis' public screening API as far as Amanat knows it: `GET /api/v1/address/{address}`, whoever has the key. */
export interface FakeChainalysis {
  /** For `CHAINALYSIS_API_URL`. */
  readonly url: string;
  readonly key: string;
  /** The addresses that were asked about, in order, also those that were not answered. */
  readonly asked: readonly string[];
  readonly sanctioned: Set<string>;
  readonly mishaps: Mishap[];
  close(): Promise<void>;
}

export async function fakeChainalysis(): Promise<FakeChainalysis> {
  const asked: string[] = [];
  const sanctioned = new Set<string>();
  const mishaps: Mishap[] = [];
  const key = "a key of Chainalysis for tests";
  const server = createServer((request, response) => {
    const address = /^\/api\/v1\/address\/([^/]+)$/.exec(request.url ?? "")?.[1];
    const json = (status: number, body: unknown) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (address === undefined || request.method !== "GET") return json(404, { message: "Not Found" });
    asked.push(decodeURIComponent(address));
    const mishap = mishaps.shift();
    if (mishap === "slow") return;
    if (mishap === "hangs up") return void request.socket.destroy();
    if (mishap === "down") return json(502, { message: "Bad Gateway" });
    if (mishap === "too many") return json(429, { message: "Too Many Requests" });
    if (mishap === "garbage") return void response.writeHead(200).end("<html>");
    if (mishap === "another form") return json(200, { results: [] });
    if (request.headers["x-api-key"] !== key) return json(403, { message: "Forbidden" });
    // As the real one, whichever case it is written in.
    const listed = sanctioned.has(decodeURIComponent(address).toLowerCase());
    const identification = {
      category: "sanctions",
      name: "SANCTIONS: OFAC SDN Somebody",
      description: "…",
      url: "https://home.treasury.gov",
    };
    json(200, { identifications: listed ? [identification] : [] });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = server.address();
  return {
    url: `http://127.0.0.1:${typeof place === "object" && place ? place.port : 0}`,
    key,
    asked,
    sanctioned,
    mishaps,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
