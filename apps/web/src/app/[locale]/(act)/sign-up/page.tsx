import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import { TextLink } from "../../../../client/links.tsx";
import { AuthCard } from "../../../../features/auth/auth-card.tsx";
import { CaptchaSiteProvider } from "../../../../features/auth/captcha-site.tsx";
import { OtherWays } from "../../../../features/auth/other-ways.tsx";
import { nextPath } from "../../../../features/auth/session.ts";
import { SignUpForm } from "../../../../features/auth/sign-up-form.tsx";
import { DemoWallets } from "../../../../features/wallet/demo-wallets.tsx";
import { currentUser } from "../../../../server-api/me.ts";
import { captchaSite, configuredWays } from "../../../../server-api/ways.ts";

type Props = { searchParams: Promise<{ next?: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signUp.title") };
}

export default async function SignUpPage({ searchParams }: Props) {
  const [{ next }, t, me] = await Promise.all([searchParams, getTranslations("auth"), currentUser()]);
  if (me !== null) redirect(nextPath(next ?? null, await getLocale()));
  return (
    <AuthCard
      title={t("signUp.title")}
      lead={t("signUp.lead")}
      foot={
        <>
          {t("signUp.haveAccount")}
          <TextLink href={{ pathname: "/sign-in", query: next === undefined ? {} : { next } }}>{t("signIn.submit")}</TextLink>
        </>
      }
    >
      <DemoWallets />
      <CaptchaSiteProvider site={captchaSite()}>
        <SignUpForm />
        <OtherWays ways={configuredWays()} signingUp />
      </CaptchaSiteProvider>
    </AuthCard>
  );
}
