export { type CallInfo, createContext, type PublicContext } from "./context.ts";
export { ApiError, errorBody, httpStatus, retryAfterSeconds, withCorrelation } from "./errors.ts";
export { sendError } from "./http/answer.ts";
export { readBody } from "./http/body.ts";
export { cookieOf, type HttpRules } from "./http/guards.ts";
export { actorOf, createHttpHandler, type HttpHandler, type HttpOptions } from "./http/handler.ts";
export { DEFAULT_LIMITS, type LimitSettings, type Limits, memoryLimits } from "./limits.ts";
export { type AppRouter, appRouter, type Caller, createCaller } from "./router.ts";
export type { Services } from "./services.ts";
