"use client";

import type { EffectLine } from "@amanat/contracts";
import { formatCount, isolated } from "@amanat/i18n";
import { Facts, Money, Stack, Text, useDateWords } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";

/** The two whose money it is. */
export type Sides = { readonly buyer: { readonly name: string }; readonly seller: { readonly name: string } };

type EffectLinesProps = {
  effect: readonly EffectLine[];
  sides: Sides;
  /** Of another delivery: until when; no money moves then. */
  until?: string | null;
};

/** What a division does with the money, posting by posting and part by part. */
export function EffectLines({ effect, sides, until = null }: EffectLinesProps) {
  const t = useTranslations("cases.effect");
  const locale = useLocale();
  const dates = useDateWords();
  const assetOf = useAssetOf();
  if (effect.length === 0) return <Text>{until === null ? t("none") : t("until", { time: dates(until, "due") })}</Text>;
  const parts = [...new Set(effect.map(({ tranche }) => tranche))];
  const name = (to: EffectLine["to"]): string => (to === "buyer" || to === "seller" ? isolated(sides[to].name) : "");
  return (
    <Stack gap="sm" data-effect>
      {parts.map((part) => (
        <Stack key={part} gap={4}>
          {parts.length === 1 ? null : <Text fw={600}>{t("part", { n: formatCount(part, locale) })}</Text>}
          <Facts
            facts={effect
              .filter(({ tranche }) => tranche === part)
              .map(({ to, amount, asset }) => ({
                label: t(to, { name: name(to) }),
                value: <Money amount={amount} asset={assetOf(asset)} />,
                strong: to !== "fee",
              }))}
          />
        </Stack>
      ))}
    </Stack>
  );
}
