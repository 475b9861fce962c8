import type { RelyingParty } from "@amanat/auth";

type Configured = {
  WEBAUTHN_RP_ID?: string | undefined;
  WEBAUTHN_RP_NAME: string;
  WEBAUTHN_RP_ORIGIN?: readonly string[] | undefined;
};

/** True when a page on `host` may use passkeys bound to `id`: the same domain or a subdomain. */
function covers(id: string, host: string): boolean {
  return host === id || host.endsWith(`.${id}`);
}

/**
 * The relying party of passkeys: FRONTEND_URL's domain and origin, unless set. A domain that browsers would refuse is refused here, at the
 * start, instead of in front of a person. Throws one line that names the variable.
 */
export function relyingPartyOf(env: Configured, origin: string): RelyingParty {
  const id = env.WEBAUTHN_RP_ID ?? new URL(origin).hostname;
  const origins = env.WEBAUTHN_RP_ORIGIN ?? [origin];
  const foreign = origins.find((page) => !covers(id, new URL(page).hostname));
  if (foreign !== undefined) throw new Error("WEBAUTHN_RP_ID: has to be the domain of every origin that uses passkeys, or one above it");
  const open = origins.find((page) => !page.startsWith("https:") && new URL(page).hostname !== "localhost");
  if (open !== undefined && env.WEBAUTHN_RP_ORIGIN) throw new Error("WEBAUTHN_RP_ORIGIN: has to be https, except on localhost");
  return { id, name: env.WEBAUTHN_RP_NAME, origins };
}
