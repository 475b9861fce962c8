import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { type Access, DomainError, MATRIX } from "@amanat/contracts";
import { openFile, type OpenedFile, receiveFile } from "@amanat/files";
import { admit } from "../access.ts";
import { type Call, callOf, createContext } from "../context.ts";
import { domainErrorOf, withCorrelation } from "../errors.ts";
import type { Services } from "../services.ts";
import { sendError } from "./answer.ts";
import { budgetHeaders } from "./budget.ts";
import { credentialsOf, requireOwnOrigin } from "./guards.ts";
import { callInfo, type HttpHandler, type HttpOptions } from "./handler.ts";

/** After a refusal, what still comes is read for so long, so that its sender gets to read the answer. */
const LINGER_MS = 2_000;

type Serve = (call: Call, fileId: string, req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void>;

/** Answers a request below `endpoint` whose path ends with a file's id. Never throws. */
function handler(services: Services, options: HttpOptions, name: string, access: Access, serve: Serve): HttpHandler {
  return (req, res, url, correlationId) =>
    withCorrelation(correlationId, async () => {
      try {
        const credentials = credentialsOf(req, options.rules.cookieName);
        requireOwnOrigin(req, options.rules, credentials);
        const call = callOf(createContext(services, await callInfo(services, options.rules, req, credentials, correlationId)));
        await admit(call, access);
        for (const [header, value] of Object.entries(budgetHeaders(call.budgets, []))) res.setHeader(header, value);
        await serve(call, url.pathname.slice(options.endpoint.length + 1), req, res, url);
        options.observe?.(name, "OK");
      } catch (error) {
        refuse(services, req, res, error, name);
        options.observe?.(name, domainErrorOf(error).code);
      }
    });
}

/** One raw PUT: the bytes of a file that was begun. */
export function createUploadHandler(services: Services, options: HttpOptions): HttpHandler {
  return handler(services, options, "upload", MATRIX.routes["PUT /api/upload/*"], async (call, fileId, req, res, { searchParams }) => {
    const said = req.headers["content-length"];
    const length = said === undefined ? null : Number(said);
    const given = { fileId, length, content: req, until: searchParams.get("until") ?? "", signature: searchParams.get("signature") ?? "" };
    const view = await receiveFile(call.ctx, given, services.files);
    res.setHeader("content-type", "application/json");
    res.setHeader("cache-control", "no-store");
    res.end(JSON.stringify(view));
  });
}

/** A file by its signed link. */
export function createFileHandler(services: Services, options: HttpOptions): HttpHandler {
  return handler(services, options, "file", MATRIX.routes["GET /api/files/*"], async (call, fileId, req, res, { searchParams }) => {
    if (req.method !== "GET") throw new DomainError("METHOD_NOT_ALLOWED");
    const [variant = "", until = "", signature = ""] = ["variant", "until", "signature"].map((name) => searchParams.get(name) ?? "");
    const file = await openFile(call.ctx, { fileId, variant, until, signature }, services.files);
    announce(res, file);
    await pipeline(file.content, res, { signal: AbortSignal.timeout(file.withinMs) });
  });
}

/** What somebody sent is saved, not shown; and if it is shown after all, it can do nothing and reach nobody. */
function announce(res: ServerResponse, { type, size, fileName, inline }: OpenedFile): void {
  res.setHeader("content-type", type === "text/plain" ? "text/plain; charset=utf-8" : type);
  res.setHeader("content-length", size);
  res.setHeader("content-disposition", `${inline ? "inline" : "attachment"}; filename*=UTF-8''${encodedName(fileName)}`);
  res.setHeader("content-security-policy", "sandbox; default-src 'none'");
  res.setHeader("cross-origin-resource-policy", "same-origin");
  res.setHeader("x-content-type-options", "nosniff");
  // Each read is authorised anew.
  res.setHeader("cache-control", "private, no-store");
}

/** RFC 8187 leaves fewer characters as they are than encodeURIComponent does. */
const encodedName = (name: string): string =>
  encodeURIComponent(name).replaceAll(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/** Once bytes are out, only a broken connection can say that the file is incomplete. */
function refuse(services: Services, req: IncomingMessage, res: ServerResponse, error: unknown, name: string): void {
  const known = domainErrorOf(error);
  if (res.destroyed) {
    services.log.debug({ err: error, name }, "a file was not sent or not read to its end");
    return;
  }
  if (known.code === "INTERNAL_SERVER_ERROR") services.log.error({ err: known.cause ?? error, name }, "a file failed");
  if (res.headersSent) return void res.destroy();
  for (const header of ["content-type", "content-length", "content-disposition"]) res.removeHeader(header);
  if (!req.complete) linger(req, res);
  sendError(res, error);
}

/** The connection ends with this answer. Closing it while its sender still writes would lose the answer, so what comes is read and dropped. */
function linger(req: IncomingMessage, res: ServerResponse): void {
  res.setHeader("connection", "close");
  req.resume();
  const ending = setTimeout(() => req.socket.destroy(), LINGER_MS);
  req.once("close", () => clearTimeout(ending));
}
