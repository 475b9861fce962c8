import type { Amanat, IntentView } from "@amanat/sdk";
import type { DemoFile } from "./demo-file.ts";
import type { Provider } from "./options.ts";
import type { Watcher } from "./steps.ts";

/** The product starts anew with the service, and a slow machine takes its time. */
const PATIENCE_MS = 180_000;

/** Has the running demo start a provider's service, which it does not run unless it is asked for. Throws one line. */
export async function startService({ providers }: DemoFile, { name }: Provider): Promise<void> {
  if (providers === undefined) throw new Error("this demo starts no providers; stop it and run `npm start` again");
  const response = await fetch(`${providers.url}/${name}`, {
    method: "POST",
    headers: { authorization: `Bearer ${providers.token}` },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`the demo could not start ${name}: ${(await response.text()).slice(0, 200)}`);
}

/** That a payment is offered through this provider. */
export function isOfferedBy({ pay }: IntentView, { name }: Provider): boolean {
  return pay?.ways.some(({ provider }) => provider === name) === true;
}

type Deliveries = Pick<Amanat, "payment">;

/** The newest of what a provider told Amanat, and Amanat acted on, by the id of each. */
export async function toldBy(admin: Deliveries, { name }: Provider): Promise<ReadonlySet<string>> {
  const { data } = await admin.payment.listDeliveries({ provider: name, state: "acted", limit: 50 });
  return new Set(data.map(({ id }) => id));
}

/** Waits until a provider has told something that it had not told `before`. */
export function untilTold(admin: Deliveries, provider: Provider, { before, watcher }: { before: ReadonlySet<string>; watcher: Watcher }) {
  return watcher.until(
    `${provider.name} to tell of the payment`,
    async () => [...(await toldBy(admin, provider))].find((id) => !before.has(id)) ?? null,
    60,
  );
}
