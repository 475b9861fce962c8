import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../../../client/query-key.ts";
import { eventGroups } from "../../../../../features/webhooks/event-groups.ts";
import { Webhooks } from "../../../../../features/webhooks/webhooks.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../server-api/me.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("webhooks"))("title") };
}

export default async function WebhooksPage() {
  const me = await requireUser("/account/webhooks");
  const api = await serverApi();
  return (
    <Prefetched answers={[{ key: queryKey("webhooks", "list", {}), data: await api.webhooks.list({}) }]}>
      <Webhooks events={eventGroups(me.roles)} />
    </Prefetched>
  );
}
