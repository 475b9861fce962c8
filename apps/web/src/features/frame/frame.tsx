"use client";

import { AppShell } from "@amanat/ui";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useMe } from "../../client/amanat.tsx";
import { AccountMenu, SignInLinks } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { Footer } from "./footer.tsx";
import { LanguageMenu } from "./language-menu.tsx";
import { BottomNav, MainNav } from "./navigation.tsx";
import { OfflineBanner } from "./offline-banner.tsx";
import { ThemeMenu } from "./theme-menu.tsx";

/** Header, navigation and footer around every page. */
export function Frame({ contact, children }: { contact: string | null; children: ReactNode }) {
  const t = useTranslations("common");
  const me = useMe();
  return (
    <AppShell
      skipLabel={t("nav.skip")}
      navLabel={t("nav.main")}
      brand={<Brand />}
      nav={<MainNav />}
      tools={
        <>
          <LanguageMenu />
          <ThemeMenu />
          {me === null ? <SignInLinks /> : <AccountMenu me={me} />}
        </>
      }
      bottom={<BottomNav />}
      banner={<OfflineBanner />}
      footer={<Footer contact={contact} />}
    >
      {children}
    </AppShell>
  );
}
