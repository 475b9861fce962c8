import { assetIdSchema } from "@amanat/contracts";
import { flag, url } from "@amanat/env";
import * as z from "zod";

/** SHKeeper's name of each of our assets, by CAIP-19. */
export type Cryptos = ReadonlyMap<string, string>;

const NAME = /^[A-Z][A-Z0-9-]{1,30}$/;

/**
 * `ETH-USDC=eip155:1/erc20:0x…`, comma separated. It names no addresses of tokens in its API, and a symbol is anybody's: so the operator says
 * which token each of its names is.
 */
const cryptos = z.string().transform((text, ctx): Cryptos => {
  const found = text.split(",").flatMap((entry) => {
    const [name = "", id = ""] = entry.trim().split("=");
    const asset = assetIdSchema.safeParse(id);
    return NAME.test(name) && asset.success ? [[asset.data, name] as const] : [];
  });
  const cryptos = new Map(found);
  if (cryptos.size === text.split(",").length) return cryptos;
  ctx.addIssue({ code: "custom", message: "must be names of SHKeeper with assets in CAIP-19, name=asset, each once" });
  return z.NEVER;
});

const secret = (least: number) => z.string().min(least, { error: `must have at least ${least} characters` });

/** `secret` is what its callbacks are signed with; older SHKeepers sign with the key of the API. */
const both = z.object({
  SHKEEPER_ENABLED: flag(false),
  SHKEEPER_URL: url("http", "https").optional(),
  SHKEEPER_API_KEY: secret(16).optional(),
  SHKEEPER_CRYPTOS: cryptos.optional(),
  SHKEEPER_FIAT: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: "must be a currency's three letters" })
    .default("USD"),
});
const door = z.object({ SHKEEPER_WEBHOOK_SECRET: secret(16).optional() });
const worker = z.object({
  SHKEEPER_PAYOUT_USER: z.string().min(1).max(200).optional(),
  SHKEEPER_PAYOUT_PASSWORD: secret(8).optional(),
  SHKEEPER_PAYOUT_FEE: z
    .string()
    .regex(/^\d{1,12}$/, { error: "must be a whole number" })
    .default("10"),
});

/** What the web process reads: it never learns how money leaves SHKeeper. */
export const variables = Object.keys({ ...both.shape, ...door.shape });
export const callVariables = Object.keys({ ...both.shape, ...worker.shape });

export type ShkeeperSettings = {
  readonly url: string;
  readonly key: string;
  readonly webhookSecret: string;
  readonly cryptos: Cryptos;
  readonly fiat: string;
  /** Where its callbacks come to. */
  readonly callback: string;
  /** Who may have it pay out, in the process that does; null elsewhere. */
  readonly payout: { readonly user: string; readonly password: string; readonly fee: string } | null;
};

const TOGETHER = ["SHKEEPER_URL", "SHKEEPER_API_KEY", "SHKEEPER_CRYPTOS"] as const;

/** Null where SHKeeper is not in use. */
export const settings = z
  .object({ ...both.shape, ...door.shape, ...worker.shape, FRONTEND_URL: z.string().default("http://localhost:3000") })
  .superRefine((given, ctx) => {
    const missing = given.SHKEEPER_ENABLED ? TOGETHER.find((name) => given[name] === undefined) : undefined;
    if (missing !== undefined) ctx.addIssue({ code: "custom", path: [missing], message: "is not set" });
  })
  .transform((given): ShkeeperSettings | null => {
    const { SHKEEPER_URL: place, SHKEEPER_API_KEY: key, SHKEEPER_CRYPTOS: known } = given;
    if (!given.SHKEEPER_ENABLED || place === undefined || key === undefined || known === undefined) return null;
    const { SHKEEPER_PAYOUT_USER: user, SHKEEPER_PAYOUT_PASSWORD: password, SHKEEPER_PAYOUT_FEE: fee } = given;
    return {
      url: place,
      key,
      webhookSecret: given.SHKEEPER_WEBHOOK_SECRET ?? key,
      cryptos: known,
      fiat: given.SHKEEPER_FIAT,
      callback: new URL("/api/payment/shkeeper/webhook", given.FRONTEND_URL).href,
      payout: user === undefined || password === undefined ? null : { user, password, fee },
    };
  });
