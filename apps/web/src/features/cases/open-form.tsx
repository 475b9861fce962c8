"use client";

import { CASE_CERTAINTIES, type DealDetail, MOST_STATEMENT, type OpeningView } from "@amanat/contracts";
import { formatCount, isolated } from "@amanat/i18n";
import {
  Alert,
  asFailure,
  Button,
  Card,
  Checkbox,
  ErrorState,
  Group,
  Skeleton,
  Stack,
  Text,
  Textarea,
  useDoneToast,
  useForm,
  type UseFormReturnType,
} from "@amanat/ui";
import { IconScale } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import dynamic from "next/dynamic";
import { useCheckedSubmit } from "../../client/checked-form.ts";
import { useDraft } from "../../client/draft.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { late } from "../../client/reach.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { useRouter } from "../../i18n/routing.ts";
import { useAssetOf } from "../money/asset-of.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { Choices } from "./choices.tsx";
import { chosenParts, emptyForm, type OpenForm as Values, openInput, REASONS_OF } from "./open-values.ts";
import { WhatItMeans } from "./what-it-means.tsx";

/** Only who asks for a part of the money needs it. */
const SharesEditor = dynamic(async () => (await late(() => import("./shares-editor.tsx"))).SharesEditor, {
  loading: () => <Skeleton height={220} radius="md" />,
});

/** The form's values, kept on the device until the case is open, and its checked submit. */
function useOpenForm(opening: OpeningView) {
  const t = useTranslations("cases.open");
  const router = useRouter();
  const done = useDoneToast();
  const refresh = useRefreshAfter("dispute");
  const form = useForm({ initialValues: emptyForm(opening) });
  const draft = useDraft(`case.${opening.dealId}`, 1, form.values, (values) => form.setValues(values));
  const open = useAmanatMutation("disputes", "open", {
    onSuccess: ({ caseId }) => {
      draft.forget();
      done(t("done"));
      router.push(`/cases/${caseId}`);
    },
    // What was true when the form was read may be true no more: the page then says what is.
    onError: () => void refresh(),
  });
  const check = useCheckedSubmit(
    form,
    async () => {
      const { openIssues } = await late(() => import("./open-rules.ts"));
      return (values) => openIssues(opening, values);
    },
    (values) => open.mutate(openInput(opening, values)),
  );
  const discard = () => {
    draft.forget();
    form.setValues(emptyForm(opening));
  };
  return { form, open, check, restored: draft.restored, discard };
}

type OpenFormProps = { opening: OpeningView; deal: DealDetail; serverNow: string };

/** What is wrong, what is asked for, how sure, and the statement; below it all that follows from sending it. */
export function OpenForm({ opening, deal, serverNow }: OpenFormProps) {
  const t = useTranslations("cases.open");
  const { form, open, check, restored, discard } = useOpenForm(opening);
  const other = isolated(deal[opening.role === "buyer" ? "seller" : "buyer"].name);
  const parts = chosenParts(opening, form.values);
  return (
    <form noValidate onSubmit={check} data-open-case>
      <Stack gap="lg">
        <Text>{t("lead")}</Text>
        {restored ? (
          <Alert role="status">
            <Group justify="space-between" gap="sm">
              <Text>{t("draft")}</Text>
              <Button variant="default" size="sm" onClick={discard}>
                {t("discard")}
              </Button>
            </Group>
          </Alert>
        ) : null}
        <Card>
          <Stack gap="lg">
            <Questions opening={opening} form={form} />
            {form.values.ask === "partial_refund" ? (
              <Stack gap="xs">
                <Text fw={600}>{t("shares")}</Text>
                <SharesEditor
                  parts={parts}
                  sides={deal}
                  value={form.values.shares}
                  onChange={(shares) => form.setFieldValue("shares", shares)}
                  tried={form.errors["shares"] !== undefined}
                />
              </Stack>
            ) : null}
            <Textarea
              label={t("statement")}
              description={t("statementHint", { other })}
              dir="auto"
              autosize
              minRows={5}
              maxLength={MOST_STATEMENT}
              {...form.getInputProps("statement")}
            />
          </Stack>
        </Card>
        <WhatItMeans opening={opening} form={form.values} parts={parts} other={other} asset={deal.asset} serverNow={serverNow} />
        {open.isError && asFailure(open.error).code !== "VALIDATION_ERROR" ? <ErrorState error={open.error} money="none" /> : null}
        <Button type="submit" size="lg" loading={open.isPending || open.isSuccess} leftSection={<IconScale size={20} aria-hidden />}>
          {t("submit")}
        </Button>
      </Stack>
    </form>
  );
}

function Questions({ opening, form }: { opening: OpeningView; form: UseFormReturnType<Values> }) {
  const t = useTranslations("cases");
  const locale = useLocale();
  const words = useMoneyWords();
  const assetOf = useAssetOf();
  return (
    <>
      <Choices
        label={t("open.reason")}
        choices={REASONS_OF[opening.role].map((value) => ({ value, label: t(`reason.${value}`) }))}
        {...form.getInputProps("reason")}
      />
      <Choices
        label={t("open.ask")}
        choices={opening.asks.map((value) => ({ value, label: t(`ask.${value}`) }))}
        {...form.getInputProps("ask")}
      />
      {opening.parts.length === 1 ? null : (
        <Checkbox.Group
          label={t("open.parts")}
          {...form.getInputProps("tranches")}
          error={form.errors["tranches"] === undefined ? null : t("open.noPart")}
        >
          <Stack gap="xs" mt="xs">
            {opening.parts.map(({ tranche, amount, asset }) => (
              <Checkbox
                key={tranche}
                value={String(tranche)}
                size="md"
                label={t("open.part", { n: formatCount(tranche, locale), amount: words(amount, assetOf(asset)) })}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Choices
        label={t("open.certainty")}
        choices={CASE_CERTAINTIES.map((value) => ({ value, label: t(`certainty.${value}`) }))}
        {...form.getInputProps("certainty")}
      />
    </>
  );
}
