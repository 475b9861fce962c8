import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A push that a service took: what its browser reads, and what the service was told of it. */
export type TakenPush = {
  readonly text: string;
  readonly bytes: number;
  readonly topic: string | undefined;
  readonly urgency: string | undefined;
  readonly ttl: number;
};

/** A browser's half of a subscription, with the private parts that only a browser has. */
export type FakeBrowser = { readonly endpoint: string; readonly p256dh: string; readonly auth: string };

type Keys = { readonly ecdh: ReturnType<typeof createECDH>; readonly auth: Buffer };
type Say = { readonly status: number; readonly headers?: Record<string, string>; readonly hangUp?: boolean };

/** An encrypted body is at most so long, by RFC 8030. */
const MOST_BODY = 4_096;
const DAY_SECONDS = 86_400;

/**
 * A push service on this machine, under a name of its own (`OUTBOUND_LOCAL_HOSTS`). It looks at what a real one looks at, and decrypts as the
 * browser behind it does: RFC 8292 (who sends), RFC 8291 and 8188 (what is sent).
 */
export class PushService {
  readonly host: string;
  readonly origin: string;
  /** By the path of the browser's address. */
  readonly taken = new Map<string, TakenPush[]>();
  /** What it answers to a push that is in order. */
  say: (path: string) => Say = () => ({ status: 201 });
  readonly #server: Server;
  readonly #keys = new Map<string, Keys>();

  private constructor(server: Server, host: string) {
    this.#server = server;
    this.host = host;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => {
      void bodyOf(request).then((body) => {
        const { status, headers = {}, hangUp } = this.#answer(request, body);
        if (hangUp === true) request.socket.destroy();
        else response.writeHead(status, headers).end();
      });
    });
  }

  static async open(host = "push.example", port = 0): Promise<PushService> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    return new PushService(server, host);
  }

  /** A new browser behind it. */
  browser(): FakeBrowser {
    const ecdh = createECDH("prime256v1");
    const p256dh = ecdh.generateKeys().toString("base64url");
    const auth = randomBytes(16);
    const path = `/send/${randomBytes(16).toString("base64url")}`;
    this.#keys.set(path, { ecdh, auth });
    return { endpoint: `https://${this.host}${path}`, p256dh, auth: auth.toString("base64url") };
  }

  of({ endpoint }: Pick<FakeBrowser, "endpoint">): TakenPush[] {
    return this.taken.get(new URL(endpoint).pathname) ?? [];
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: IncomingMessage, body: Buffer): Say {
    const path = request.url ?? "";
    const keys = this.#keys.get(path);
    if (request.method !== "POST" || keys === undefined) return { status: 404 };
    if (!isSigned(request.headers.authorization ?? "", `https://${this.host}`)) return { status: 403 };
    if (body.length > MOST_BODY) return { status: 413 };
    if (request.headers["content-encoding"] !== "aes128gcm" || !/^\d+$/.test(request.headers.ttl?.toString() ?? "")) return { status: 400 };
    const topic = request.headers["topic"]?.toString();
    if (topic !== undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(topic)) return { status: 400 };
    const said = this.say(path);
    if (said.status >= 200 && said.status < 300) {
      const text = decrypted(body, keys);
      const push = {
        text: text.toString("utf8"),
        bytes: text.length,
        topic,
        urgency: request.headers["urgency"]?.toString(),
        ttl: Number(request.headers.ttl),
      };
      this.taken.set(path, [...(this.taken.get(path) ?? []), push]);
    }
    return said;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

/** Whether the sender signed a token for this service, with the key it names, for a day at most. */
function isSigned(header: string, audience: string): boolean {
  const [, token = "", key = ""] = /^vapid t=([^,\s]+),\s*k=(\S+)$/.exec(header) ?? [];
  const point = Buffer.from(key, "base64url");
  const [head = "", claims = "", signature = ""] = token.split(".");
  if (point.length !== 65 || claims === "") return false;
  const jwk = { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") };
  const publicKey = createPublicKey({ key: jwk, format: "jwk" });
  const signed = Buffer.from(`${head}.${claims}`);
  if (!verify("sha256", signed, { key: publicKey, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"))) return false;
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as { aud?: string; exp?: number; sub?: string };
  const left = (exp ?? 0) - Date.now() / 1_000;
  return aud === audience && left > 0 && left <= DAY_SECONDS && /^(?:mailto:|https:)/.test(sub ?? "");
}

/** One record: salt, its size, the sender's point, and what is sealed to both. */
function decrypted(body: Buffer, { ecdh, auth }: Keys): Buffer {
  const [salt, idLength] = [body.subarray(0, 16), body.readUInt8(20)];
  const sender = body.subarray(21, 21 + idLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), ecdh.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync("sha256", ecdh.computeSecret(sender), auth, info, 32));
  const key = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: aes128gcm\0", 16));
  const nonce = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: nonce\0", 12));
  const sealed = body.subarray(21 + idLength);
  const open = createDecipheriv("aes-128-gcm", key, nonce).setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()]);
  return plain.subarray(0, plain.lastIndexOf(2));
}
