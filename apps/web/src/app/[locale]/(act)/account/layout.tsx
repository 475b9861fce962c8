import { PageHeader, Stack } from "@amanat/ui";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { AccountNav } from "../../../../features/account/account-nav.tsx";
import { currentUser } from "../../../../server-api/me.ts";

/** One headline and the parts below it; each page asks by itself who is signed in. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  // A stranger is on the way to signing in: the page below says so.
  if ((await currentUser()) === null) return children;
  const t = await getTranslations("account");
  return (
    <Stack gap="lg" maw="52rem" mx="auto" w="100%">
      <PageHeader title={t("title")} lead={t("lead")} />
      <AccountNav />
      {children}
    </Stack>
  );
}
