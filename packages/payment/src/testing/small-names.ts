import { createHash } from "node:crypto";

export const TOKEN = `0x${"70".repeat(20)}`;
/** Another token that is taken, by other deals. */
export const OTHER_TOKEN = `0x${"71".repeat(20)}`;
export const COUNTERFEIT = `0x${"66".repeat(20)}`;
export const ESCROW = `0x${"e5".repeat(20)}`;
export const PROXY = `0x${"99".repeat(20)}`;

/** The name of a block, a transaction or an address: the same parts are the same name. */
export function hex(bytes: number, ...parts: readonly (string | number)[]): string {
  return `0x${createHash("sha256")
    .update(parts.join("|"))
    .digest("hex")
    .slice(0, bytes * 2)}`;
}

export function depositAddress(index: number): string {
  return hex(20, "deposit", index);
}
