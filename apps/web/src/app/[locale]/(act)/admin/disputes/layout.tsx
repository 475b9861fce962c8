import { isLocale } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { MoreWords } from "../../../../../client/more-words.tsx";

/** The desk of those who rule carries its own texts, with those of conversations. */
export default async function DisputesLayout({ children, params }: { children: ReactNode; params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  const { chat, mediation } = await loadMessages(locale);
  return <MoreWords words={{ chat, mediation }}>{children}</MoreWords>;
}
