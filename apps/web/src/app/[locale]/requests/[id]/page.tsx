import { Alert, Stack } from "@amanat/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "../../../../client/links.tsx";
import { LiveRefresh } from "../../../../client/live-refresh.tsx";
import { Brief } from "../../../../features/request/brief.tsx";
import { BuyerSide } from "../../../../features/request/buyer-side.tsx";
import { loadOffers, loadRequest } from "../../../../features/request/load.ts";
import { CancelRequest } from "../../../../features/request/sides.tsx";
import { SellerSide } from "../../../../features/request/seller-side.tsx";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ cursor?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const request = await loadRequest((await params).id);
  return { title: request.title, description: request.description.slice(0, 160) };
}

export default async function RequestPage({ params, searchParams }: Props) {
  const [{ id }, { cursor }] = await Promise.all([params, searchParams]);
  const request = await loadRequest(id);
  const [{ offers, nextCursor, signedIn }, t] = await Promise.all([loadOffers(id, cursor), getTranslations("request")]);
  return (
    <Stack gap="xl">
      {request.activeDealId === null ? null : (
        <Alert color="saffron" title={t("dealRunning.title")}>
          <Stack gap="sm" align="flex-start">
            {t("dealRunning.text")}
            <LinkButton href={`/deals/${request.activeDealId}`}>{t("dealRunning.open")}</LinkButton>
          </Stack>
        </Alert>
      )}
      {request.mine ? (
        <>
          <Brief
            request={request}
            first={<BuyerSide request={request} offers={offers} nextCursor={nextCursor} further={cursor !== undefined} />}
          />
          <CancelRequest request={request} />
        </>
      ) : (
        <Brief request={request}>
          <SellerSide request={request} own={offers} signedIn={signedIn} />
        </Brief>
      )}
      <LiveRefresh queries={["marketplace.getRequest", "marketplace.listOffers"]} />
    </Stack>
  );
}
