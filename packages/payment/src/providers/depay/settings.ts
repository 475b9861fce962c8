import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { url } from "@amanat/env";
import * as z from "zod";
import { type ChainNames, chainNames } from "../chain-names.ts";

/** DePay's names of chains. */
const blockchains = chainNames({
  ethereum: "1",
  bsc: "56",
  polygon: "137",
  base: "8453",
  arbitrum: "42161",
  optimism: "10",
  avalanche: "43114",
  gnosis: "100",
});

/** A key of RSA in PEM; in a line its breaks are written `\n`. */
const key = (read: (pem: string) => KeyObject, what: string) =>
  z.string().transform((text, ctx) => {
    try {
      const found = read(text.replaceAll(String.raw`\n`, "\n"));
      if (found.asymmetricKeyType === "rsa" && (found.asymmetricKeyDetails?.modulusLength ?? 0) >= 2_048) return found;
    } catch {
      // Said below, without the key.
    }
    ctx.addIssue({ code: "custom", message: `must be ${what} of RSA with at least 2048 bits, in PEM` });
    return z.NEVER;
  });

export const variables = z.object({
  DEPAY_CHECKOUT_URL: url("http", "https").optional(),
  DEPAY_PUBLIC_KEY: key(createPublicKey, "a public key").optional(),
  DEPAY_PRIVATE_KEY: key(createPrivateKey, "a private key").optional(),
  DEPAY_BLOCKCHAINS: blockchains,
  DEPAY_API_KEY: z.string().min(8, { error: "must have at least 8 characters" }).optional(),
  DEPAY_API_URL: url("http", "https").default("https://api.depay.com"),
  DEPAY_LINK_ID: z
    .string()
    .regex(/^[A-Za-z0-9-]{8,64}$/, { error: "must be an id of DePay's" })
    .optional(),
});

/** `door`: what the web process needs. `reads`: what the worker asks with. */
export type DePaySettings = {
  readonly door: { readonly checkout: string; readonly theirs: KeyObject; readonly ours: KeyObject } | null;
  readonly blockchains: ChainNames;
  readonly reads: { readonly key: string; readonly url: string; readonly link: string } | null;
};

const TOGETHER = ["DEPAY_CHECKOUT_URL", "DEPAY_PUBLIC_KEY", "DEPAY_PRIVATE_KEY"] as const;

/** Null when DePay is not in use. */
export const settings = variables
  .extend({ FRONTEND_URL: z.string().optional() })
  .superRefine((given, ctx) => {
    const missing = TOGETHER.filter((name) => given[name] === undefined);
    if (missing.length > 0 && missing.length < TOGETHER.length)
      ctx.addIssue({ code: "custom", path: [missing[0] ?? ""], message: "is not set" });
    const [checkout, own] = [given.DEPAY_CHECKOUT_URL, given.FRONTEND_URL];
    // Its widget is somebody else's program: on our origin it could do whatever the person who is signed in can.
    if (checkout !== undefined && own !== undefined && URL.canParse(own) && new URL(checkout).origin === new URL(own).origin)
      ctx.addIssue({ code: "custom", path: ["DEPAY_CHECKOUT_URL"], message: "must be another origin than FRONTEND_URL" });
  })
  .transform((given): DePaySettings | null => {
    const { DEPAY_CHECKOUT_URL: checkout, DEPAY_PUBLIC_KEY: theirs, DEPAY_PRIVATE_KEY: ours } = given;
    const door = checkout === undefined || theirs === undefined || ours === undefined ? null : { checkout, theirs, ours };
    const { DEPAY_API_KEY: apiKey, DEPAY_LINK_ID: link } = given;
    const reads = apiKey === undefined || link === undefined ? null : { key: apiKey, url: given.DEPAY_API_URL, link };
    return door === null && reads === null ? null : { door, blockchains: given.DEPAY_BLOCKCHAINS, reads };
  });
