"use client";

import { DELIVERY_STATES, type DeliveryState, type DeliveryView, PROVIDER_NAMES, type ProviderName } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { Button, Card, DateText, ErrorState, Facts, Group, NativeSelect, Stack, StatusBadge, Text, Title, useDoneToast } from "@amanat/ui";
import { IconInbox } from "@amanat/ui/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { parseAsString } from "nuqs/server";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "./admin-list.tsx";
import { Code } from "./code.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

const PAGE = 20;
const POLL_MS = 15_000;
const TONES: Readonly<Record<DeliveryState, "good" | "attention" | "bad" | "neutral">> = {
  waiting: "attention",
  failing: "attention",
  aside: "bad",
  acted: "good",
  ignored: "neutral",
  unread: "bad",
};

/** As it stands in the address bar. */
const filter = { provider: parseAsString.withDefault(""), state: parseAsString.withDefault(""), cursor: parseAsString };

/** The provider of that name, or the usual one. */
function providerCalled(text: string): ProviderName {
  const found = PROVIDER_NAMES.find((name) => name === text) ?? PROVIDER_NAMES[0];
  if (found === undefined) throw new Error("There is no provider.");
  return found;
}

/** What one provider's webhook brought. An admin can have a delivery read once more. */
export function Deliveries() {
  const t = useTranslations("admin.webhookDeliveries");
  const [asked, setAsked] = useQueryStates(filter, { history: "push" });
  const provider = providerCalled(asked.provider);
  const state = DELIVERY_STATES.find((known) => known === asked.state);
  const input = {
    provider,
    limit: PAGE,
    ...(state === undefined ? {} : { state }),
    ...(asked.cursor === null ? {} : { cursor: asked.cursor }),
  };
  const page = useAmanatQuery("payment", "listDeliveries", input, { refetchInterval: POLL_MS });
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      query={page}
      empty={{ icon: IconInbox, title: t("empty") }}
      cursor={asked.cursor}
      onGo={(next) => void setAsked({ cursor: next })}
      filters={
        <>
          <NativeSelect
            label={t("provider")}
            value={provider}
            onChange={({ currentTarget: { value } }) => void setAsked({ provider: value, cursor: null })}
            data={[...PROVIDER_NAMES]}
          />
          <NativeSelect
            label={t("stateLabel")}
            value={state ?? ""}
            onChange={({ currentTarget: { value } }) => void setAsked({ state: value, cursor: null })}
            data={[{ value: "", label: t("every") }, ...DELIVERY_STATES.map((value) => ({ value, label: t(`state.${value}`) }))]}
          />
        </>
      }
    >
      {(deliveries) => (
        <Stack gap="md">
          {deliveries.map((delivery) => (
            <DeliveryCard key={delivery.id} delivery={delivery} />
          ))}
        </Stack>
      )}
    </AdminListPage>
  );
}

function DeliveryCard({ delivery }: { delivery: DeliveryView }) {
  const t = useTranslations("admin.webhookDeliveries");
  const locale = useLocale();
  const done = useDoneToast();
  const client = useQueryClient();
  const admin = useMe()?.roles.includes("admin") ?? false;
  const again = useDeskMutation("payment", "replayDelivery", {
    onSuccess: () => done(t("replayed")),
    onSettled: () => client.invalidateQueries({ queryKey: ["payment"] }),
  });
  const settled = delivery.processedAt !== null && delivery.head !== "";
  return (
    <Card component="article" padding="md" data-delivery={delivery.state}>
      <Stack gap="sm">
        <Group gap="sm">
          <Title order={2} size="h4">
            <Code>{delivery.event}</Code>
          </Title>
          <StatusBadge tone={TONES[delivery.state]}>{t(`state.${delivery.state}`)}</StatusBadge>
        </Group>
        <Facts
          facts={[
            { label: t("receivedAt"), value: <DateText value={delivery.receivedAt} look="moment" /> },
            { label: t("attempts"), value: formatCount(delivery.attempts, locale) },
            { label: t("bytes"), value: formatCount(delivery.bytes, locale) },
            ...(delivery.test ? [{ label: t("test"), value: t("yes") }] : []),
            ...(delivery.outcome === null ? [] : [{ label: t("outcome"), value: <bdi dir="ltr">{delivery.outcome}</bdi> }]),
          ]}
        />
        {delivery.head === "" ? null : (
          <Text dir="ltr">
            <Code>{delivery.head}</Code>
          </Text>
        )}
        {again.error === null ? null : <ErrorState error={again.error} money="unmentioned" />}
        {admin && settled ? (
          <Group>
            <Button loading={again.isPending} variant="default" onClick={() => again.mutate({ deliveryId: delivery.id })}>
              {t("replay")}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Card>
  );
}
