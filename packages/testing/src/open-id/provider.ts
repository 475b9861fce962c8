import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { hs256, newSigningKey, publicJwk, rs256, type SigningKey, unsigned } from "./id-token.ts";

/** What a provider may get wrong, one at a time. */
export type OpenIdMisbehaviour =
  | "wrong_issuer"
  | "wrong_audience"
  | "wrong_nonce"
  | "expired"
  | "foreign_key"
  | "unsigned"
  | "shared_secret"
  | "no_id_token"
  | "no_answer"
  /** A gateway in front of it that answers for it. */
  | "gateway_error"
  /** Not there at all, discovery neither. */
  | "away";

/** Whoever is signed in at the provider: their claims. `sub` at least. */
export type Claims = Readonly<Record<string, unknown>> & { sub: string };

/** `port`: a free one unless Amanat has been told of another already. */
export type OpenIdOptions = { clientId: string; clientSecret: string; person: Claims; port?: number };

/** An OpenID provider on a port of its own, whose person agrees to everything at once. */
export type OpenIdProvider = {
  /** `http://127.0.0.1:<port>`; discovery is below it. */
  readonly issuer: string;
  /** Who is signed in there from now on. */
  become(person: Claims): void;
  /** Null: everything right again. */
  misbehave(kind: OpenIdMisbehaviour | null): void;
  /** Codes handed out and tokens given for them so far. */
  readonly counts: { codes: number; tokens: number };
  close(): Promise<void>;
};

type Grant = { redirectUri: string; nonce: string | null; challenge: string; person: Claims };

type State = OpenIdOptions & {
  issuer: string;
  key: SigningKey;
  foreign: SigningKey;
  grants: Map<string, Grant>;
  counts: { codes: number; tokens: number };
  wrong: OpenIdMisbehaviour | null;
};

/** Authorization code flow with PKCE (S256), discovery, JWKS and RS256 id tokens; a code works once. */
export async function startOpenIdProvider(options: OpenIdOptions): Promise<OpenIdProvider> {
  const server = createServer();
  const state: State = {
    ...options,
    issuer: await listening(server, options.port ?? 0),
    key: newSigningKey(),
    foreign: newSigningKey(),
    grants: new Map(),
    counts: { codes: 0, tokens: 0 },
    wrong: null,
  };
  server.on("request", (req, res) => answer(state, req, res));
  return {
    issuer: state.issuer,
    counts: state.counts,
    become: (person) => void (state.person = person),
    misbehave: (kind) => void (state.wrong = kind),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(state: State, req: IncomingMessage, res: ServerResponse): void {
  const url = new URL(req.url ?? "/", state.issuer);
  const asksForToken = url.pathname === "/token";
  if (state.wrong === "away" || (state.wrong === "no_answer" && asksForToken)) return void req.socket.destroy();
  if (state.wrong === "gateway_error" && asksForToken) return json(res, 503, {});
  if (url.pathname === "/.well-known/openid-configuration") return json(res, 200, discovery(state.issuer));
  if (url.pathname === "/jwks") return json(res, 200, { keys: [publicJwk(state.key)] });
  if (url.pathname === "/authorize") return authorize(state, url, res);
  if (url.pathname === "/token" && req.method === "POST") return void token(state, req, res);
  json(res, 404, { error: "not_found" });
}

function authorize(state: State, url: URL, res: ServerResponse): void {
  const asked = url.searchParams;
  const redirectUri = asked.get("redirect_uri") ?? "";
  const challenge = asked.get("code_challenge") ?? "";
  const right =
    asked.get("client_id") === state.clientId &&
    asked.get("response_type") === "code" &&
    asked.get("code_challenge_method") === "S256" &&
    challenge !== "" &&
    (asked.get("scope") ?? "").split(" ").includes("openid") &&
    URL.canParse(redirectUri);
  if (!right) return json(res, 400, { error: "invalid_request" });
  const code = randomBytes(24).toString("base64url");
  state.grants.set(code, { redirectUri, nonce: asked.get("nonce"), challenge, person: state.person });
  state.counts.codes += 1;
  const target = new URL(redirectUri);
  target.searchParams.set("code", code);
  if (asked.has("state")) target.searchParams.set("state", asked.get("state") ?? "");
  res.writeHead(302, { location: target.href }).end();
}

async function token(state: State, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await textOf(req));
  if (!isClient(req, form, state)) return json(res, 401, { error: "invalid_client" });
  const code = form.get("code") ?? "";
  const grant = state.grants.get(code);
  state.grants.delete(code);
  const verifier = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  if (!grant || grant.redirectUri !== form.get("redirect_uri") || grant.challenge !== verifier)
    return json(res, 400, { error: "invalid_grant" });
  state.counts.tokens += 1;
  const given = { access_token: randomBytes(24).toString("base64url"), token_type: "Bearer", expires_in: 3_600 };
  json(res, 200, state.wrong === "no_id_token" ? given : { ...given, id_token: idToken(state, grant) });
}

function idToken(state: State, grant: Grant): string {
  const { wrong, key, foreign } = state;
  const at = Math.floor(Date.now() / 1_000);
  const claims = {
    ...grant.person,
    iss: wrong === "wrong_issuer" ? "https://accounts.evil.example" : state.issuer,
    aud: wrong === "wrong_audience" ? "somebody-else" : state.clientId,
    iat: wrong === "expired" ? at - 7_200 : at,
    exp: wrong === "expired" ? at - 3_600 : at + 3_600,
    ...(grant.nonce === null ? {} : { nonce: wrong === "wrong_nonce" ? "another" : grant.nonce }),
  };
  if (wrong === "unsigned") return unsigned(claims);
  if (wrong === "shared_secret") return hs256(state.clientSecret, claims);
  // Under the right key's name: a reader that finds the key by its id meets one that does not fit.
  return rs256(wrong === "foreign_key" ? { ...foreign, kid: key.kid } : key, claims);
}

function discovery(issuer: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    scopes_supported: ["openid", "email", "profile"],
  };
}

function isClient(req: IncomingMessage, form: URLSearchParams, options: OpenIdOptions): boolean {
  const [scheme, encoded = ""] = (req.headers.authorization ?? "").split(" ");
  if (scheme !== "Basic") return form.get("client_id") === options.clientId && form.get("client_secret") === options.clientSecret;
  const [id = "", secret = ""] = Buffer.from(encoded, "base64").toString().split(":").map(decodeURIComponent);
  return id === options.clientId && secret === options.clientSecret;
}

function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(body));
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function listening(server: Server, port: number): Promise<string> {
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
    });
  });
}
