import type { ServerResponse } from "node:http";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { errorBody, httpStatus, trpcCode } from "../errors.ts";
import { budgetHeaders } from "./budget.ts";

/** The wire's error shape. */
export function errorShape(error: unknown, path?: string, correlationId?: string) {
  const amanat = errorBody(error, correlationId);
  const code = trpcCode(amanat.code);
  return {
    message: amanat.message,
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: { code, httpStatus: httpStatus(error), ...(path ? { path } : {}), amanat },
  };
}

/** Answers with the structured error, once per call of a batch. */
export function sendError(res: ServerResponse, error: unknown, calls?: { paths: readonly string[]; batch: boolean }): void {
  if (res.headersSent) return void res.end();
  res.statusCode = httpStatus(error);
  res.setHeader("content-type", "application/json");
  res.setHeader("cache-control", "no-store");
  for (const [name, value] of Object.entries(budgetHeaders([], [error]))) res.setHeader(name, value);
  const paths = calls?.paths ?? [];
  const body = calls?.batch ? paths.map((path) => ({ error: errorShape(error, path) })) : { error: errorShape(error, paths[0]) };
  res.end(JSON.stringify(body));
}
