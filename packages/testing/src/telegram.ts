import { createHash, createHmac } from "node:crypto";

/** A bot nobody has; data signed with its token is as good as Telegram's to a server told this token. */
export const TEST_BOT_TOKEN = "7000000001:AAtest-token-of-a-bot-that-does-not-exist";

export type TestTelegramUser = { id: number; first_name: string; last_name?: string; username?: string; language_code?: string };

export type SignOptions = {
  botToken?: string;
  /** Seconds since 1970; now when left out. */
  authDate?: number;
  /** Further signed fields: `query_id`, `start_param`, a wrong `user`. */
  fields?: Readonly<Record<string, string>>;
};

function signed(fields: Readonly<Record<string, string>>, key: Buffer): Record<string, string> {
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join("\n");
  return { ...fields, hash: createHmac("sha256", key).update(text).digest("hex") };
}

const seconds = () => Math.floor(Date.now() / 1_000);

/** `initData` as Telegram hands it to a Mini App. */
export function signedInitData(user: TestTelegramUser, options: SignOptions = {}): string {
  const key = createHmac("sha256", "WebAppData")
    .update(options.botToken ?? TEST_BOT_TOKEN)
    .digest();
  const fields = {
    query_id: `AA${user.id}`,
    user: JSON.stringify(user),
    auth_date: String(options.authDate ?? seconds()),
    signature: createHash("sha256").update(String(user.id)).digest("base64url"),
    ...options.fields,
  };
  return new URLSearchParams(signed(fields, key)).toString();
}

/** What the login widget hands to a page. */
export function signedWidget(user: TestTelegramUser, options: SignOptions = {}): Record<string, string> {
  const key = createHash("sha256")
    .update(options.botToken ?? TEST_BOT_TOKEN)
    .digest();
  const named = Object.entries({ ...user, id: String(user.id) }).filter(([name]) => name !== "language_code");
  return signed({ ...Object.fromEntries(named), auth_date: String(options.authDate ?? seconds()), ...options.fields }, key);
}
