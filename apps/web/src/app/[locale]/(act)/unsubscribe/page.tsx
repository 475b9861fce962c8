import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AreaWords } from "../../../../features/frame/area-words.tsx";
import { Unsubscribe } from "../../../../features/notices/unsubscribe.tsx";
import { serverApi } from "../../../../server-api/caller.ts";
import { attempt } from "../../../../server-api/failure.ts";

type Props = { searchParams: Promise<{ token?: string | string[] }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("notifications.unsubscribe"))("title") };
}

export default async function UnsubscribePage({ searchParams }: Props) {
  const { token: given } = await searchParams;
  const token = typeof given === "string" ? given : "";
  const api = await serverApi();
  const { data } = await attempt(api.notifications.unsubscription({ token }));
  return (
    <AreaWords areas={["notifications"]}>
      <Unsubscribe token={token} named={data} />
    </AreaWords>
  );
}
