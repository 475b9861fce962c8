import { WrongSetting } from "./wrong-setting.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables with more than one name: the one our programs know, and the others it is taken under. */
export const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  PG_URL: ["DATABASE_URL"],
  REDIS_URI: ["REDIS_URL"],
  JWT_SECRET: ["AUTH_JWT_SECRET"],
  SMTP_PASS: ["SMTP_PASSWORD"],
  SMTP_FROM: ["MAIL_FROM"],
  SEED_PASSWORD_SUPPORT: ["SEED_PASSWORD_RESOLVER"],
  WEBHOOK_BASE_DELAY_MS: ["WEBHOOK_BASE_DELAY"],
  WEBHOOK_MAX_DELAY_MS: ["WEBHOOK_MAX_DELAY"],
};

/**
 * What is set, each variable under its first name. A variable set to nothing is not set. Throws WrongSetting where two names of
 * one variable have two values.
 */
export function given(source: Environment): Record<string, string> {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) if (value !== undefined && value !== "") set[name] = value;
  for (const [name, others] of Object.entries(OTHER_NAMES)) {
    for (const other of others) {
      const value = set[other];
      if (value === undefined) continue;
      if (set[name] !== undefined && set[name] !== value)
        throw new WrongSetting(name, `is set beside ${other}, to another value; they are two names of one variable: set one`);
      set[name] = value;
      delete set[other];
    }
  }
  return set;
}
