"use client";

import type { Messages } from "@amanat/i18n/messages";
import { NextIntlClientProvider, useLocale, useMessages } from "next-intl";
import type { ReactNode } from "react";

/** Texts of an area that few people ever open, beside those that every page of theirs carries. */
export function MoreWords({ words, children }: { words: Partial<Messages>; children: ReactNode }) {
  const carried = useMessages();
  return (
    <NextIntlClientProvider locale={useLocale()} messages={{ ...carried, ...words }}>
      {children}
    </NextIntlClientProvider>
  );
}
