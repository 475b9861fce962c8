import * as z from "zod";
import { kind } from "./kinds.ts";
import { addressFault, type AddressFault, canonicalAddress, FORMS } from "./namespaces.ts";

const WORDS: Readonly<Record<AddressFault, string>> = {
  address: "must be an address on a chain that is known here",
  address_checksum: "its upper and lower case do not fit: a letter is wrong",
  address_nobody: "is nobody's address",
};

/**
 * Somebody's address on a chain, in its one stored spelling from here on. Whether it is one of our own, which no money may be sent to, the
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
    .transform(canonicalAddress),
);

/** An address as a machine of ours reports it from the chain: as it is stored, also nobody's (a token is made and burnt there). */
export const chainAddressSchema = kind("address", z.string().regex(FORMS.address));
