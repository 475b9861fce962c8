import { DomainError, MATRIX } from "@amanat/contracts";
import { mirrored } from "@amanat/db";
import { callOf, createContext } from "../context.ts";
import { admit } from "../access.ts";
import { domainErrorOf, withCorrelation } from "../errors.ts";
import type { Services } from "../services.ts";
import { sendError } from "./answer.ts";
import { readBody } from "./body.ts";
import { credentialsOf, type HttpRules, requireOwnOrigin } from "./guards.ts";
import { callInfo, type HttpHandler } from "./handler.ts";

const BODY_LIMIT = 4 * 1024;
const SOCKET = /^\d{1,20}\.\d{1,20}$/;

/**
 * `POST /api/realtime/authorize`: signs for a client of Pusher that it may join a private channel, if that is one of those the server derives
 * for who is asking: the list is ours, whatever the client names. The form is pusher-js's own. Never throws.
 * Errors: NOT_FOUND (nothing is mirrored here), VALIDATION_ERROR, AUTHENTICATION_REQUIRED, INVALID_TOKEN, SCOPE_MISSING, RATE_LIMITED, FORBIDDEN.
 */
export function createMirrorHandler(
  services: Services,
  options: { rules: HttpRules; observe?: (path: string, outcome: string) => void },
): HttpHandler {
  const { db, realtime } = services;
  return (req, res, _url, correlationId) =>
    withCorrelation(correlationId, async () => {
      try {
        if (db.mirror === null) throw new DomainError("NOT_FOUND");
        const credentials = credentialsOf(req, options.rules.cookieName);
        requireOwnOrigin(req, options.rules, credentials);
        const form = new URLSearchParams((await readBody(req, BODY_LIMIT)).toString());
        const [socketId, wanted] = [form.get("socket_id") ?? "", form.get("channel_name") ?? ""];
        if (!SOCKET.test(socketId)) throw new DomainError("VALIDATION_ERROR");
        const info = await callInfo(services, options.rules, req, credentials, correlationId);
        await admit(callOf(createContext(services, info)), MATRIX.routes["POST /api/realtime/authorize"]);
        const mine = info.actor.kind === "user" ? await realtime.channelsOf(info.actor) : [];
        if (!mine.some((channel) => mirrored(channel) === wanted)) throw new DomainError("FORBIDDEN");
        res.setHeader("content-type", "application/json");
        res.setHeader("cache-control", "no-store");
        res.end(JSON.stringify(db.mirror.authorize(socketId, wanted)));
        options.observe?.("realtime.authorize", "OK");
      } catch (error) {
        options.observe?.("realtime.authorize", domainErrorOf(error).code);
        sendError(res, error);
      }
    });
}
