import { createHash, createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** Pusher Channels as far as Amanat knows it: `POST /apps/<id>/events`, which checks every signature as the real one does. */
export interface FakePusher {
  /** For `PUSHER_HOST`. */
  readonly origin: string;
  readonly appId: string;
  readonly key: string;
  readonly secret: string;
  /** What was triggered, in order. */
  readonly triggered: readonly { channels: readonly string[]; name: string; data: string }[];
  /** Requests whose signature, key, time or body was wrong. */
  readonly refused: number;
  /** How it behaves: as the real one, or as on a bad day. */
  weather: "fair" | "down" | "silent";
  close(): Promise<void>;
}

/** The real one takes requests that are younger. */
const YOUNG_SECONDS = 600;
const CHANNEL = /^private-[A-Za-z0-9_\-=@,.;]{1,192}$/;

export async function fakePusher(): Promise<FakePusher> {
  const [appId, key, secret] = ["1234", randomUUID(), randomUUID()];
  const triggered: { channels: readonly string[]; name: string; data: string }[] = [];
  const state = { refused: 0, weather: "fair" as FakePusher["weather"] };

  /** The status of a request to trigger an event. */
  function take(req: IncomingMessage, url: URL, body: string): number {
    const { auth_signature: signature = "", ...signed } = Object.fromEntries(url.searchParams);
    const query = Object.entries(signed)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join("&");
    const expected = createHmac("sha256", secret).update(`${req.method}\n${url.pathname}\n${query}`).digest("hex");
    const age = Math.abs(Date.now() / 1_000 - Number(signed["auth_timestamp"]));
    const right =
      signature === expected &&
      signed["auth_key"] === key &&
      signed["body_md5"] === createHash("md5").update(body).digest("hex") &&
      age < YOUNG_SECONDS;
    if (!right) return 401;
    const { channels, name, data } = JSON.parse(body) as { channels: string[]; name: string; data: string };
    if (channels.length > 100 || channels.some((channel) => !CHANNEL.test(channel))) return 400;
    triggered.push({ channels, name, data });
    return 200;
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = "";
    for await (const part of req) body += String(part);
    if (state.weather === "silent") return;
    const url = new URL(req.url ?? "/", "http://fake");
    const right = req.method === "POST" && url.pathname === `/apps/${appId}/events`;
    const status = state.weather === "down" ? 503 : right ? take(req, url, body) : 404;
    if (status !== 200 && status !== 503) state.refused += 1;
    res.writeHead(status, { "content-type": "application/json" }).end("{}");
  }

  const server = createServer((req, res) => void serve(req, res)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    appId,
    key,
    secret,
    triggered,
    get refused() {
      return state.refused;
    },
    get weather() {
      return state.weather;
    },
    set weather(weather) {
      state.weather = weather;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
