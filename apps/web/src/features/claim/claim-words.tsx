import { isLocale } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import { getLocale } from "next-intl/server";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { MoreWords } from "../../client/more-words.tsx";

/** Gives the pages of claims their texts, which other pages do not carry. */
export async function ClaimWords({ children }: { children: ReactNode }) {
  const locale = await getLocale();
  if (!isLocale(locale)) notFound();
  const { claim } = await loadMessages(locale);
  return <MoreWords words={{ claim }}>{children}</MoreWords>;
}
