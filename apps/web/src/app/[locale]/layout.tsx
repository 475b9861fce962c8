import "@amanat/ui/styles";
import { directionOf, isLocale, type Locale } from "@amanat/i18n";
import { KitHead, kitHtmlProps } from "@amanat/ui";
import type { Metadata, Viewport } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { PageLife } from "../../client/page-life.tsx";
import { type BrokenWords, BrokenWordsProvider } from "../../client/words.tsx";
import { DemoWallets } from "../../features/wallet/demo-wallets.tsx";
import { addressOf } from "../../i18n/link.tsx";
import { currentUser } from "../../server-api/me.ts";
import { pageNonce } from "../../server-api/nonce.ts";
import { fontVariables } from "../fonts.ts";

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf8f5" },
    { media: "(prefers-color-scheme: dark)", color: "#101613" },
  ],
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return { title: { default: t("meta.title"), template: `%s · ${t("brand")}` }, description: t("meta.description") };
}

async function brokenWords(locale: Locale): Promise<BrokenWords> {
  const [t, common] = await Promise.all([getTranslations("errors"), getTranslations("common")]);
  return {
    title: t("codes.INTERNAL_SERVER_ERROR.title"),
    text: t("codes.INTERNAL_SERVER_ERROR.text"),
    money: t("money.none"),
    reference: { label: t("reference"), copy: t("copyReference"), copied: common("copy.done") },
    retry: t("retry"),
    home: { label: common("notFound.home"), address: addressOf(locale, "/") },
  };
}

export default async function LocaleLayout({ children, params }: { children: ReactNode; params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  const [nonce, me, zone, words] = await Promise.all([pageNonce(), currentUser(), getTimeZone(), brokenWords(locale)]);
  return (
    <html lang={locale} dir={directionOf(locale)} className={fontVariables} {...kitHtmlProps}>
      <head>
        <KitHead nonce={nonce} />
      </head>
      <body>
        <BrokenWordsProvider words={words}>{children}</BrokenWordsProvider>
        <PageLife zone={me === null ? zone : null} />
        {me === null ? null : <DemoWallets />}
      </body>
    </html>
  );
}
