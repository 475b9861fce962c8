import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { queryKey } from "../../../../../../client/query-key.ts";
import { foundOr404 } from "../../../../../../features/deal/load.ts";
import { eventGroups } from "../../../../../../features/webhooks/event-groups.ts";
import { WebhookPage } from "../../../../../../features/webhooks/webhook-page.tsx";
import { serverApi } from "../../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../../server-api/me.ts";
import { Prefetched } from "../../../../../../server-api/prefetched.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("webhooks"))("title") };
}

export default async function WebhookRoute({ params }: Props) {
  const { id: webhookId } = await params;
  const me = await requireUser(`/account/webhooks/${webhookId}`);
  const api = await serverApi();
  const [list, messages] = await foundOr404(Promise.all([api.webhooks.list({}), api.webhooks.messages({ webhookId, limit: 20 })]));
  if (!list.webhooks.some(({ id }) => id === webhookId)) notFound();
  return (
    <Prefetched answers={[{ key: queryKey("webhooks", "list", {}), data: list }]}>
      <WebhookPage webhookId={webhookId} events={eventGroups(me.roles)} first={messages} />
    </Prefetched>
  );
}
