import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { DOWNLOADS, MATRIX, PROCEDURES } from "@amanat/contracts";

/** One request nobody honest sends, and what came back. */
export type Attack = { method: string; path: string; headers?: Record<string, string>; body?: string | Buffer };
export type Answered = Attack & { status: number; answer: string; contentType: string };

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"];
/** What stands where a path goes on, or an id belongs. */
const ENDS = [
  "x",
  "%00",
  "%",
  "%E0%A4%A",
  "%C0%AF",
  "..%2f..%2fetc%2fpasswd",
  "%5c",
  "a;b",
  "%F0%9F%98%80",
  "__proto__",
  "%252e",
  "a".repeat(4_000),
];
const QUERIES = [
  "?input=%00",
  "?input=%E0%A4%A",
  "?input=%7B",
  "?input=%22%5Cud800%22",
  "?batch=1&input=%5B%5D",
  "?batch=1&input=%7B%220%22%3Anull%7D",
  "?callbackUrl=x%3Ay&error=%0d%0a",
  "?url=%2F%00&w=64&q=75",
  "?lastEventId=%00",
  "?search=%00&cursor=%00",
  "?%00=%00&a=1&a=2",
];
const BODIES: readonly (readonly [type: string, body: string | Buffer])[] = [
  ["application/json", "{"],
  ["application/json", "\u0000"],
  ["application/json", `${"[".repeat(20_000)}`],
  ["application/json", '{"__proto__":{"a":1},"constructor":1}'],
  ["application/json", Buffer.from([0xff, 0xfe, 0x22, 0x00])],
  ["application/json; charset=utf-16", '"\ud800"'],
  ["application/x-www-form-urlencoded", "csrfToken=%00&email=%E0%A4%A&json=true&callbackUrl=x%3Ay"],
  ["multipart/form-data; boundary=x", "--x\r\nbroken"],
  ["application/octet-stream", "\u0000\u0001"],
  ["text/plain", "a=b"],
  ["", "nothing says what this is"],
];
const HEADERS: readonly Record<string, string>[] = [
  { cookie: "amn=%00; next-auth.callback-url=%E0%A4%A; NEXT_LOCALE=%00; =; ;;" },
  { cookie: "next-auth.callback-url=javascript%3Aalert(1)" },
  { cookie: `amn=${"a".repeat(4_000)}` },
  { cookie: "amn=x", authorization: "Bearer x" },
  { authorization: "Basic %%%" },
  { "x-api-key": "amn_live_x" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
  { "x-correlation-id": "%0d%0a", "idempotency-key": "%%", "x-step-up": "a".repeat(3_000) },
  { rsc: "1", "next-router-state-tree": '["x"', "next-action": "abc", "x-nextjs-data": "1" },
  { "x-forwarded-for": "%00, ::ffff:1.1.1.1", "x-forwarded-host": "evil.example", "x-middleware-subrequest": "src/proxy" },
  { range: "bytes=9-1", "if-none-match": "x".repeat(900), "accept-language": "x".repeat(1_500), accept: "%" },
];
/** What stands where a value belongs. */
const VALUES: readonly unknown[] = [
  "\u0000",
  "\ud800",
  "%_\\",
  "a".repeat(6_000),
  "9".repeat(90),
  "0000-01-01T00:00:00Z",
  2 ** 40,
  -1,
  1e308,
  0.5,
  true,
  null,
  [],
  {},
  ["\u0000"],
  { mode: "\u0000" },
];

/** A call that ends the attacker's own session comes last, or all after it would be refused for that alone. */
const LAST = /signOut|revokeSession|resetPassword/;

/** What this walk needs of zod's schemas. */
type Schema = { _zod: { def: { shape?: object; innerType?: Schema; in?: Schema } } };

function shapeOf(schema: Schema): string[] {
  const { def } = schema._zod;
  if (def.shape) return Object.keys(def.shape);
  const inner = def.innerType ?? def.in;
  return inner ? shapeOf(inner) : [];
}

/** Each procedure with each of its fields wrong in every way: alone, and all at once. */
function calls(): Attack[] {
  const rows = Object.entries(PROCEDURES).flatMap(([namespace, procedures]) =>
    Object.entries(procedures).map(([name, row]) => ({
      path: `/api/trpc/${namespace}.${name}`,
      kind: row.kind,
      fields: shapeOf(row.input as unknown as Schema),
    })),
  );
  return rows
    .filter(({ kind }) => kind !== "subscription")
    .flatMap(({ path, kind, fields }) =>
      VALUES.map((value) => {
        const text = JSON.stringify(fields.length === 0 ? value : Object.fromEntries(fields.map((field) => [field, value])));
        if (kind === "query") return { method: "GET", path: `${path}?input=${encodeURIComponent(text)}` };
        return { method: "POST", path, headers: { "content-type": "application/json", "idempotency-key": "fuzz-key-1" }, body: text };
      }),
    );
}

/** Every path the matrix knows, in its plainest form. */
function paths(): string[] {
  const routes = [...Object.keys(MATRIX.routes), ...Object.keys(MATRIX.webhooks)].map((key) =>
    (key.split(" ")[1] ?? "/").replace("*", "x"),
  );
  const pages = Object.keys(MATRIX.pages).map((page) => `/fa${page.replace(/\[[^\]]+\]/g, "x")}`);
  const downloads = Object.keys(DOWNLOADS).map((name) => `/api/download/${name}`);
  const nextAuth = ["csrf", "session", "providers", "signin", "signout", "error", "_log", "verify-request"];
  const ways = ["password", "passkey", "wallet", "telegram", "google", "telegram-oidc", "credentials"];
  return [
    ...routes,
    ...pages,
    ...downloads,
    ...nextAuth.map((action) => `/api/auth/${action}`),
    ...ways.flatMap((way) => [`/api/auth/callback/${way}`, `/api/auth/signin/${way}`]),
    "/",
    "/favicon.ico",
    "/icon.svg",
    "/_next/image",
    "/_next/static/x",
    "/_next/data/x",
    "//evil.example/x",
    "/api",
    "/api/%61uth/csrf",
  ];
}

/** All attacks, those that end a session last. The streams are left out: they answer by never ending. */
export function attacks(): Attack[] {
  const all = paths();
  const bodied = (path: string) =>
    BODIES.map(([type, body]) => ({
      method: "POST",
      path,
      body,
      headers: type === "" ? ({} as Record<string, string>) : { "content-type": type },
    }));
  const list: Attack[] = [
    ...all.flatMap((path) => METHODS.map((method) => ({ method, path }))),
    ...all.flatMap((path) => ENDS.map((end) => ({ method: "GET", path: `${path.replace(/\/$/, "")}/${end}` }))),
    ...all.flatMap((path) => QUERIES.map((query) => ({ method: "GET", path: `${path}${query}` }))),
    ...all.flatMap(bodied),
    ...all.flatMap((path) => HEADERS.map((headers) => ({ method: "GET", path, headers }))),
    ...calls(),
  ];
  return list.toSorted((a, b) => Number(LAST.test(a.path)) - Number(LAST.test(b.path)));
}

function send(origin: URL, agent: Agent, attack: Attack, common: Record<string, string>): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      host: origin.hostname,
      port: origin.port,
      method: attack.method,
      path: attack.path,
      headers: {
        ...(attack.body === undefined ? {} : { "content-length": String(Buffer.byteLength(attack.body)) }),
        ...common,
        ...attack.headers,
      },
    };
    const asked = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () => {
        const headers: IncomingHttpHeaders = response.headers;
        const answer = Buffer.concat(chunks).toString();
        resolve({ ...attack, status: response.statusCode ?? 0, answer, contentType: headers["content-type"] ?? "" });
      });
    });
    // An attack that is not answered is worse than one answered by an error.
    asked.setTimeout(30_000, () => asked.destroy(new Error(`no answer: ${attack.method} ${attack.path.slice(0, 200)}`)));
    asked.once("error", reject);
    asked.end(attack.body);
  });
}

/** Sends them all, a few at a time; `common` are headers of each that brings none of that name. */
export async function fuzz(origin: string, list: readonly Attack[], common: Record<string, string> = {}): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const answers: Answered[] = [];
  const left = list.values();
  const worker = async () => {
    for (const attack of left) answers.push(await send(new URL(origin), agent, attack, common));
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  agent.destroy();
  return answers;
}
