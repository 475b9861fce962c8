import { parseUnits } from "@amanat/sdk";
import * as z from "zod";

const PATIENCE_MS = 10_000;

/** What a widget is configured with. The amount is as people write it, and the receiver is where the money goes. */
const configuration = z.object({
  accept: z.tuple([
    z.object({ blockchain: z.string(), amount: z.union([z.number(), z.string()]), token: z.string(), receiver: z.string() }),
  ]),
});
export type Shown = z.infer<typeof configuration>["accept"][0];

async function ask(url: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
  const said = await response.text();
  if (!response.ok) throw new Error(`the provider's page answers ${response.status}: ${said.slice(0, 200)}`);
  return JSON.parse(said);
}

/** Opens a provider's page as a browser would. Throws where it would have another amount or another token paid than the deal's. */
export async function openWidget(url: string, wanted: { token: string; amount: bigint; decimals: number }): Promise<Shown> {
  const {
    accept: [shown],
  } = configuration.parse(await ask(url));
  if (shown.token.toLowerCase() !== wanted.token.toLowerCase()) throw new Error(`the provider's page asks for ${shown.token}`);
  if (parseUnits(String(shown.amount), wanted.decimals) !== wanted.amount) throw new Error(`the provider's page asks for ${shown.amount}`);
  return shown;
}

/** What the widget hands on once the wallet has sent the transaction. */
export async function tellWidget(url: string, paid: { blockchain: string; transaction: string }): Promise<void> {
  const headers = { "content-type": "application/json" };
  await ask(url, { method: "POST", headers, body: JSON.stringify(paid) });
}
