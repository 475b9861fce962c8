import * as z from "zod";
import { codeHash, newCode, sameBytes } from "../internal/token.ts";
import { passwordFits } from "../internal/password.ts";
import type { PresenceMethod } from "./method.ts";
import { hasStrongerWay } from "./stronger.ts";

const keptSchema = z.object({ salt: z.string(), codeHash: z.string(), email: z.string(), code: z.string().optional() });

/** `b…r@amanat.test`: enough for its owner to know which mailbox to open. */
function masked(email: string): string {
  const [local = "", domain = ""] = email.split("@");
  return `${local.slice(0, 1)}…${local.length > 2 ? local.slice(-1) : ""}@${domain}`;
}

/** Password and a mailed code, for those who have neither a passkey nor a wallet: the weakest way is not offered beside a stronger one. */
export const passwordPresence: PresenceMethod<"password"> = {
  async offer(ctx, { person, nonce }) {
    if (person.passwordHash === null || person.email === null || person.emailVerifiedAt === null) return null;
    if (await hasStrongerWay(ctx, person.id)) return null;
    const code = newCode();
    const hash = Buffer.from(codeHash(nonce, code)).toString("hex");
    return { shown: { codeSentTo: masked(person.email) }, kept: { salt: nonce, codeHash: hash, email: person.email, code } };
  },
  async fits(ctx, person, kept, proof) {
    const { salt, codeHash: hash, email } = keptSchema.parse(kept);
    const codeFits = sameBytes(Buffer.from(hash, "hex"), codeHash(salt, proof.code));
    // Both are always tried, so that the time taken does not say which of them was wrong.
    const passwordIs = await passwordFits(person.passwordHash, proof.password, "known");
    // A code sent to an address that is no longer theirs, or from before a stronger way was added, proves nothing.
    return codeFits && passwordIs && person.email === email && !(await hasStrongerWay(ctx, person.id));
  },
};
