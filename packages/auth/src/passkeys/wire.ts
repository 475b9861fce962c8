import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { DomainError } from "@amanat/contracts";
import * as z from "zod";

const text = z.string().max(100_000);
const outer = { id: z.string().max(1_500), rawId: z.string().max(1_500), type: z.literal("public-key") };

const assertion = z.object({
  ...outer,
  response: z.object({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: z
      .string()
      .max(200)
      .nullish()
      .transform((handle) => handle ?? ""),
  }),
});

const registration = z.object({
  ...outer,
  response: z.object({
    clientDataJSON: text,
    attestationObject: text,
    transports: z.array(z.string().max(40)).max(10).default([]),
  }),
});

/** What `navigator.credentials.get` answered, as JSON. Errors: PROOF_INVALID. */
export function assertionFrom(response: unknown): AuthenticationResponseJSON {
  const parsed = assertion.safeParse(response);
  if (!parsed.success) throw new DomainError("PROOF_INVALID", undefined, { cause: parsed.error });
  return { ...parsed.data, clientExtensionResults: {} };
}

/** What `navigator.credentials.create` answered, as JSON. Errors: PROOF_INVALID. */
export function registrationFrom(response: unknown): RegistrationResponseJSON {
  const parsed = registration.safeParse(response);
  if (!parsed.success) throw new DomainError("PROOF_INVALID", undefined, { cause: parsed.error });
  return { ...parsed.data, clientExtensionResults: {} };
}
