import type { Area } from "@amanat/i18n";
import type { Messages } from "@amanat/i18n/messages";
import { getLocale, getMessages, getTimeZone } from "next-intl/server";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Program } from "../client/providers.tsx";
import { LateProgram } from "../client/signed-in.tsx";
import { messagesFor } from "../i18n/messages-for.ts";
import { knownAssets } from "./assets.ts";
import { liveCursor } from "./live.ts";
import { currentUser } from "./me.ts";

/** The nonce of this document's policy. */
export async function pageNonce(): Promise<string | undefined> {
  return (await headers()).get("x-nonce") ?? undefined;
}

async function needsOf(messages: Partial<Messages>) {
  const [locale, zone, me, known, nonce, live] = await Promise.all([
    getLocale(),
    getTimeZone(),
    currentUser(),
    knownAssets(),
    pageNonce(),
    liveCursor(),
  ]);
  return { locale, zone, messages, me, known, nonce, liveCursor: live };
}

/** Puts the program around every page of somebody signed in. Whoever only reads needs none, and loads none. */
export async function SignedInProgram({ children }: { children: ReactNode }) {
  const [me, messages] = await Promise.all([currentUser(), getMessages()]);
  return me === null ? children : <LateProgram {...await needsOf(messagesFor(me, messages))}>{children}</LateProgram>;
}

/** Puts it around a page with something to fill in, for somebody who is not signed in. `areas` are the messages of that page's parts. */
export async function VisitorProgram({ areas, children }: { areas: readonly Area[]; children: ReactNode }) {
  const [me, messages] = await Promise.all([currentUser(), getMessages()]);
  if (me !== null) return children;
  return <Program {...await needsOf(Object.fromEntries(areas.map((area) => [area, messages[area]])))}>{children}</Program>;
}
