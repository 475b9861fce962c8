import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { DomainError } from "@amanat/contracts";
import { cursorNow } from "@amanat/realtime";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { type CallInfo, callOf, type PublicContext } from "../context.ts";
import { appRouter } from "../router.ts";
import type { Services } from "../services.ts";
import { budgetHeaders } from "./budget.ts";
import type { OpenStreams } from "./open-streams.ts";

export type Subscription = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly info: CallInfo;
  readonly context: PublicContext;
  readonly endpoint: string;
  readonly streams: OpenStreams;
  /** Called with errors that the caller is not told the cause of. */
  readonly report: (error: unknown, path: string | undefined) => void;
};

/**
 * Answers a subscription until its stream ends. Errors, before the first byte: AUTHENTICATION_REQUIRED, INVALID_TOKEN, RATE_LIMITED (too
 * many open streams). tRPC would answer 200 and put the refusal into the stream, where no proxy or metric sees it.
 */
export async function serveSubscription(services: Services, call: Subscription): Promise<void> {
  const { req, url, info, context } = call;
  if (info.actor.kind !== "user") throw new DomainError(info.staleToken ? "INVALID_TOKEN" : "AUTHENTICATION_REQUIRED");
  const ended = call.streams.open(info.actor.sessionId);
  try {
    await forward(call, resumes(req, url) ? null : await cursorNow(callOf(context).ctx, services.realtime));
  } finally {
    ended();
  }
}

/** Whether the request names a position to resume from, in any of the three places. */
function resumes(req: IncomingMessage, url: URL): boolean {
  const { searchParams } = url;
  return (
    Boolean(req.headers["last-event-id"] ?? searchParams.get("lastEventId") ?? searchParams.get("Last-Event-Id")) ||
    /"lastEventId"/.test(searchParams.get("input") ?? "")
  );
}

/** `startsAt`: the cursor of a stream that starts now; null for one that resumes. */
async function forward({ req, res, url, context, endpoint, report }: Subscription, startsAt: string | null): Promise<void> {
  const gone = new AbortController();
  res.once("close", () => gone.abort());
  const headers = new Headers();
  for (const name of ["accept", "last-event-id"]) {
    const value = req.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  if (startsAt !== null) headers.set("last-event-id", startsAt);
  const response = await fetchRequestHandler({
    endpoint,
    req: new Request(url, { method: "GET", headers, signal: gone.signal }),
    router: appRouter,
    createContext: () => context,
    onError: ({ error, path }) => report(error, path),
    responseMeta: ({ errors }) => ({ headers: budgetHeaders(callOf(context).budgets, errors) }),
  });
  res.statusCode = response.status;
  for (const [name, value] of response.headers) res.setHeader(name, value);
  if (!res.hasHeader("cache-control")) res.setHeader("cache-control", "no-store");
  res.flushHeaders();
  // tRPC's own event for "remember this id": EventSource keeps it and shows it to nobody.
  if (startsAt !== null) res.write(`event: restore-id\ndata: \nid: ${startsAt}\n\n`);
  // A reader that leaves is how streams end.
  if (response.body) await pipeline(Readable.fromWeb(response.body as ReadableStream), res).catch(() => undefined);
}
