"use client";

import { COUNTED_TO, type ProviderView } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { Card, DateText, Facts, Group, Stack, StatusBadge, Text, Title } from "@amanat/ui";
import { IconInbox } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "./admin-list.tsx";
import { Code } from "./code.tsx";

const POLL_MS = 10_000;
const TONES = { closed: "good", half_open: "attention", open: "bad" } as const;

/** Every provider: whether it answers, what of its webhooks waits, and what was refused. */
export function Providers() {
  const t = useTranslations("admin.providers");
  const found = useAmanatQuery("payment", "listProviders", {}, { refetchInterval: POLL_MS });
  const data = found.data === undefined ? undefined : { data: found.data.providers, meta: { nextCursor: null } };
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      query={{ ...found, data }}
      empty={{ icon: IconInbox, title: t("empty") }}
      cursor={null}
      onGo={() => undefined}
    >
      {(providers) => (
        <Stack gap="md">
          {providers.map((provider) => (
            <ProviderCard key={provider.name} provider={provider} />
          ))}
        </Stack>
      )}
    </AdminListPage>
  );
}

function Moment({ at }: { at: string | null }) {
  return at === null ? <span aria-hidden="true">—</span> : <DateText value={at} look="moment" />;
}

function ProviderCard({ provider }: { provider: ProviderView }) {
  const t = useTranslations("admin.providers");
  const locale = useLocale();
  const { name, health, day, refusals } = provider;
  const count = (n: number) => (n > COUNTED_TO ? `${formatCount(COUNTED_TO, locale)}+` : formatCount(n, locale));
  return (
    <Card component="article" padding="md" data-provider={name}>
      <Stack gap="sm">
        <Group gap="sm">
          <Title order={2} size="h4">
            <Code>{name}</Code>
          </Title>
          {health === null ? null : <StatusBadge tone={TONES[health.circuit]}>{t(`circuit.${health.circuit}`)}</StatusBadge>}
          {provider.alarmed ? <StatusBadge tone="bad">{t("alarmed")}</StatusBadge> : null}
        </Group>
        <Facts
          facts={[
            ...(health === null
              ? []
              : [
                  { label: t("okAt"), value: <Moment at={health.okAt} /> },
                  { label: t("failedAt"), value: <Moment at={health.failedAt} /> },
                ]),
            { label: t("waiting"), value: count(provider.waiting + provider.failing) },
            { label: t("aside"), value: count(provider.aside) },
            { label: t("stored"), value: formatCount(day.stored, locale) },
            { label: t("duplicate"), value: formatCount(day.duplicate, locale) },
            { label: t("refused"), value: formatCount(day.refused, locale) },
          ]}
        />
        {health?.failure == null ? null : (
          <Text dir="ltr">
            <Code>{health.failure}</Code>
          </Text>
        )}
        <TextLink href={`/admin/providers/deliveries?provider=${encodeURIComponent(name)}`} within>
          {t("deliveries")}
        </TextLink>
        {refusals.length === 0 ? null : <Refusals refusals={refusals} />}
      </Stack>
    </Card>
  );
}

/** How some of what was refused begins. It is a stranger's: shown as text, and believed by nobody. */
function Refusals({ refusals }: Pick<ProviderView, "refusals">) {
  const t = useTranslations("admin.providers");
  const locale = useLocale();
  return (
    <details>
      <summary>{t("refusals", { count: refusals.length })}</summary>
      <Stack gap="xs" mt="xs">
        {refusals.map(({ at, bytes, head }) => (
          <Stack key={`${at} ${head}`} gap={2}>
            <Text c="dimmed" size="sm">
              <DateText value={at} look="moment" /> · {t("bytes", { count: formatCount(bytes, locale) })}
            </Text>
            <Text dir="ltr">
              <Code>{head}</Code>
            </Text>
          </Stack>
        ))}
      </Stack>
    </details>
  );
}
