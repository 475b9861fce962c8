import { once } from "node:events";
import { createServer } from "node:http";
import { signedWidget, TEST_BOT_TOKEN, type TestTelegramUser } from "./telegram.ts";

/** `oauth.telegram.org/auth`, the page of Telegram's login widget, on a port of its own. */
export type TelegramLogin = {
  /** `http://127.0.0.1:<port>`, for `TELEGRAM_ISSUER`. */
  readonly origin: string;
  /** Who is signed in at Telegram from now on; null: somebody who refuses. */
  become(user: TestTelegramUser | null): void;
  close(): Promise<void>;
};

/** Telegram sends numbers as numbers, and signs them as text. */
function answerFor(user: TestTelegramUser): string {
  const { id, auth_date, ...rest } = signedWidget(user);
  return Buffer.from(JSON.stringify({ id: Number(id), ...rest, auth_date: Number(auth_date) })).toString("base64url");
}

/**
 * Sends whoever comes straight back to `return_to` with `#tgAuthResult=`, signed with the test bot's token. As Telegram
 * does, it knows one bot and one site: another bot, or an address outside `origin`, is told so and goes nowhere.
 */
export async function startTelegramLogin(port = 0): Promise<TelegramLogin> {
  let person: TestTelegramUser | null = null;
  const botId = TEST_BOT_TOKEN.split(":")[0];
  const server = createServer((req, res) => {
    const { pathname, searchParams: asked } = new URL(req.url ?? "/", "http://fake");
    const back = asked.get("return_to") ?? "";
    const right = asked.get("bot_id") === botId && URL.canParse(back) && new URL(back).origin === asked.get("origin");
    if (pathname !== "/auth" || !right) return void res.writeHead(400).end("Bot domain invalid");
    res.writeHead(302, { location: `${back}#tgAuthResult=${person === null ? "false" : answerFor(person)}` }).end();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    become: (user) => void (person = user),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
