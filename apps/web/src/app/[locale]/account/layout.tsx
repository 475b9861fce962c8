import { PageHeader, Stack } from "@amanat/ui";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { AccountNav } from "../../../features/account/account-nav.tsx";

/** One headline and the parts below it; each page asks by itself who is signed in. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("account");
  return (
    <Stack gap="lg" maw="52rem" mx="auto" w="100%">
      <PageHeader title={t("title")} lead={t("lead")} />
      <AccountNav />
      {children}
    </Stack>
  );
}
