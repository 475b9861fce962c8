import type { ServerResponse } from "node:http";
import { DOWNLOADERS } from "@amanat/contexts";
import { DomainError, DOWNLOADS, fieldIssues } from "@amanat/contracts";
import { admit } from "../access.ts";
import { callOf, createContext } from "../context.ts";
import { domainErrorOf, withCorrelation } from "../errors.ts";
import type { Services } from "../services.ts";
import { sendError } from "./answer.ts";
import { budgetHeaders } from "./budget.ts";
import { credentialsOf, requireOwnOrigin } from "./guards.ts";
import { callInfo, type HttpHandler, type HttpOptions } from "./handler.ts";

type Name = keyof typeof DOWNLOADS;

/** Each download holds a connection and a snapshot for as long as its reader takes. */
const AT_ONCE = 4;

/** Answers a GET below `endpoint` with a streamed file. Never throws. */
export function createDownloadHandler(services: Services, options: HttpOptions): HttpHandler {
  let running = 0;
  return (req, res, url, correlationId) =>
    withCorrelation(correlationId, async () => {
      const name = url.pathname.slice(options.endpoint.length + 1);
      try {
        if (req.method !== "GET") throw new DomainError("METHOD_NOT_ALLOWED");
        if (!Object.hasOwn(DOWNLOADS, name)) throw new DomainError("NOT_FOUND");
        const row = DOWNLOADS[name as Name];
        const credentials = credentialsOf(req, options.rules.cookieName);
        requireOwnOrigin(req, options.rules, credentials);
        const call = callOf(createContext(services, await callInfo(services, options.rules, req, credentials, correlationId)));
        await admit(call, row.access);
        for (const [header, value] of Object.entries(budgetHeaders(call.budgets, []))) res.setHeader(header, value);
        const input = row.input.safeParse(Object.fromEntries(url.searchParams));
        if (!input.success) throw new DomainError("VALIDATION_ERROR", undefined, { issues: fieldIssues(input.error) });
        if (running >= AT_ONCE) throw new DomainError("BUSY");
        running += 1;
        try {
          announce(res, name, input.data);
          const write = DOWNLOADERS[name];
          if (write === undefined) throw new Error(`nothing writes ${name}`);
          await write(call.ctx, input.data as never, res, call);
        } finally {
          running -= 1;
        }
        options.observe?.(name, "OK");
      } catch (error) {
        refuse(services, res, error, name);
        options.observe?.(Object.hasOwn(DOWNLOADS, name) ? name : "unknown", domainErrorOf(error).code);
      }
    });
}

const TYPES: Readonly<Record<string, string>> = { csv: "text/csv; charset=utf-8; header=present", zip: "application/zip" };

/** `ledger-transfers_2026-01-01_2026-02-01.csv`: no part of the name is copied from the caller's input as it is. */
function announce(res: ServerResponse, name: string, input: object): void {
  const [stem, ending = ""] = name.split(".");
  const period = "from" in input && "to" in input ? [input.from, input.to] : [];
  const named = [stem, ...period.map((date) => new Date(String(date)).toISOString().slice(0, 10))].join("_");
  res.setHeader("content-type", TYPES[ending] ?? "application/octet-stream");
  res.setHeader("content-disposition", `attachment; filename="${named}.${ending}"`);
  res.setHeader("cache-control", "no-store");
}

/** Once bytes are out, only a broken connection can say that the file is incomplete. */
function refuse(services: Services, res: ServerResponse, error: unknown, name: string): void {
  const known = domainErrorOf(error);
  const left = res.destroyed && !res.writableFinished && known.code === "INTERNAL_SERVER_ERROR";
  if (left) {
    services.log.debug({ err: error, name }, "a download was not read to its end");
    return;
  }
  if (known.code === "INTERNAL_SERVER_ERROR") services.log.error({ err: known.cause ?? error, name }, "a download failed");
  if (res.headersSent) return void res.destroy();
  for (const header of ["content-type", "content-disposition"]) res.removeHeader(header);
  sendError(res, error);
}
