import { isLocale } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import { Stack } from "@amanat/ui";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { MoreWords } from "../../../../client/more-words.tsx";
import { UrlState } from "../../../../client/url-state.tsx";
import { AdminNav } from "../../../../features/admin/admin-nav.tsx";
import { Recorded } from "../../../../features/admin/recorded.tsx";

type Props = { children: ReactNode; params: Promise<{ locale: string }> };

/** The parts above each page, with the texts of the desk and of cases, which its search finds; the admin lists keep their filters in the address. */
export default async function AdminLayout({ children, params }: Props) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  const { desk, cases } = await loadMessages(locale);
  return (
    <MoreWords words={{ desk, cases }}>
      <UrlState>
        <Stack gap="lg">
          <AdminNav />
          <Recorded />
          {children}
        </Stack>
      </UrlState>
    </MoreWords>
  );
}
