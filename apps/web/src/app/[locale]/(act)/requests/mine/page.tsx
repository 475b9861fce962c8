import { EmptyState, PageHeader, Stack } from "@amanat/ui";
import { IconClipboardList, IconPlus } from "@amanat/ui/icons";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "../../../../../client/links.tsx";
import { CardGrid } from "../../../../../features/market/card-grid.tsx";
import { LiveRefresh } from "../../../../../client/live-refresh.tsx";
import { Paging } from "../../../../../features/market/paging.tsx";
import { shownAsset } from "../../../../../features/money/shown-asset.ts";
import { RequestCard } from "../../../../../features/market/request-card.tsx";
import { knownAssets } from "../../../../../server-api/assets.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../server-api/me.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("request"))("mine.title") };
}

export default async function MyRequestsPage({ searchParams }: { searchParams: Promise<{ cursor?: string }> }) {
  const [{ cursor }, t, common, api, known] = await Promise.all([
    searchParams,
    getTranslations("request"),
    getTranslations("common"),
    serverApi(),
    knownAssets(),
  ]);
  await requireUser("/requests/mine");
  const page = await api.marketplace.myRequests({ limit: 12, ...(cursor === undefined ? {} : { cursor }) });
  const post = (
    <LinkButton href="/requests/new" leftSection={<IconPlus size={18} aria-hidden />}>
      {common("nav.new")}
    </LinkButton>
  );
  return (
    <Stack gap="lg">
      <PageHeader title={t("mine.title")} lead={t("mine.lead")} actions={page.data.length === 0 ? undefined : post} />
      {page.data.length === 0 ? (
        <EmptyState icon={IconClipboardList} title={t("mine.empty.title")} action={post}>
          {t("mine.empty.text")}
        </EmptyState>
      ) : (
        <CardGrid label={t("mine.title")}>
          {page.data.map((request) => (
            <RequestCard
              key={request.id}
              request={request}
              asset={shownAsset(known.assets, request.asset)}
              look="own"
              action={
                request.activeDealId === null ? undefined : (
                  <LinkButton href={`/deals/${request.activeDealId}`} variant="light" fullWidth>
                    {t("dealRunning.open")}
                  </LinkButton>
                )
              }
            />
          ))}
        </CardGrid>
      )}
      <Paging path="/requests/mine" query={{}} nextCursor={page.meta.nextCursor} further={cursor !== undefined} />
      <LiveRefresh queries={["marketplace.myRequests"]} />
    </Stack>
  );
}
