import type { Ctx } from "@amanat/db";
import type { Outbound } from "@amanat/outbound";

/** Who we are to push services. Other keys would orphan every browser that has subscribed. */
export type Vapid = {
  readonly publicKey: string;
  readonly privateKey: string;
  /** Whom a push service writes to: `mailto:` or `https:`. */
  readonly subject: string;
};

/** Which of these sessions have not ended: whoever has signed out of a browser is told nothing there. */
export type Living = (ctx: Ctx, sessionIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** What a process that takes subscriptions needs. `publicKey`: null where there is none, and nobody is offered push. */
export type PushPorts = { readonly outbound: Outbound; readonly living: Living; readonly publicKey: string | null };
export type PushCall = { readonly services: { readonly push: PushPorts } };
/** What a process that sends needs. */
export type PushSending = { readonly outbound: Outbound; readonly living: Living; readonly vapid: Vapid };
