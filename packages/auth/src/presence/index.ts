import type { MethodName, PresenceMethod } from "./method.ts";
import { passkeyPresence } from "./passkey.ts";
import { passwordPresence } from "./password.ts";
import { sessionPresence } from "./session.ts";
import { walletPresence } from "./wallet.ts";

/** Every way to prove presence, the strongest first. */
export const PRESENCE: { readonly [M in MethodName]?: PresenceMethod<M> } = {
  passkey: passkeyPresence,
  wallet: walletPresence,
  password: passwordPresence,
  session: sessionPresence,
};
