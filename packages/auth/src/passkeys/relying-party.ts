/** Who passkeys are made for: a domain, the name people see in their device's dialog, and the pages that may ask. */
export type RelyingParty = {
  /** The domain passkeys are bound to, without scheme or port: `amanat.example`. */
  readonly id: string;
  readonly name: string;
  /** Origins a ceremony may come from: `https://amanat.example`. */
  readonly origins: readonly string[];
};
