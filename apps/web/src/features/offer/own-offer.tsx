"use client";

import type { OfferView } from "@amanat/contracts";
import { AddressText, Card, DateText, Group, Stack, Title, UserText } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { LinkButton, TextLink } from "../../client/links.tsx";
import { MoneyFacts, splitOf } from "./money-facts.tsx";
import { OfferBadge } from "./offer-badge.tsx";
import { Withdraw } from "./withdraw.tsx";

/** An offer as its seller sees it. */
export function OwnOffer({ offer, look = "on-request" }: { offer: OfferView; look?: "on-request" | "in-list" }) {
  const t = useTranslations("offer");
  return (
    <Card component="article" h="100%">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h3">
            {look === "on-request" ? (
              t("own.title")
            ) : (
              <TextLink href={`/requests/${offer.requestId}`}>
                <bdi dir="auto">{offer.requestTitle}</bdi>
              </TextLink>
            )}
          </Title>
          <OfferBadge status={offer.status} />
        </Group>
        {look === "on-request" && offer.notes !== "" ? <UserText>{offer.notes}</UserText> : null}
        <MoneyFacts
          split={splitOf(offer)}
          view="seller"
          more={[
            { label: t("column.delivery"), value: t("days", { count: offer.deliveryDays }) },
            ...(offer.status === "submitted"
              ? [{ label: t("column.validUntil"), value: <DateText value={offer.validUntil} look="due" /> }]
              : []),
            ...(offer.payoutAddress === null ? [] : [{ label: t("own.payout"), value: <AddressText address={offer.payoutAddress} /> }]),
          ]}
        />
        <Group gap="sm">
          {offer.dealId === null ? null : <LinkButton href={`/deals/${offer.dealId}`}>{t("own.toDeal")}</LinkButton>}
          <Withdraw offer={offer} />
        </Group>
      </Stack>
    </Card>
  );
}
