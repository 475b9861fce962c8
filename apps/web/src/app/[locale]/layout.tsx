import "@amanat/ui/styles";
import { directionOf, isLocale } from "@amanat/i18n";
import { KitHead, kitHtmlProps } from "@amanat/ui";
import type { Metadata, Viewport } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { Providers } from "../../client/providers.tsx";
import { messagesFor } from "../../i18n/messages-for.ts";
import { supportEmail } from "../../server-api/contact.ts";
import { knownAssets } from "../../server-api/assets.ts";
import { liveCursor } from "../../server-api/live.ts";
import { currentUser } from "../../server-api/me.ts";
import { Frame } from "../../features/frame/frame.tsx";
import { StepUpHost } from "../../features/step-up/step-up-host.tsx";
import { DemoWallets } from "../../features/wallet/demo-wallets.tsx";
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

export default async function LocaleLayout({ children, params }: { children: ReactNode; params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const [live, me, known, messages] = await Promise.all([liveCursor(), currentUser(), knownAssets(), getMessages()]);
  return (
    <html lang={locale} dir={directionOf(locale)} className={fontVariables} {...kitHtmlProps}>
      <head>
        <KitHead nonce={nonce} />
      </head>
      <body>
        <NextIntlClientProvider messages={messagesFor(me, messages)}>
          <Providers me={me} known={known} nonce={nonce} liveCursor={live}>
            <Frame contact={supportEmail()}>{children}</Frame>
            {me === null ? null : <DemoWallets />}
            <StepUpHost />
          </Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
