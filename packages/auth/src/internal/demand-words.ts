import { type StepUpBegun, type StepUpDemand, uuidOf } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { demandSentence, formatAmount } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import { tame } from "@amanat/mail";
import type { AuthPorts } from "../ports.ts";
import { localeOf, type Person, personById } from "./people.ts";

/** What pages and mails need to put a demand into words. */
export type About = StepUpBegun["about"];

/** Short enough to read, with enough of both ends to compare with the full value on the page. */
function shortened(address: string): string {
  return address.startsWith("0x") && address.length > 24 ? `${address.slice(0, 10)}\u2026${address.slice(-8)}` : address;
}

/** The subject of a proof in words: a person's name, a shortened address. */
async function target(ctx: Ctx, { destination }: StepUpDemand): Promise<string | null> {
  if (destination === null) return null;
  const id = uuidOf("user", destination);
  const said = id === null ? shortened(destination) : (await personById(ctx, id))?.name;
  return said === undefined ? null : tame(said);
}

/** The names behind a demand's ids, from our own rows. */
export async function aboutDemand(ctx: Ctx, demand: StepUpDemand, ports: Pick<AuthPorts, "assetOf">): Promise<About> {
  const found = demand.asset === null ? null : ((await ports.assetOf?.(ctx, demand.asset)) ?? null);
  const asset = found === null ? null : { symbol: found.symbol, decimals: found.decimals };
  return { asset, target: await target(ctx, demand) };
}

/** A demand in the person's language: the action, the amount in whole units, and the destination. */
export async function demandWords({ action, amount }: StepUpDemand, { asset, target: whom }: About, person: Person): Promise<string> {
  const locale = localeOf(person);
  const texts = (await loadMessages(locale)).auth.stepUp;
  const [actions, sentences]: Readonly<Record<string, string>>[] = [texts.action, texts.sentence];
  const key = action.replaceAll(/[._](\w)/g, (_, letter: string) => letter.toUpperCase());
  const parts = {
    amount: amount === null || asset === null ? null : `${formatAmount(amount, asset.decimals, locale)} ${asset.symbol}`,
    target: whom,
  };
  return demandSentence({ action: actions?.[key] ?? action, sentence: sentences?.[key] ?? null }, parts).slice(0, 600);
}
