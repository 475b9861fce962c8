"use client";

import { type CaseView, MOST_NOTE, SETTLEMENT_KINDS } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { CountField, Stack, Text, Textarea, useDateWords } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation, useAmanatQuery } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { Choices } from "./choices.tsx";
import { EffectLines } from "./effect-lines.tsx";
import { inAssets } from "./shares.ts";
import { EMPTY_OFFER, kindsOf, mostDaysOf, type OfferForm, sharesOf, untilOf } from "./offer-values.ts";
import { useCaseRefresh } from "./refresh.ts";
import { SharesEditor } from "./shares-editor.tsx";

/** A side offers how to settle, and sees what its acceptance would do. */
export function OfferDialog({ view, opened, onClose }: LateDialogProps & { view: CaseView }) {
  const t = useTranslations("cases");
  const refresh = useCaseRefresh();
  const ends = useEnding(onClose);
  const [form, setForm] = useState<OfferForm>(EMPTY_OFFER);
  const [tried, setTried] = useState(false);
  const [now] = useState(() => Date.now());
  const offer = useAmanatMutation("disputes", "offerSettlement", ends(t("settlement.sent"), refresh));
  const until = untilOf(form, now);
  const change = (changed: Partial<OfferForm>) => setForm({ ...form, ...changed });
  const submit = () => {
    setTried(true);
    const { kind } = form;
    const shares = kind === "split" ? sharesOf(view, form) : [];
    if (kind === null || shares === null || (mostDaysOf(kind) !== null && until === null)) return;
    const dated = until === null ? {} : { until };
    offer.mutate({ caseId: view.id, version: view.version, kind, shares, ...dated, note: form.note.trim() });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("settlement.offer")}
      error={offer.error}
      actions={
        <Answers onClose={onClose} back={t("back")} loading={offer.isPending} disabled={form.kind === null} onClick={submit}>
          {t("settlement.send")}
        </Answers>
      }
    >
      <Choices
        label={t("settlement.kindLabel")}
        value={form.kind ?? ""}
        onChange={(value) => change({ kind: SETTLEMENT_KINDS.find((kind) => kind === value) ?? null })}
        choices={kindsOf(view).map((value) => ({ value, label: t(`settlement.kind.${value}`) }))}
      />
      {form.kind === "split" ? (
        <SharesEditor parts={view.parts} sides={view} value={form.shares} onChange={(shares) => change({ shares })} tried={tried} />
      ) : null}
      <DaysField form={form} until={until} onChange={(days) => change({ days })} />
      <Preview view={view} form={form} />
      <Textarea
        label={t("settlement.note")}
        value={form.note}
        onChange={(event) => change({ note: event.currentTarget.value })}
        autosize
        minRows={2}
        maxLength={MOST_NOTE}
        dir="auto"
      />
    </Dialog>
  );
}

type DaysFieldProps = { form: OfferForm; until: string | null; onChange: (days: string) => void };

/** Of a kind with a date: in how many days, and which day that is. */
function DaysField({ form, until, onChange }: DaysFieldProps) {
  const t = useTranslations("cases.settlement");
  const locale = useLocale();
  const dates = useDateWords();
  const most = mostDaysOf(form.kind);
  if (most === null) return null;
  return (
    <Stack gap={4}>
      <CountField
        label={t("days")}
        value={form.days}
        onChange={onChange}
        maxLength={2}
        error={until === null ? t("daysWrong", { most: formatCount(most, locale) }) : null}
      />
      {until === null ? null : <Text>{t("until", { time: dates(until, "due") })}</Text>}
    </Stack>
  );
}

/** The postings its acceptance would make, as the server has them. */
function Preview({ view, form }: { view: CaseView; form: OfferForm }) {
  const shares = sharesOf(view, form);
  const preview = useAmanatQuery(
    "disputes",
    "preview",
    { caseId: view.id, shares: inAssets(shares ?? [], view.parts) },
    { enabled: shares !== null, staleTime: Infinity },
  );
  return shares === null || preview.data === undefined ? null : <EffectLines effect={preview.data.effect} sides={view} />;
}
