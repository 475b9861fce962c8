import type { ReceiptView } from "@amanat/contracts";
import { formatCount, isolated } from "@amanat/i18n";
import { Alert, Anchor, Card, DateText, Facts, FullAddress, Money, PageHeader, Stack, StatusBadge, Text, Title } from "@amanat/ui";
import { IconPrinter } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { moneyText } from "../money/money-text.ts";
import { PrintButton } from "./print-button.tsx";
import classes from "./receipt.module.css";

/** A receipt on one sheet. Dates are in both calendars and with their zone, since its reader may live anywhere. */
export function Receipt({ receipt }: { receipt: ReceiptView }) {
  const t = useTranslations("receipt");
  const { asset, amount, received } = receipt;
  return (
    <Stack gap="lg" maw="46rem" mx="auto" w="100%" data-receipt={receipt.paidAt === null ? "open" : "paid"}>
      <PageHeader
        badge={
          <StatusBadge tone={receipt.paidAt === null ? "attention" : "good"}>{t(receipt.paidAt === null ? "open" : "paid")}</StatusBadge>
        }
        title={t("title", { title: isolated(receipt.title) })}
        lead={t("lead")}
        actions={
          <div className={classes.screen}>
            <PrintButton label={t("print")} icon={<IconPrinter size={20} aria-hidden />} />
          </div>
        }
      />
      {receipt.paidAt === null ? <Alert color="saffron">{t("openHint")}</Alert> : null}
      <Card component="section" aria-labelledby="payment-title">
        <Title order={2} size="h3" id="payment-title">
          {t("facts")}
        </Title>
        <Facts
          facts={[
            { label: t("amount"), value: <Money amount={amount} asset={asset} />, strong: true },
            { label: t("received"), value: <Money amount={received} asset={asset} /> },
            { label: t("network"), value: <bdi>{asset.chainName}</bdi> },
            {
              label: t("token"),
              value: (
                <bdi dir="ltr">
                  {asset.name} ({asset.symbol})
                </bdi>
              ),
            },
            { label: t("agreedAt"), value: <DateText value={receipt.agreedAt} look="due" /> },
            ...(receipt.paidAt === null ? [] : [{ label: t("paidAt"), value: <DateText value={receipt.paidAt} look="due" /> }]),
            { label: t("id"), value: <FullAddress address={receipt.id} /> },
          ]}
        />
        <Excess receipt={receipt} />
      </Card>
      <Transfers receipt={receipt} />
      <Text size="sm" c="dimmed">
        {t("after")} <span className={classes.screen}>{t("unlisted")}</span>
      </Text>
    </Stack>
  );
}

function Excess({ receipt: { received, amount, asset } }: { receipt: ReceiptView }) {
  const t = useTranslations("receipt");
  const locale = useLocale();
  const excess = BigInt(received) - BigInt(amount);
  return excess <= 0n ? null : <Text size="sm">{t("over", { excess: moneyText(excess, asset, locale) })}</Text>;
}

function Transfers({ receipt: { transfers, transferCount, asset } }: { receipt: ReceiptView }) {
  const t = useTranslations("receipt");
  const locale = useLocale();
  const further = transferCount - transfers.length;
  if (transferCount === 0) return null;
  return (
    <Card component="section" aria-labelledby="transfers-title">
      <Title order={2} size="h3" id="transfers-title">
        {t("transfers")}
      </Title>
      {transfers.map(({ txHash, amount, creditedAt, explorer }, nth) => (
        <div key={nth} className={classes.transfer} data-tx={txHash}>
          <Facts
            facts={[
              { label: t("received"), value: <Money amount={amount} asset={asset} />, strong: true },
              { label: t("credited"), value: <DateText value={creditedAt} look="due" /> },
            ]}
          />
          <Text size="sm" c="dimmed">
            {t("tx")}
          </Text>
          <FullAddress address={txHash} />
          {explorer === null ? null : (
            <div className={classes.screen}>
              <Anchor href={explorer} target="_blank" rel="noopener noreferrer">
                {t("explorer")} ({isolated(new URL(explorer).host)})
              </Anchor>
            </div>
          )}
        </div>
      ))}
      {further > 0 ? (
        <Text size="sm" c="dimmed">
          {t("more", { count: formatCount(further, locale) })}
        </Text>
      ) : null}
    </Card>
  );
}
