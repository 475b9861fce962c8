import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { leaveTo } from "./session.ts";

/** What Telegram signed about somebody, as the server checks it. */
export type TelegramFields = Record<string, string | number>;

const ASKED = "amanat.telegram";
const PARAMETER = "telegram";
const ANSWER = /[#?&]tgAuthResult=([A-Za-z0-9\-_=]*)$/;

/**
 * Leaves for the page of Telegram's login widget, which sends the person back to where they are now. Telegram's own script
 * is not needed for it, and its window of its own could not talk to us: no other site may hold on to our windows. This tab
 * remembers that it asked, so that a link with somebody else's answer signs nobody in.
 */
export function leaveForTelegram(loginUrl: string, locale: string): void {
  const state = crypto.randomUUID();
  sessionStorage.setItem(ASKED, state);
  const back = new URL(window.location.pathname, window.location.origin);
  const next = new URLSearchParams(window.location.search).get("next");
  if (next !== null) back.searchParams.set("next", next);
  back.searchParams.set(PARAMETER, state);
  const page = new URL(loginUrl);
  page.searchParams.set("lang", locale);
  page.searchParams.set("return_to", back.href);
  leaveTo(page.href);
}

/** Gives what Telegram answered to the question of this tab, once; null when that is nothing. Silent when nobody was asked. */
export function useTelegramAnswer(onAnswer: (fields: TelegramFields | null) => void): void {
  const router = useRouter();
  const answer = useEffectEvent(onAnswer);
  const forget = useEffectEvent(() => router.replace(`${window.location.pathname}${window.location.search}`, { scroll: false }));
  useEffect(() => {
    const fields = takeAnswer();
    if (fields === undefined) return;
    // The router remembers the address it began with, and would put the answer back at its next turn.
    forget();
    answer(fields);
  }, []);
}

function takeAnswer(): TelegramFields | null | undefined {
  const given = ANSWER.exec(window.location.hash)?.[1];
  if (given === undefined) return undefined;
  const here = new URL(window.location.href);
  const ours = sessionStorage.getItem(ASKED);
  const fields = ours !== null && here.searchParams.get(PARAMETER) === ours ? fieldsOf(given) : null;
  sessionStorage.removeItem(ASKED);
  // Signed data opens an account; it does not stay in the address bar and the history.
  here.searchParams.delete(PARAMETER);
  window.history.replaceState(window.history.state, "", `${here.pathname}${here.search}`);
  return fields;
}

/** Whether its values are right is for the server to say. Whoever refused at Telegram comes back with `false`. */
export function fieldsOf(encoded: string): TelegramFields | null {
  try {
    const binary = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    const read: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0))));
    return typeof read === "object" && read !== null && "hash" in read ? (read as TelegramFields) : null;
  } catch {
    return null;
  }
}
