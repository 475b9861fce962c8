import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AreaWords } from "../../../../../features/frame/area-words.tsx";
import { Preferences } from "../../../../../features/notices/preferences.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../server-api/me.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("notifications.centre"))("title") };
}

export default async function NotificationPreferencesPage() {
  await requireUser("/account/notifications");
  const api = await serverApi();
  return (
    <AreaWords areas={["notifications"]}>
      <Preferences first={await api.notifications.preferences()} />
    </AreaWords>
  );
}
