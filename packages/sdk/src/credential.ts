import type { TokenPair } from "@amanat/contracts";
import { asAmanatError } from "./error.ts";
import type { Credential, Tokens } from "./types.ts";

/** Renewed this long before it ends, so that no call carries a token that dies on the way. */
const EARLY_MS = 30_000;
/** An access token's life when the server has not said. */
const UNKNOWN_LIFE_MS = 9 * 60_000;

/** Who the client is at the moment. */
export interface Keyring {
  /** The bearer for the next call, renewed first when it is about to end; null for nobody. */
  bearer(): Promise<string | null>;
  /** Renews at once, because a call was told that its bearer has ended. False when there is nothing to renew with. */
  renew(refused: string | null): Promise<boolean>;
  set(credential: Credential): void;
  /** Whether the client brings a bearer at all. */
  holds(): boolean;
}

/** `exchange` buys the next pair. However many calls find the token old, it is asked once. */
export function createKeyring(
  first: Credential,
  exchange: (refreshToken: string) => Promise<TokenPair>,
  onTokens?: (tokens: TokenPair) => void,
): Keyring {
  let tokens: Tokens | null = null;
  let fixed: string | null = null;
  let endsAt = Number.POSITIVE_INFINITY;
  let buying: Promise<void> | null = null;

  function set(credential: Credential): void {
    tokens = typeof credential === "object" ? credential : null;
    fixed = typeof credential === "string" ? credential : null;
    const said =
      credential !== null && typeof credential === "object" && "accessExpiresAt" in credential
        ? Date.parse(String(credential.accessExpiresAt))
        : Number.NaN;
    endsAt = Number.isFinite(said) ? said : Date.now() + UNKNOWN_LIFE_MS;
  }

  function buy(refreshToken: string): Promise<void> {
    buying ??= exchange(refreshToken)
      .then((pair) => {
        // Signed out, or signed in as somebody else, while this was under way.
        if (tokens?.refreshToken !== refreshToken) return;
        set(pair);
        onTokens?.(pair);
      })
      .finally(() => {
        buying = null;
      });
    return buying;
  }

  set(first);
  return {
    set,
    holds: () => tokens !== null || fixed !== null,
    async bearer() {
      if (tokens !== null && Date.now() > endsAt - EARLY_MS) await buy(tokens.refreshToken).catch(() => undefined);
      return tokens?.accessToken ?? fixed;
    },
    async renew(refused) {
      if (tokens === null) return false;
      // Somebody else's call has renewed it meanwhile.
      if (tokens.accessToken !== refused) return true;
      try {
        await buy(tokens.refreshToken);
        return true;
      } catch (error) {
        if (asAmanatError(error).code === "INVALID_TOKEN") return false;
        throw error;
      }
    },
  };
}
