import { isLocale } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { MoreWords } from "../../../../../client/more-words.tsx";

/** The pages of webhooks carry their own texts: most people never open them. */
export default async function WebhooksLayout({ children, params }: { children: ReactNode; params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  const { webhooks } = await loadMessages(locale);
  return <MoreWords words={{ webhooks }}>{children}</MoreWords>;
}
