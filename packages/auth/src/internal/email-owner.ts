import type { TxCtx } from "@amanat/db";
import { type Person, personByEmail } from "./people.ts";

/** Another person who has verified this address; null when there is none. */
export async function otherOwner(tx: TxCtx, email: string, userId: string): Promise<Person | null> {
  const owner = await personByEmail(tx, email);
  return owner?.emailVerifiedAt && owner.id !== userId ? owner : null;
}
