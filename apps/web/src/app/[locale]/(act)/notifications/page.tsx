import type { Metadata } from "next";
import { getLocale, getTimeZone, getTranslations } from "next-intl/server";
import { Centre } from "../../../../features/notices/centre.tsx";
import { AreaWords } from "../../../../features/frame/area-words.tsx";
import { serverApi } from "../../../../server-api/caller.ts";
import { requireUser } from "../../../../server-api/me.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("notifications.centre"))("title") };
}

export default async function NotificationsPage() {
  await requireUser("/notifications");
  const [api, locale, timeZone] = await Promise.all([serverApi(), getLocale(), getTimeZone()]);
  const first = await api.notifications.list({ limit: 20, locale, timeZone });
  return (
    <AreaWords areas={["notifications"]}>
      <Centre first={first} now={new Date().toISOString()} />
    </AreaWords>
  );
}
