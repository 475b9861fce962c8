import * as z from "zod";
import { kind } from "./kinds.ts";
import { addressFault, type AddressFault, canonicalAddress, FORMS, signsIn } from "./namespaces.ts";

const WORDS: Readonly<Record<AddressFault, string>> = {
  address: "must be an address on a chain that is known here",
  address_checksum: "its upper and lower case do not fit: a letter is wrong",
  address_nobody: "is nobody's address",
  address_testnet: "is marked as an address of a test network",
  address_workchain: "is not on the workchain where wallets are",
  address_chain: "is an address of another kind of chain",
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

/** The address of a wallet that signs messages by which people sign in. */
export const signingAddressSchema = kind(
  "address",
  addressSchema.refine(signsIn, { params: { code: "address_chain" }, error: WORDS.address_chain }),
);

/** An address as a machine of ours reports it from the chain: as it is stored, also nobody's (a token is made and burnt there). */
export const chainAddressSchema = kind("address", z.string().regex(FORMS.address));
