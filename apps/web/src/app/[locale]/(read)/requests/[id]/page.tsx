import { Alert, Stack } from "@amanat/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "../../../../../client/links.tsx";
import { LateRefresh } from "../../../../../client/late-refresh.tsx";
import { shownAsset } from "../../../../../features/money/shown-asset.ts";
import { Brief } from "../../../../../features/request/brief.tsx";
import { BuyerSide } from "../../../../../features/request/buyer-side.tsx";
import { loadOffers, loadRequest } from "../../../../../features/request/load.ts";
import { CancelRequest } from "../../../../../features/request/sides.tsx";
import { SellerSide } from "../../../../../features/request/seller-side.tsx";
import { knownAssets } from "../../../../../server-api/assets.ts";
import { attempt } from "../../../../../server-api/failure.ts";
import { knownRates } from "../../../../../server-api/rates.ts";
import { currentUser } from "../../../../../server-api/me.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ cursor?: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const request = await loadRequest((await params).id);
  return { title: request.title, description: request.description.slice(0, 160) };
}

export default async function RequestPage({ params, searchParams }: Props) {
  const [{ id }, { cursor }] = await Promise.all([params, searchParams]);
  // Asked for at once; whoever shows them waits.
  void attempt(currentUser().then((me) => (me === null ? null : loadOffers(id, cursor))));
  const request = await loadRequest(id);
  const [me, t, known, rates] = await Promise.all([currentUser(), getTranslations("request"), knownAssets(), knownRates()]);
  const asset = shownAsset(known.assets, request.asset);
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
          <Brief request={request} asset={asset} rates={rates} first={<BuyerSide request={request} cursor={cursor} />} />
          <CancelRequest request={request} />
        </>
      ) : (
        <Brief request={request} asset={asset} rates={rates}>
          <SellerSide request={request} signedIn={me !== null} />
        </Brief>
      )}
      {me === null ? null : (
        <LateRefresh queries={["marketplace.getRequest", "marketplace.listOffers", ...(request.mine ? (["chat.inbox"] as const) : [])]} />
      )}
    </Stack>
  );
}
