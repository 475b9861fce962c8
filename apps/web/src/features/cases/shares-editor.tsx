"use client";

import type { CasePart } from "@amanat/contracts";
import { formatCount, formatShare, isolated } from "@amanat/i18n";
import { Button, Group, MoneyField, SimpleGrid, Stack, Text } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";
import { useMoneyWords } from "../money/money-words.ts";
import type { Sides } from "./effect-lines.tsx";
import { sharedAt, sharedBy, type TypedShare } from "./shares.ts";

const QUICK = [0, 25, 50, 75, 100] as const;

type SharesEditorProps = {
  parts: readonly CasePart[];
  sides: Sides;
  value: readonly TypedShare[];
  onChange: (value: TypedShare[]) => void;
  /** It was tried to send: what is not whole says so. */
  tried: boolean;
};

/** How what is on hold is divided, part by part. What one side does not get is the other's, so no other sum can be made. */
export function SharesEditor({ parts, sides, value, onChange, tried }: SharesEditorProps) {
  const change = (share: TypedShare) => onChange(parts.map(({ tranche }) => (tranche === share.tranche ? share : typedOf(value, tranche))));
  return (
    <Stack gap="md" data-shares>
      {parts.map((part) => (
        <PartShares
          key={part.tranche}
          part={part}
          several={parts.length > 1}
          sides={sides}
          typed={typedOf(value, part.tranche)}
          onChange={change}
          tried={tried}
        />
      ))}
    </Stack>
  );
}

const typedOf = (value: readonly TypedShare[], tranche: number): TypedShare =>
  value.find((share) => share.tranche === tranche) ?? { tranche, release: "", refund: "" };

type PartSharesProps = Pick<SharesEditorProps, "sides" | "tried"> & {
  part: CasePart;
  several: boolean;
  typed: TypedShare;
  onChange: (share: TypedShare) => void;
};

function PartShares({ part, several, sides, typed, onChange, tried }: PartSharesProps) {
  const t = useTranslations("cases.shares");
  const words = useTranslations("cases.effect");
  const locale = useLocale();
  const money = useMoneyWords();
  const asset = useAssetOf()(part.asset);
  const amount = money(part.amount, asset);
  // The side that was typed has no rest where it is no amount, or too much.
  const wrong = (side: "release" | "refund", other: "release" | "refund") =>
    (typed[side] !== "" && typed[other] === "") || (tried && typed[side] === "") ? t("wrong", { amount }) : null;
  return (
    <Stack gap="xs" data-part={part.tranche}>
      {several ? <Text fw={600}>{words("part", { n: formatCount(part.tranche, locale) })}</Text> : null}
      <Text size="sm" c="dimmed">
        {t("of", { amount })}
      </Text>
      <Group gap="xs" role="group" aria-label={t("quick")}>
        {QUICK.map((percent) => (
          <Button key={percent} variant="default" size="sm" onClick={() => onChange(sharedAt(part, percent))}>
            {formatShare(percent, 100, locale)}
          </Button>
        ))}
      </Group>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <MoneyField
          asset={asset}
          label={t("seller", { name: isolated(sides.seller.name) })}
          value={typed.release}
          onChange={(release) => onChange(sharedBy(part, "release", release))}
          error={wrong("release", "refund")}
        />
        <MoneyField
          asset={asset}
          label={t("buyer", { name: isolated(sides.buyer.name) })}
          value={typed.refund}
          onChange={(refund) => onChange(sharedBy(part, "refund", refund))}
          error={wrong("refund", "release")}
        />
      </SimpleGrid>
    </Stack>
  );
}
