import { EmptyState, PageHeader, Stack } from "@amanat/ui";
import { IconTag } from "@amanat/ui/icons";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "../../../../client/links.tsx";
import { CardGrid } from "../../../../features/market/card-grid.tsx";
import { LiveRefresh } from "../../../../client/live-refresh.tsx";
import { Paging } from "../../../../features/market/paging.tsx";
import { OwnOffer } from "../../../../features/offer/own-offer.tsx";
import { serverApi } from "../../../../server-api/caller.ts";
import { requireUser } from "../../../../server-api/me.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("offer"))("mine.title") };
}

export default async function MyOffersPage({ searchParams }: { searchParams: Promise<{ cursor?: string }> }) {
  const [{ cursor }, t, common, api] = await Promise.all([searchParams, getTranslations("offer"), getTranslations("common"), serverApi()]);
  await requireUser("/offers");
  const page = await api.marketplace.myOffers({ limit: 12, ...(cursor === undefined ? {} : { cursor }) });
  return (
    <Stack gap="lg">
      <PageHeader title={t("mine.title")} lead={t("mine.lead")} />
      {page.data.length === 0 ? (
        <EmptyState icon={IconTag} title={t("mine.empty.title")} action={<LinkButton href="/">{common("nav.browse")}</LinkButton>}>
          {t("mine.empty.text")}
        </EmptyState>
      ) : (
        <CardGrid label={t("mine.title")}>
          {page.data.map((offer) => (
            <OwnOffer key={offer.id} offer={offer} look="in-list" />
          ))}
        </CardGrid>
      )}
      <Paging path="/offers" query={{}} nextCursor={page.meta.nextCursor} further={cursor !== undefined} />
      <LiveRefresh queries={["marketplace.myOffers"]} />
    </Stack>
  );
}
