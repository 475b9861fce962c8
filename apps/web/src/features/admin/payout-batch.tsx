"use client";

import type { PayoutView } from "@amanat/contracts";
import { Alert, Button, Card, Group, Money, Text } from "@amanat/ui";
import { IconInfoCircle, IconShieldCheck } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { useAssetOf } from "../money/asset-of.ts";

const BatchDialog = lateComponent(() => import("./batch-dialog.tsx"), "BatchDialog");
/** As the contract has it; its schemas would come along. */
const MOST = 20;

type PayoutBatchProps = { chosen: readonly PayoutView[]; onClear: () => void };

/** What was chosen in the queue, its sum, and the way to approve all of it. */
export function PayoutBatch({ chosen, onClear }: PayoutBatchProps) {
  const t = useTranslations("admin.payouts.batch");
  const assetOf = useAssetOf();
  const dialog = useLateDialog();
  const [first] = chosen;
  if (first === undefined && !dialog.opened) return null;
  const isOneAsset = chosen.every(({ asset }) => asset === first?.asset);
  const total = chosen.reduce((sum, { amount }) => sum + BigInt(amount), 0n).toString();
  const close = () => {
    dialog.close();
    onClear();
  };
  return (
    <Card padding="md" component="section" aria-label={t("label")} data-batch={chosen.length}>
      <Group justify="space-between" gap="sm">
        <Text fw={600} role="status">
          {t("chosen", { count: chosen.length })}{" "}
          {isOneAsset && first ? <Money amount={total} asset={assetOf(first.asset)} strong withChain /> : null}
        </Text>
        <Group gap="sm">
          <Button variant="default" onClick={onClear}>
            {t("clear")}
          </Button>
          <Button
            leftSection={<IconShieldCheck size={20} aria-hidden />}
            disabled={!isOneAsset || chosen.length > MOST}
            onClick={dialog.open}
          >
            {t("approve")}
          </Button>
        </Group>
      </Group>
      {isOneAsset && chosen.length <= MOST ? null : (
        <Alert color="lapis" icon={<IconInfoCircle aria-hidden />} mt="sm">
          {isOneAsset ? t("most", { most: MOST }) : t("oneAsset")}
        </Alert>
      )}
      {dialog.wanted && first ? (
        <BatchDialog
          key={dialog.times}
          ids={chosen.map(({ id }) => id)}
          asset={assetOf(first.asset)}
          opened={dialog.opened}
          onClose={dialog.close}
          onDone={close}
        />
      ) : null}
    </Card>
  );
}
