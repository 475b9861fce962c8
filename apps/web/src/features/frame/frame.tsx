import type { MeView } from "@amanat/contracts";
import { LOCALE_NAMES } from "@amanat/i18n";
import { AppShell, Button } from "@amanat/ui";
import { IconCheck, IconDeviceDesktop, IconLanguage, IconLogin, IconMoon, IconSun } from "@amanat/ui/icons";
import { useLocale, useTimeZone, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { AccountMenu, Bell } from "../../client/signed-in.tsx";
import { addressOf } from "../../i18n/link.tsx";
import { supportEmail } from "../../server-api/contact.ts";
import { Brand } from "./brand.tsx";
import { Footer } from "./footer.tsx";
import classes from "./frame.module.css";
import { LanguageMenu } from "./language-menu.tsx";
import { WayIn } from "./nav-link.tsx";
import { BottomNav, MainNav } from "./navigation.tsx";
import { OfflineBanner, SilentSince } from "./offline-banner.tsx";
import { ThemeMenu } from "./theme-menu.tsx";

const mark = <IconCheck size={18} aria-hidden />;

/** Header, navigation and footer around every page. Drawn on the server; what moves in it is given its words from here. */
export function Frame({ me, children }: { me: MeView | null; children: ReactNode }) {
  const t = useTranslations("common");
  return (
    <AppShell
      skipLabel={t("nav.skip")}
      navLabel={t("nav.main")}
      brand={<Brand />}
      nav={<MainNav me={me} />}
      tools={
        <>
          <Languages />
          <Themes />
          {me === null ? (
            <SignIn />
          ) : (
            <>
              <Bell />
              <AccountMenu me={me} />
            </>
          )}
        </>
      }
      bottom={<BottomNav me={me} />}
      banner={<Banner />}
      footer={<Footer contact={supportEmail()} />}
    >
      {children}
    </AppShell>
  );
}

function Languages() {
  const t = useTranslations("common.language");
  const locale = useLocale();
  return (
    <LanguageMenu
      label={t("label", { name: LOCALE_NAMES[locale] })}
      icon={<IconLanguage size={22} aria-hidden />}
      mark={mark}
      names={LOCALE_NAMES}
      current={locale}
    />
  );
}

function Themes() {
  const t = useTranslations("common.theme");
  // Both icons are in the page; style shows the right one before scripts run.
  const icon = (
    <>
      <IconSun size={22} aria-hidden className={classes.sun} />
      <IconMoon size={22} aria-hidden className={classes.moon} />
    </>
  );
  return (
    <ThemeMenu
      label={t("label")}
      icon={icon}
      mark={mark}
      schemes={[
        { key: "light", name: t("light"), icon: <IconSun size={18} aria-hidden /> },
        { key: "dark", name: t("dark"), icon: <IconMoon size={18} aria-hidden /> },
        { key: "auto", name: t("auto"), icon: <IconDeviceDesktop size={18} aria-hidden /> },
      ]}
    />
  );
}

/** The way in, for people without a session; on phones the bottom bar has it. */
function SignIn() {
  const t = useTranslations("common.nav");
  const locale = useLocale();
  return (
    <Button
      component={WayIn}
      href={addressOf(locale, "/sign-in")}
      variant="light"
      size="sm"
      className={classes.signIn ?? ""}
      leftSection={<IconLogin size={18} aria-hidden data-flip />}
    >
      {t("signIn")}
    </Button>
  );
}

function Banner() {
  const t = useTranslations("common.offline");
  const locale = useLocale();
  const zone = useTimeZone() ?? "UTC";
  return (
    <OfflineBanner
      offline={t("title")}
      unreachable={t("unreachable")}
      text={t.rich("text", { time: () => <SilentSince locale={locale} zone={zone} /> })}
      retry={t("retry")}
    />
  );
}
