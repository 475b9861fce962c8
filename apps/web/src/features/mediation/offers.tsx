"use client";

import type { CaseView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Stack, Text, Title, UserText, useDateWords } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { EffectLines } from "../cases/effect-lines.tsx";

/** What one side offers the other now: they settle without a ruling, if it is accepted in time. */
export function Offers({ view }: { view: CaseView }) {
  const t = useTranslations("mediation.offers");
  const cases = useTranslations("cases");
  const dates = useDateWords();
  const open = view.settlements.filter(({ status }) => status === "open");
  if (open.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-labelledby="offers-title">
      <Title order={3} size="h4" id="offers-title">
        {t("title")}
      </Title>
      {open.map((offer) => (
        <Stack key={offer.id} gap={6}>
          <Text fw={600}>{cases(`settlement.kind.${offer.kind}`)}</Text>
          <Text size="sm" c="dimmed">
            {cases(`record.by.${offer.by}`, { name: isolated(view[offer.by].name) })} ·{" "}
            {t("until", { time: dates(offer.expiresAt, "due") })}
          </Text>
          <EffectLines effect={offer.effect} sides={view} until={offer.until} />
          {offer.note === "" ? null : <UserText>{offer.note}</UserText>}
        </Stack>
      ))}
    </Stack>
  );
}
