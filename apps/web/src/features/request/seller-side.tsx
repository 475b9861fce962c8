import type { RequestView } from "@amanat/contracts";
import { Alert, Card, ErrorState, Skeleton, Stack, Text, Title } from "@amanat/ui";
import { getLocale, getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { LinkButton } from "../../client/links.tsx";
import { loadOffers } from "./load.ts";
import { AskBuyer, OfferForm, OwnOffer } from "./sides.tsx";

const OPEN: readonly RequestView["status"][] = ["active", "received_offers", "in_negotiation"];

/** What somebody who is not the buyer can do here: sign in, offer, or see how the own offer stands. */
export async function SellerSide({ request, signedIn }: { request: RequestView; signedIn: boolean }) {
  const [t, locale] = await Promise.all([getTranslations("offer"), getLocale()]);
  const open = OPEN.includes(request.status);
  if (!signedIn && open)
    return (
      <Card>
        <Stack gap="sm">
          <Title order={2} size="h3">
            {t("form.signIn")}
          </Title>
          <Text c="dimmed">{t("form.signInText")}</Text>
          <LinkButton href={{ pathname: "/sign-in", query: { next: `/${locale}/requests/${request.id}` } }}>{t("form.signIn")}</LinkButton>
        </Stack>
      </Card>
    );
  if (!signedIn) return <Closed />;
  return (
    <Stack gap="md">
      {open ? <AskBuyer requestId={request.id} /> : null}
      {/* As high as the form, which most who come here see. */}
      <Suspense fallback={<Skeleton height={open ? 640 : 120} radius="lg" />}>
        <OwnOffers request={request} open={open} />
      </Suspense>
    </Stack>
  );
}

async function Closed() {
  const t = await getTranslations("offer");
  return <Alert color="gray">{t("form.closed")}</Alert>;
}

/** How the own offers stand, and the form where there is none; the page around it does not wait. */
async function OwnOffers({ request, open }: { request: RequestView; open: boolean }) {
  const { data: page, failure } = await loadOffers(request.id, undefined);
  if (page === null) return <ErrorState error={failure} />;
  const { data: own } = page;
  const live = own.some((offer) => offer.status === "submitted" || offer.status === "accepted" || offer.status === "countered");
  return (
    <Stack gap="md">
      {own.map((offer) => (
        <OwnOffer key={offer.id} offer={offer} />
      ))}
      {open && !live ? <OfferForm requestId={request.id} asset={request.asset} /> : null}
      {open || own.length > 0 ? null : <Closed />}
    </Stack>
  );
}
