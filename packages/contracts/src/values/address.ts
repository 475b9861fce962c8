import * as z from "zod";
import { addressFault, type AddressFault } from "./checksum.ts";
import { kind } from "./kinds.ts";

export { addressFault, type AddressFault } from "./checksum.ts";

const WORDS: Readonly<Record<AddressFault, string>> = {
  address: "must be an EVM address",
  address_checksum: "its upper and lower case do not fit: a letter is wrong",
  address_nobody: "is nobody's address",
};

/**
 * Somebody's EVM address, in lower case from here on. Whether it is one of our own, which no money may be sent to, the
 * database knows: payment's `refuseOurAddress`.
 */
export const addressSchema = kind(
  "address",
  z
    .string()
    .superRefine((text, ctx) => {
      const fault = addressFault(text);
      if (fault !== null) ctx.addIssue({ code: "custom", message: WORDS[fault], params: { code: fault } });
    })
    .transform((text) => text.toLowerCase()),
);

/** An address as a machine of ours reports it from the chain: lower case, also nobody's (a token is made and burnt there). */
export const chainAddressSchema = kind("address", z.string().regex(/^0x[0-9a-f]{40}$/));
