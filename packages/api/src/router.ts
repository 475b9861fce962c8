import { createCallerFactory, router } from "./procedure.ts";
import { auditRouter } from "./routers/audit.ts";
import { incidentsRouter } from "./routers/incidents.ts";
import { authRouter } from "./routers/auth.ts";
import { dealsRouter } from "./routers/deals.ts";
import { eventsRouter } from "./routers/events.ts";
import { ledgerRouter } from "./routers/ledger.ts";
import { limitsRouter } from "./routers/limits.ts";
import { marketplaceRouter } from "./routers/marketplace.ts";
import { paymentRouter } from "./routers/payment.ts";

/** The product's whole public surface: PROCEDURES of contracts, implemented. */
export const appRouter = router({
  auth: authRouter,
  marketplace: marketplaceRouter,
  deals: dealsRouter,
  payment: paymentRouter,
  ledger: ledgerRouter,
  audit: auditRouter,
  incidents: incidentsRouter,
  limits: limitsRouter,
  events: eventsRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures inside the process, with the same checks as over HTTP. */
export const createCaller = createCallerFactory(appRouter);

/** What `createCaller` returns: `caller.deals.getDeal({ dealId })`. */
export type Caller = ReturnType<typeof createCaller>;
