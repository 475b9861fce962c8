"use client";

import type { Asset, PayoutsDecided, PayoutView } from "@amanat/contracts";
import {
  AddressText,
  Alert,
  Button,
  ErrorState,
  Facts,
  ListSkeleton,
  Money,
  MoneyField,
  Stack,
  StatusBadge,
  Text,
  useErrorText,
  UserWord,
} from "@amanat/ui";
import { IconAlertTriangle } from "@amanat/ui/icons";
import { useQueries } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { queryKey } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useMoneyWords } from "../money/money-words.ts";
import classes from "./cells.module.css";
import { ChangedSince, useChangedWords } from "./changed-since.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

type BatchDialogProps = {
  ids: readonly string[];
  asset: Asset;
  opened: boolean;
  onClose: () => void;
  /** The answer was read: nothing is chosen any more. */
  onDone: () => void;
};
type Result = PayoutsDecided["results"][number];

/** Several payouts approved by one proof: each with what is checked now before it, and with what came of it after. */
export function BatchDialog({ ids, asset, opened, onClose, onDone }: BatchDialogProps) {
  const t = useTranslations("admin.payouts.batch");
  const approveWords = useTranslations("admin.approve");
  const deal = useTranslations("deal.action");
  const words = useMoneyWords();
  const refresh = useRefreshAfter("payout");
  const rows = useFresh(ids, opened);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const [asked, setAsked] = useState<readonly PayoutView[] | null>(null);
  const approve = useDeskMutation("payment", "approvePayouts", { onSettled: () => refresh() });
  const fit = rows.payouts.filter(({ approvable }) => approvable);
  const total = fit.reduce((sum, { amount }) => sum + BigInt(amount), 0n).toString();
  const mustType = fit.some(({ check }) => check?.typed !== false);
  const submit = () => {
    const same = !mustType || typed === total;
    setWrong(!same);
    if (!same) return;
    setAsked(rows.payouts);
    const payouts = fit.map(({ id, version, amount, destination, check }) => ({
      payoutId: id,
      version,
      amount,
      destination,
      balance: check?.balance ?? "0",
    }));
    approve.mutate({ asset: asset.id, total, payouts });
  };
  const results = approve.data?.results ?? null;
  return (
    <Dialog
      opened={opened}
      onClose={results === null ? onClose : onDone}
      title={results === null ? t("title", { count: fit.length }) : t("results")}
      error={approve.error}
      actions={
        results === null ? (
          <Answers
            onClose={onClose}
            back={deal("back")}
            loading={approve.isPending}
            disabled={rows.pending || fit.length === 0}
            onClick={submit}
          >
            {t("submit", { amount: words(total, asset) })}
          </Answers>
        ) : (
          <Button onClick={onDone}>{t("read")}</Button>
        )
      }
    >
      {rows.error === null ? null : <ErrorState error={rows.error} money="none" />}
      {rows.pending ? <ListSkeleton label={t("label")} /> : null}
      <Stack gap="sm" component="ul" className={classes.rows}>
        {(asked !== null && results !== null ? asked : rows.payouts).map((payout) => (
          <Line
            key={payout.id}
            payout={payout}
            asset={asset}
            result={results?.find(({ payoutId }) => payoutId === payout.id) ?? null}
            done={results !== null}
          />
        ))}
      </Stack>
      <ChangedSince error={approve.error} />
      {results !== null || fit.length === 0 ? null : (
        <>
          <Facts facts={[{ label: t("total"), value: <Money amount={total} asset={asset} withChain strong />, strong: true }]} />
          <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />}>
            {t("sentence")}
          </Alert>
          {mustType ? (
            <MoneyField
              asset={asset}
              label={approveWords("typeAmount", { amount: words(total, asset) })}
              value={typed}
              onChange={setTyped}
              error={wrong ? approveWords("mismatch") : null}
              data-autofocus
            />
          ) : null}
        </>
      )}
    </Dialog>
  );
}

/** Each payout as it is now, and not as the list had it. */
function useFresh(ids: readonly string[], enabled: boolean): { payouts: PayoutView[]; pending: boolean; error: unknown } {
  const amanat = useAmanat();
  return useQueries({
    queries: ids.map((payoutId) => ({
      queryKey: queryKey("payment", "getPayout", { payoutId }),
      queryFn: ({ signal }: { signal: AbortSignal }) => amanat.payment.getPayout({ payoutId }, { signal }),
      refetchInterval: 10_000,
      enabled,
    })),
    combine: (found) => ({
      payouts: found.flatMap(({ data }) => data ?? []),
      pending: found.some(({ isPending }) => isPending),
      error: found.find(({ error }) => error !== null)?.error ?? null,
    }),
  });
}

type LineProps = { payout: PayoutView; asset: Asset; result: Result | null; done: boolean };

function Line({ payout, asset, result, done }: LineProps) {
  const t = useTranslations("admin.payouts.batch");
  return (
    <Stack gap={4} component="li" className={classes.holding} data-batch-row={payout.id} data-result={stateOf(result, done)}>
      <Text fw={600}>
        <UserWord>{payout.dealTitle}</UserWord>
      </Text>
      <Money amount={payout.amount} asset={asset} />
      <AddressText address={payout.destination} />
      {done ? <Outcome result={result} payout={payout} /> : <Before payout={payout} />}
      {!done && payout.check?.two === true && payout.firstApproval === null ? (
        <Text size="sm" c="dimmed">
          {t("two")}
        </Text>
      ) : null}
    </Stack>
  );
}

function stateOf(result: Result | null, done: boolean): "before" | "left_out" | "moved" | "refused" {
  if (!done) return "before";
  if (result === null) return "left_out";
  return result.moved === null ? "refused" : "moved";
}

function Before({ payout }: { payout: PayoutView }) {
  const t = useTranslations("admin.payouts.batch");
  const blocked = useTranslations("admin.payout.blocked");
  if (payout.blockedBecause === "none")
    return (
      <div>
        <StatusBadge tone="good">{t("ready")}</StatusBadge>
      </div>
    );
  return (
    <>
      <div>
        <StatusBadge tone="attention">{t("leftOut")}</StatusBadge>
      </div>
      <Text size="sm">{blocked(payout.blockedBecause)}</Text>
    </>
  );
}

function Outcome({ result, payout }: { result: Result | null; payout: PayoutView }) {
  const t = useTranslations("admin.payouts.batch");
  const errorText = useErrorText();
  const changed = useChangedWords();
  if (result === null) return <Before payout={payout} />;
  if (result.moved !== null)
    return (
      <div>
        <StatusBadge tone={result.moved.status === "pending_approval" ? "waiting" : "good"}>
          {t(result.moved.status === "pending_approval" ? "first" : "approved")}
        </StatusBadge>
      </div>
    );
  const refused = result.refused ?? { code: "INTERNAL_SERVER_ERROR", fields: [] };
  const { title, text } = errorText({ code: refused.code });
  const named = changed(refused.fields);
  return (
    <>
      <div>
        <StatusBadge tone="bad">{t("refused")}</StatusBadge>
      </div>
      <Text size="sm">{named.length > 0 ? named.join(" ") : `${title} ${text}`}</Text>
    </>
  );
}
