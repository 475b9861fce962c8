import { createHmac } from "node:crypto";

/** Derives several keys from one secret; none reveals another. Purposes are permanent: another name is another key. */
export function derivedSecret(secret: string, purpose: string): string {
  return createHmac("sha256", secret).update(purpose).digest("hex");
}
