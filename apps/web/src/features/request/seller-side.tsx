import type { OfferView, RequestView } from "@amanat/contracts";
import { Alert, Card, Stack, Text, Title } from "@amanat/ui";
import { getLocale, getTranslations } from "next-intl/server";
import { LinkButton } from "../../client/links.tsx";
import { OfferForm, OwnOffer } from "./sides.tsx";

const OPEN: readonly RequestView["status"][] = ["active", "received_offers", "in_negotiation"];

/** What somebody who is not the buyer can do here: sign in, offer, or see how the own offer stands. */
export async function SellerSide({ request, own, signedIn }: { request: RequestView; own: readonly OfferView[]; signedIn: boolean }) {
  const [t, locale] = await Promise.all([getTranslations("offer"), getLocale()]);
  const live = own.some((offer) => offer.status === "submitted" || offer.status === "accepted" || offer.status === "countered");
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
  return (
    <Stack gap="md">
      {own.map((offer) => (
        <OwnOffer key={offer.id} offer={offer} />
      ))}
      {open && !live ? <OfferForm requestId={request.id} asset={request.asset} /> : null}
      {open || own.length > 0 ? null : <Alert color="gray">{t("form.closed")}</Alert>}
    </Stack>
  );
}
