"use client";

import type { RequestView } from "@amanat/contracts";
import { formatSpan } from "@amanat/i18n";
import { Button, Card, Facts, Group, Stack, Text, Title, UserText, UserWord } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useMe } from "../../client/me.tsx";
import { useAsset } from "../../client/assets.tsx";
import { Budget } from "../market/budget.tsx";
import { modeOf, STEPS, type RequestForm } from "./form-values.ts";

/** Everything that will be published, and a way back to each part of it. */
export function ReviewStep({ form, onEdit }: { form: RequestForm; onEdit: (step: number) => void }) {
  const t = useTranslations("request");
  const locale = useLocale();
  const me = useMe();
  const asset = useAsset(form.asset);
  const place = [form.country, form.city, form.address, form.postalCode].filter((part) => part.trim() !== "").join(" · ");
  return (
    <Stack gap="md">
      <Title order={2}>{t("new.reviewTitle")}</Title>
      <Card>
        <Stack gap="sm">
          <Title order={3}>
            <UserWord>{form.title}</UserWord>
          </Title>
          <UserText>{form.description}</UserText>
          <Facts
            facts={[
              {
                label: t("new.type"),
                value: `${t(`type.${form.productType as RequestView["productType"]}`)} · ${t(`category.${form.category as RequestView["category"]}`)}`,
              },
              { label: t("budget"), value: <Budget request={form} asset={asset} strong /> },
              { label: t("network"), value: <bdi dir="ltr">{asset.chainName}</bdi> },
              { label: t("new.urgency"), value: t(`urgency.${form.urgency as RequestView["urgency"]}`) },
              { label: t("new.openDays"), value: formatSpan({ unit: "day", count: Number(form.openDays) }, locale) },
              modeOf(form) === "online"
                ? { label: t("deliverBy"), value: <UserWord>{form.channel}</UserWord> }
                : { label: t("deliverTo"), value: <UserWord>{place}</UserWord> },
            ]}
          />
          <Group gap="xs">
            {STEPS.slice(0, 3).map(({ key }, index) => (
              <Button key={key} size="sm" variant="subtle" onClick={() => onEdit(index)}>
                {t("new.edit", { step: t(`new.step.${key}`) })}
              </Button>
            ))}
          </Group>
        </Stack>
      </Card>
      {me === null ? <Text c="dimmed">{t("new.signedOutHint")}</Text> : null}
    </Stack>
  );
}
