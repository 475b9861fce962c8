import { type AskingProvider, DomainError, publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, now, reader } from "@amanat/db";
import { WITH_PARTS } from "../internal/rows.ts";
import { isPayable } from "../internal/ways-to-pay.ts";
import type { PayInPorts } from "../ports.ts";
import type { Headers, PaymentProvider } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/registry.ts";
import { railOf } from "../rails.ts";

export type QuestionAnswer = { readonly body: string; readonly headers: Readonly<Record<string, string>> };

/**
 * Tells a provider what a payer is to pay, where it asks with its signature: the address and what is still due. From our own rows alone; the
 * question only names the payment. Reads, and writes nothing, so a question that is asked again is answered again.
 *
 * - Who: the provider. From: an intent that is shown to its payer, before it expires, and has this provider's way.
 *
 * Errors: NOT_SUPPORTED (not in use), AUTHENTICATION_REQUIRED (a wrong signature), NOT_FOUND (any other payment).
 */
export async function answerQuestion(
  ctx: Ctx,
  name: AskingProvider,
  { raw, headers, origin }: { raw: Uint8Array; headers: Headers; origin: string },
  { providers, rails }: PayInPorts,
): Promise<QuestionAnswer> {
  const provider: PaymentProvider = PROVIDERS[name];
  const settings = providers[name];
  if (settings === null || provider.questions === undefined) throw new DomainError("NOT_SUPPORTED", `${name} is not in use here.`);
  const named = provider.questions.read({ raw, headers }, settings);
  if (named === null) throw new DomainError("AUTHENTICATION_REQUIRED");
  const id = uuidOf("intent", named);
  const where = { id: id ?? "", expiresAt: { gt: await now(ctx) }, ways: { some: { provider: name, status: "ready" } } };
  const intent = id === null ? null : await reader(ctx).paymentIntent.findFirst({ where, include: WITH_PARTS });
  if (intent === null || !isPayable(intent) || intent.received >= intent.amount) throw new DomainError("NOT_FOUND");
  const rail = railOf(rails, intent.chain);
  const asset = await reader(ctx).asset.findUniqueOrThrow({ where: { id: intent.assetId } });
  const back = new URL(`/deals/${publicId("deal", intent.scope)}/pay`, origin).href;
  return provider.questions.answer({ intent, rail, asset, remaining: intent.amount - intent.received, back }, settings);
}
