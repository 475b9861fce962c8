import { type StepUpDemand, uuidOf } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { formatAmount } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import type { AuthPorts } from "../ports.ts";
import { localeOf, type Person, personById } from "./people.ts";

/** Short enough to read, long enough at both ends to compare with what the page shows whole. */
function shortened(address: string): string {
  return address.length <= 24 ? address : `${address.slice(0, 10)}\u2026${address.slice(-8)}`;
}

/** Whom or what a proof is about, as its reader knows it: a person by name, an address in short. */
async function target(ctx: Ctx, { destination }: StepUpDemand): Promise<string | null> {
  if (destination === null) return null;
  const id = uuidOf("user", destination);
  return id === null ? shortened(destination) : ((await personById(ctx, id))?.name ?? null);
}

/** What is asked, in the person's language: the act, the amount in whole units of its asset, and where or to whom. */
export async function demandWords(ctx: Ctx, demand: StepUpDemand, person: Person, ports: Pick<AuthPorts, "assetOf">): Promise<string> {
  const locale = localeOf(person);
  const actions: Readonly<Record<string, string>> = (await loadMessages(locale)).auth.stepUp.action;
  const action = actions[demand.action.replaceAll(/[._](\w)/g, (_, letter: string) => letter.toUpperCase())] ?? demand.action;
  const asset = demand.asset === null ? null : ((await ports.assetOf?.(ctx, demand.asset)) ?? null);
  const amount = demand.amount === null || asset === null ? null : `${formatAmount(demand.amount, asset.decimals, locale)} ${asset.symbol}`;
  const what = [amount, await target(ctx, demand)].filter((part) => part !== null).join(" \u2013 ");
  return (what === "" ? action : `${action}: ${what}`).slice(0, 600);
}
