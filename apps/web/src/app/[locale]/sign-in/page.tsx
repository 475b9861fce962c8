import { Alert } from "@amanat/ui";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import { TextLink } from "../../../client/links.tsx";
import { AuthCard } from "../../../features/auth/auth-card.tsx";
import { nextPath } from "../../../features/auth/session.ts";
import { SignInForm } from "../../../features/auth/sign-in-form.tsx";
import { currentUser } from "../../../server-api/me.ts";

type Props = { searchParams: Promise<{ next?: string; verified?: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signIn.submit") };
}

export default async function SignInPage({ searchParams }: Props) {
  const [{ next, verified }, t, me] = await Promise.all([searchParams, getTranslations("auth"), currentUser()]);
  if (me !== null) redirect(nextPath(next ?? null, await getLocale()));
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
      <SignInForm />
    </AuthCard>
  );
}
