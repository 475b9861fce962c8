"use client";

import { formatUnits, type IntentView, type PayWay, shownAddress } from "@amanat/contracts";
import {
  Accordion,
  AccordionControl,
  AccordionItem,
  AccordionPanel,
  AddressText,
  Alert,
  Button,
  CopyButton,
  Facts,
  FullAddress,
  Money,
  QrCode,
  Stack,
  Text,
  Title,
} from "@amanat/ui";
import { IconAlertTriangle, IconInfoCircle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useMoneyWords } from "../money/money-words.ts";
import classes from "./address-payment.module.css";

type Transfer = Extract<PayWay, { way: "transfer" | "memo" }>;

/**
 * Copy or scan: the exact amount and the whole address, each copied raw on its own, then the code. Where many payments share the address, the
 * memo that tells them apart comes before it, with what happens without it.
 */
export function AddressPayment({ intent, transfer }: { intent: IntentView; transfer: Transfer }) {
  const t = useTranslations("pay.address");
  const words = useMoneyWords();
  const { asset, remaining } = intent;
  // Mixed case carries a checksum, and is how the wallet will show it.
  const to = shownAddress(transfer.to);
  const amount = words(remaining, asset);
  const memo = transfer.way === "memo" ? transfer.memo : null;
  const plain = formatUnits(BigInt(remaining), asset.decimals);
  return (
    <Stack gap="md">
      <Title order={2} size="h3">
        {t("title")}
      </Title>
      <div className={classes.columns}>
        <Stack gap="sm" className={classes.values ?? ""}>
          <div>
            <Text c="dimmed" size="sm">
              {t("amount")}
            </Text>
            <div className={classes.copyLine} data-pay-amount={plain}>
              <Money amount={remaining} asset={asset} size="xl" strong />
              <CopyButton value={plain} label={t("copyAmount")} />
            </div>
          </div>
          {memo === null ? null : <Memo memo={memo} />}
          <div>
            <Text c="dimmed" size="sm">
              {t("to")}
            </Text>
            <FullAddress address={to} />
          </div>
          <CopyButton value={to} label={t("copyAddress")} look="button" />
          {memo === null ? null : (
            <Button component="a" href={transfer.uri} variant="default" size="md" data-pay-link>
              {t("openWallet")}
            </Button>
          )}
          <div>
            <Text fw={600}>{t("network", { token: asset.symbol, chain: asset.chainName })}</Text>
            <Text size="sm" c="dimmed">
              {t("networkHint")}
            </Text>
          </div>
        </Stack>
        <div className={classes.code}>
          <QrCode value={transfer.uri} label={t("qr", { amount, chain: asset.chainName })} size={208} />
          <Text size="sm" c="dimmed">
            {t("scan")}
          </Text>
        </div>
      </div>
      <Alert color="lapis" icon={<IconInfoCircle aria-hidden />} title={t("exact", { amount })}>
        <strong>{t("exchange")}</strong> {t("exchangeHint")}
      </Alert>
      <Accordion variant="contained" order={3}>
        <AccordionItem value="details">
          <AccordionControl>{t("details")}</AccordionControl>
          <AccordionPanel>
            <Facts
              facts={[
                { label: t("tokenContract"), value: <AddressText address={asset.token ?? ""} copyLabel={t("tokenContract")} /> },
                { label: t("refundTo"), value: <AddressText address={intent.refundAddress ?? ""} copyLabel={t("refundTo")} /> },
              ]}
            />
          </AccordionPanel>
        </AccordionItem>
      </Accordion>
    </Stack>
  );
}

/** The memo, copied raw, and what becomes of money that comes without it. */
function Memo({ memo }: { memo: string }) {
  const t = useTranslations("pay.address");
  return (
    <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />} title={t("memoNeeded")}>
      <Stack gap="xs">
        <div>
          <Text c="dimmed" size="sm">
            {t("memo")}
          </Text>
          <div className={classes.copyLine} data-pay-memo={memo}>
            <bdi dir="ltr">
              <Text size="xl" fw={700} span>
                {memo}
              </Text>
            </bdi>
            <CopyButton value={memo} label={t("copyMemo")} />
          </div>
        </div>
        <Text size="sm">{t("memoHint")}</Text>
      </Stack>
    </Alert>
  );
}
