import { canonicalAddress } from "@amanat/contracts";
import { reader } from "@amanat/db";
import * as z from "zod";
import { signedBy } from "../wallet/siwe.ts";
import type { Asked, PresenceMethod } from "./method.ts";

const keptSchema = z.object({ addresses: z.array(z.string()), message: z.string() });

/** A wallet's identity is `<tenant>:<address>`. */
const addressOf = (row: { subject: string }) => row.subject.slice(row.subject.indexOf(":") + 1);

/** Plain words, so that a wallet shows its owner what is signed, then the demand as it is, to the last unit. Binds site, demand and nonce. */
function messageFor({ demand, words, nonce }: Asked, origin: string): string {
  const lines = [
    `${new URL(origin).host} asks you to confirm:`,
    "",
    words,
    "",
    `Action: ${demand.action}`,
    `Subject: ${demand.subject}`,
    ...(demand.amount === null ? [] : [`Amount: ${demand.amount} base units of ${demand.asset ?? ""}`]),
    ...(demand.destination === null ? [] : [`Destination: ${demand.destination}`]),
    "",
    `Nonce: ${nonce}`,
    "This costs nothing and moves nothing by itself.",
  ];
  return lines.join("\n");
}

/** A signature by one of the person's linked wallets over the demand in words. */
export const walletPresence: PresenceMethod<"wallet"> = {
  async offer(ctx, asked, { origin }) {
    const rows = await reader(ctx).identity.findMany({ where: { userId: asked.person.id, provider: "wallet" }, take: 20 });
    if (rows.length === 0) return null;
    const addresses = rows.map(addressOf);
    const message = messageFor(asked, origin);
    return { shown: { addresses, message }, kept: { addresses, message } };
  },
  async fits(ctx, person, kept, proof, { wallet }) {
    const { addresses, message } = keptSchema.parse(kept);
    const address = canonicalAddress(proof.address);
    if (!addresses.some((known) => canonicalAddress(known) === address)) return false;
    // Unlinked meanwhile is not linked.
    const linked = await reader(ctx).identity.findMany({ where: { userId: person.id, provider: "wallet" } });
    if (!linked.some((row) => canonicalAddress(addressOf(row)) === address)) return false;
    return signedBy(address, { message, signature: proof.signature }, wallet.smart);
  },
};
