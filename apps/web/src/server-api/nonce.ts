import { headers } from "next/headers";

/** The nonce of this document's policy. */
export async function pageNonce(): Promise<string | undefined> {
  return (await headers()).get("x-nonce") ?? undefined;
}
