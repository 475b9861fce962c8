import type { IncomingMessage, ServerResponse } from "node:http";
import { cookieOf, readBody } from "@amanat/api";
import NextAuth from "next-auth";
import { ADDRESS_HEADER } from "./address-header.ts";
import { goalCookieOf } from "./goal-cookie.ts";
import { authOptions } from "./next-auth.ts";
import { withOurCodes } from "./provider-failures.ts";
import { runtime } from "./runtime.ts";

/** next-auth on plain Node, in the form it knows from Next's older router: the same options, providers and callbacks as the route's. */
export async function serveNextAuth(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? "/", "http://localhost");
  const body = Object.fromEntries(new URLSearchParams((await readBody(req, 100_000)).toString()));
  const cookies = Object.fromEntries(
    (req.headers.cookie ?? "")
      .split(";")
      .map((part) => part.trim().split("="))
      .map(([name = "", ...value]) => [name, decoded(value.join("="))]),
  );
  const query = { ...Object.fromEntries(url.searchParams), nextauth: url.pathname.slice("/api/auth/".length).split("/") };
  const asked = { method: req.method, headers: req.headers, cookies, query, body };
  const from = {
    userAgent: req.headers["user-agent"] ?? "",
    address: String(req.headers[ADDRESS_HEADER] ?? ""),
    token: cookieOf(req.headers.cookie ?? "", runtime().config.cookieName),
    goal: cookies[goalCookieOf(runtime().config.secure)] ?? null,
  };
  const setHeader = res.setHeader.bind(res);
  const answerBy = (ours: (location: string) => string) => ({
    setHeader: (name: string, value: string) => setHeader(name, name === "Location" ? ours(value) : value),
    status: (code: number) => Object.assign(res, { statusCode: code }),
    json: (value: unknown) => res.setHeader("content-type", "application/json").end(JSON.stringify(value)),
    send: (value: unknown) => res.end(typeof value === "string" || value === undefined ? value : JSON.stringify(value)),
  });
  const handle = NextAuth(authOptions(from)) as (asked: unknown, answer: unknown) => Promise<void>;
  await withOurCodes(from.goal, runtime().config.baseUrl, (ours) => handle(asked, Object.assign(res, answerBy(ours))));
}

/** As Next does: what cannot be decoded stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
