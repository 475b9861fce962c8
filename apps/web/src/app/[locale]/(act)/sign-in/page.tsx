import { Alert } from "@amanat/ui";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import { TextLink } from "../../../../client/links.tsx";
import { AuthCard } from "../../../../features/auth/auth-card.tsx";
import { CaptchaSiteProvider } from "../../../../features/auth/captcha-site.tsx";
import { EnteringError } from "../../../../features/auth/entering-error.tsx";
import { OtherWays } from "../../../../features/auth/other-ways.tsx";
import { nextPath } from "../../../../features/auth/session.ts";
import { SignInForm } from "../../../../features/auth/sign-in-form.tsx";
import { DemoWallets } from "../../../../features/wallet/demo-wallets.tsx";
import { currentUser } from "../../../../server-api/me.ts";
import { captchaSite, configuredWays } from "../../../../server-api/ways.ts";

type Props = { searchParams: Promise<{ next?: string; verified?: string; error?: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signIn.submit") };
}

export default async function SignInPage({ searchParams }: Props) {
  const [{ next, verified, error }, t, me] = await Promise.all([searchParams, getTranslations("auth"), currentUser()]);
  const locale = await getLocale();
  // Whoever came back from Google or Telegram without a link wants to know why, where they asked for it.
  if (me !== null)
    redirect(error === undefined ? nextPath(next ?? null, locale) : `/${locale}/account/security?error=${encodeURIComponent(error)}`);
  return (
    <AuthCard
      title={t("signIn.title")}
      lead={t("signIn.lead")}
      foot={
        <>
          {t("signIn.noAccount")}
          <TextLink href={{ pathname: "/sign-up", query: next === undefined ? {} : { next } }}>{t("signUp.title")}</TextLink>
        </>
      }
    >
      {verified === undefined ? null : (
        <Alert color="pine" role="status">
          {t("signIn.verified")}
        </Alert>
      )}
      {error === undefined ? null : <EnteringError code={error} />}
      <DemoWallets />
      <CaptchaSiteProvider site={captchaSite()}>
        <SignInForm />
        <OtherWays ways={configuredWays()} />
      </CaptchaSiteProvider>
    </AuthCard>
  );
}
