import type { PROVIDERS } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";

/** What the front door answers: 200 once stored (or known already), 401 when not signed by the provider. Body: `{ ok, outcome }`. */
export type WebhookAnswer = { http: 200 | 401; outcome: "stored" | "duplicate" | "refused" };
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export declare function receiveWebhook(ctx: Ctx, provider: (typeof PROVIDERS)[number], rawBody: Uint8Array, headers: Headers, secret: string): Promise<WebhookAnswer>;
