"use client";

import type { DeadDelivery } from "@amanat/contracts";
import { Button, DateText, NativeSelect, Stack, useDoneToast } from "@amanat/ui";
import { IconCheck } from "@amanat/ui/icons";
import { formatCount } from "@amanat/i18n";
import { useLocale, useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { parseAsString } from "nuqs/server";
import { LinkButton } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "./admin-list.tsx";
import { Code } from "./code.tsx";
import { DeadCard } from "./dead-card.tsx";
import { useIncidentsRefresh } from "./incidents-refresh.ts";
import { useDeskMutation } from "./recorded-calls.ts";

const PAGE = 20;
/** Live events do the work; this catches what a sleeping tab missed. */
const SAFETY_POLL_MS = 30_000;

/** As it stands in the address bar. */
const filter = { consumer: parseAsString.withDefault(""), cursor: parseAsString };

/** Reactions to events that failed for good, oldest failure first. An admin can retry one. */
export function DeadDeliveries() {
  const t = useTranslations("admin.deliveries");
  const [{ consumer, cursor }, setFilter] = useQueryStates(filter, { history: "push" });
  const input = { limit: PAGE, ...(cursor === null ? {} : { cursor }), ...(consumer === "" ? {} : { consumer }) };
  const consumers = useAmanatQuery("desk", "backlogs", {}).data?.backlogs.filter(({ kind }) => kind === "consumer") ?? [];
  const known = [...new Set([...consumers.map(({ name }) => name), ...(consumer === "" ? [] : [consumer])])];
  const page = useAmanatQuery("incidents", "deadDeliveries", input, { refetchInterval: SAFETY_POLL_MS });
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      query={page}
      empty={{ icon: IconCheck, title: t("empty"), hint: t("emptyHint") }}
      cursor={cursor}
      onGo={(next) => void setFilter({ cursor: next })}
      filters={
        <NativeSelect
          label={t("consumer")}
          value={consumer}
          onChange={({ currentTarget: { value } }) => void setFilter({ consumer: value, cursor: null })}
          data={[{ value: "", label: t("every") }, ...known.map((value) => ({ value, label: value }))]}
          maw="20rem"
        />
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

function DeliveryCard({ delivery }: { delivery: DeadDelivery }) {
  const t = useTranslations("admin.deliveries");
  const incidents = useTranslations("admin.incidents");
  const locale = useLocale();
  const done = useDoneToast();
  const refresh = useIncidentsRefresh();
  const retry = useDeskMutation("incidents", "retryDelivery", { onSuccess: () => done(t("retried")), onSettled: () => refresh() });
  return (
    <DeadCard
      data-delivery={delivery.consumer}
      name={delivery.type}
      facts={[
        { label: t("consumer"), value: <Code>{delivery.consumer}</Code> },
        { label: t("at"), value: <DateText value={delivery.at} look="moment" /> },
        { label: t("deadAt"), value: <DateText value={delivery.deadAt} look="moment" /> },
        { label: t("attempts"), value: formatCount(delivery.attempts, locale) },
      ]}
      failure={delivery.failure}
      error={retry.error}
    >
      <Button loading={retry.isPending} onClick={() => retry.mutate({ deliveryId: delivery.id })}>
        {incidents("retry")}
      </Button>
      {delivery.dealId === null ? null : (
        <LinkButton href={`/admin/deals/${delivery.dealId}`} variant="light">
          {incidents("toDeal")}
        </LinkButton>
      )}
    </DeadCard>
  );
}
