import { type Area, isLocale } from "@amanat/i18n";
import { loadMessages, type Messages } from "@amanat/i18n/messages";
import { getLocale } from "next-intl/server";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { MoreWords } from "../../client/more-words.tsx";

/** Gives the pages below it the texts of these areas, which other pages do not carry. */
export async function AreaWords({ areas, children }: { areas: readonly Area[]; children: ReactNode }) {
  const locale = await getLocale();
  if (!isLocale(locale)) notFound();
  const all = await loadMessages(locale);
  const words: Partial<Messages> = Object.fromEntries(areas.map((area) => [area, all[area]]));
  return <MoreWords words={words}>{children}</MoreWords>;
}
