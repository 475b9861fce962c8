import type { ProgramProps } from "../client/providers.tsx";
import { getLocale, getMessages, getTimeZone } from "next-intl/server";
import { messagesFor } from "../i18n/messages-for.ts";
import { knownAssets } from "./assets.ts";
import { liveCursor } from "./live.ts";
import { currentUser } from "./me.ts";
import { knownRates } from "./rates.ts";
import { pageNonce } from "./nonce.ts";

/** What the program of a page is given. */
export async function programNeeds(): Promise<Omit<ProgramProps, "children">> {
  const [locale, zone, messages, me, known, rates, nonce, cursor] = await Promise.all([
    getLocale(),
    getTimeZone(),
    getMessages(),
    currentUser(),
    knownAssets(),
    knownRates(),
    pageNonce(),
    liveCursor(),
  ]);
  return { locale, zone, messages: messagesFor(me, messages), me, known, rates, nonce, liveCursor: cursor };
}
