import type { TieKind } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type { RelyingParty } from "./passkeys/relying-party.ts";
import type { WalletRules } from "./wallet/siwe.ts";
import type { SmartWallets } from "./wallet/smart-wallets.ts";

/** What a wallet has to sign, and who is asked about wallets that are contracts; null where no chain may be asked. */
export interface WalletPort {
  readonly rules: WalletRules;
  readonly smart: SmartWallets | null;
}

/** The bot whose signature Telegram's data carries. */
export interface TelegramPort {
  readonly botToken: string;
  /** Oldest `auth_date` that lets somebody in. */
  readonly maxAgeSeconds: number;
}

/** What the verbs need to know of the installation they run in. */
export interface AuthPorts {
  /** Public origin without a trailing slash: what people see in the address bar, and what signatures are made for. */
  readonly origin: string;
  /** `live` where the chain is real, `test` in the demo. */
  readonly apiKeyKind: "live" | "test";
  /** Who passkeys are made for. */
  readonly relyingParty: RelyingParty;
  readonly wallet: WalletPort;
  /** How an asset is called and counted, for sentences about money; null for one we do not take. */
  readonly assetOf?: (ctx: Ctx, id: string) => Promise<{ symbol: string; decimals: number } | null>;
  /** Null where no bot is configured. */
  readonly telegram: TelegramPort | null;
}

/** Something of a person's that still runs. `id`: as it is called outside; null where the kind says all. */
export type Tie = { readonly kind: TieKind; readonly id: string | null };

/** What of a person's still runs, of every context; a bounded list, empty when nothing does. */
export type TiesOf = (ctx: Ctx, userId: string) => Promise<readonly Tie[]>;
