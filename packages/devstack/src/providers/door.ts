import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

const MOST_BYTES = 16 * 1024;

/** A request's body, as text. Throws where it is longer than a few words. */
export async function bodyOf(req: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of req) {
    body += String(part);
    if (body.length > MOST_BYTES) throw new Error("too long");
  }
  return body;
}

/** Where programs of this machine ask the supervisor for a provider's service: `POST /<provider>`, with the token as bearer. */
export type Door = { readonly url: string; readonly token: string; close(): Promise<void> };

/** `start`: starts it and has the product use it; resolves when a payment could be made by it. */
export async function openDoor(start: (provider: string) => Promise<void>): Promise<Door> {
  const token = randomBytes(24).toString("base64url");
  const wanted = Buffer.from(`Bearer ${token}`);
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const given = Buffer.from(req.headers.authorization ?? "");
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return void res.writeHead(401).end();
    if (req.method !== "POST") return void res.writeHead(405).end();
    const [status, body] = await start((req.url ?? "/").slice(1)).then(
      () => [200, {}] as const,
      (error: unknown) => [400, { error: error instanceof Error ? error.message : String(error) }] as const,
    );
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  const server = createServer((req, res) => void answer(req, res));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    token,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
