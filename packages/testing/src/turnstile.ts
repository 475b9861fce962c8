import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { FRAME, SCRIPT } from "./turnstile-widget.ts";

/** How the fake behaves: as the real one, or as the real one on a bad day. */
type Weather = "fair" | "down" | "garbage" | "silent";

/**
 * Cloudflare Turnstile as far as Amanat knows it: `/turnstile/v0/siteverify`, and for browsers
 * `/turnstile/v0/api.js`, whose widget is a frame with a button that solves it and one that lets its time run out.
 */
export interface FakeTurnstile {
  /** For `TURNSTILE_URL`. */
  readonly origin: string;
  readonly siteKey: string;
  readonly secret: string;
  /** What was asked at `siteverify`, in order. */
  readonly asked: readonly { token: string; address: string | null }[];
  weather: Weather;
  /** A token as the widget hands it to a page of `hostname`. */
  solve(page: { hostname: string; action: string; ageSeconds?: number }): string;
  close(): Promise<void>;
}

type Issued = { hostname: string; action: string; at: number; used: boolean };

const LIFE_MS = 300_000;

/** Starts the fake on this machine: on a free port with keys of its own, unless Amanat has been told of others already. */
export async function fakeTurnstile(known: { port?: number; siteKey?: string; secret?: string } = {}): Promise<FakeTurnstile> {
  const issued = new Map<string, Issued>();
  const asked: { token: string; address: string | null }[] = [];
  const { port = 0, siteKey = `site-${randomUUID()}`, secret = `secret-${randomUUID()}` } = known;

  function solve({ hostname, action, ageSeconds = 0 }: { hostname: string; action: string; ageSeconds?: number }): string {
    const token = `solved.${randomUUID()}`;
    issued.set(token, { hostname, action, at: Date.now() - ageSeconds * 1_000, used: false });
    return token;
  }

  function verdict(form: URLSearchParams): object {
    const token = form.get("response") ?? "";
    asked.push({ token, address: form.get("remoteip") });
    const failed = (code: string) => ({ success: false, "error-codes": [code] });
    if (form.get("secret") !== secret) return failed("invalid-input-secret");
    const found = issued.get(token);
    if (!found) return failed("invalid-input-response");
    if (found.used || Date.now() - found.at > LIFE_MS) return failed("timeout-or-duplicate");
    found.used = true;
    return {
      success: true,
      hostname: found.hostname,
      action: found.action,
      challenge_ts: new Date(found.at).toISOString(),
      "error-codes": [],
    };
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? "/", "http://fake");
    if (fake.weather === "silent") return;
    if (fake.weather === "down") return void res.writeHead(503).end();
    if (url.pathname === "/turnstile/v0/siteverify" && req.method === "POST") {
      const form = new URLSearchParams(await textOf(req));
      const answer = fake.weather === "garbage" ? "<html>" : JSON.stringify(verdict(form));
      return void res.writeHead(200, { "content-type": "application/json" }).end(answer);
    }
    if (url.pathname === "/turnstile/v0/api.js") return void res.writeHead(200, { "content-type": "text/javascript" }).end(SCRIPT);
    if (url.pathname === "/frame") return void res.writeHead(200, { "content-type": "text/html" }).end(FRAME);
    if (url.pathname === "/solve" && req.method === "POST") {
      const asking = new URLSearchParams(await textOf(req));
      if (asking.get("sitekey") !== siteKey) return void res.writeHead(400).end("110100");
      return void res.end(solve({ hostname: asking.get("hostname") ?? "", action: asking.get("action") ?? "" }));
    }
    res.writeHead(404).end();
  }

  const server = createServer((req, res) => void serve(req, res));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const fake: FakeTurnstile = {
    origin: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    siteKey,
    secret,
    asked,
    weather: "fair",
    solve,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return fake;
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
