import type { Call } from "../ports.ts";

/** What is signed on a small chain to send a token, or native coin where there is no token. */
export function callOf(token: string | null, to: string, amount: bigint): Call {
  return token === null ? { to, data: "0x", value: amount } : { to: token, data: `${to}:${amount}`, value: 0n };
}
