import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { callOf } from "../context.ts";
import { appRouter } from "../router.ts";
import { budgetHeaders } from "./budget.ts";
import type { Exchange } from "./plain.ts";

/** tRPC's own adapter, for requests that are not plain: another form of the answer is asked for, or of the request. */
export async function throughAdapter({ req, res, url, context, body, report }: Exchange, endpoint: string): Promise<void> {
  const gone = new AbortController();
  res.once("close", () => gone.abort());
  const headers = new Headers();
  for (const name of ["accept", "content-type"]) {
    const value = req.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  const request = new Request(url, {
    method: req.method ?? "GET",
    headers,
    signal: gone.signal,
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
  const response = await fetchRequestHandler({
    endpoint,
    req: request,
    router: appRouter,
    maxBatchSize: 10,
    createContext: () => context,
    onError: ({ error, path }) => report(error, path),
    responseMeta: ({ errors }) => ({ headers: budgetHeaders(callOf(context).budgets, errors) }),
  });
  res.statusCode = response.status;
  for (const [name, value] of response.headers) res.setHeader(name, value);
  if (!res.hasHeader("cache-control")) res.setHeader("cache-control", "no-store");
  res.end(await response.text());
}
