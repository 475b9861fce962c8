"use client";

import { chainOf } from "@amanat/contracts";
import { formatSpan } from "@amanat/i18n";
import {
  asFailure,
  Button,
  Card,
  CountField,
  ErrorState,
  MoneyField,
  NativeSelect,
  serverIssues,
  SimpleGrid,
  Stack,
  Textarea,
  AddressField,
  Title,
  useDoneToast,
  useForm,
  useIssueTexts,
} from "@amanat/ui";
import { IconSend } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { late } from "../../client/reach.ts";
import { useAsset, useAssets } from "../../client/assets.tsx";
import { useCheckedSubmit } from "../../client/checked-form.ts";
import { useDraft } from "../../client/draft.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { WalletAddress } from "../wallet/wallet-address.tsx";
import { walletChainOf } from "../wallet/wallet-chain.ts";
import { EMPTY_OFFER, offerInput, previewOf, VALIDITIES } from "./form-values.ts";
import { MoneyFacts } from "./money-facts.tsx";

/** The offer's values, kept on the device until sent, and its checked submit. */
function useOfferForm(requestId: string) {
  const t = useTranslations("offer");
  const router = useRouter();
  const texts = useIssueTexts();
  const done = useDoneToast();
  const form = useForm({ initialValues: EMPTY_OFFER });
  const draft = useDraft(`offer.${requestId}`, 1, form.values, (values) => form.setValues(values));
  const submit = useAmanatMutation("marketplace", "submitOffer", {
    onSuccess: () => {
      draft.forget();
      done(t("form.sent"));
      router.refresh();
    },
    onError: (error) => {
      if (error.code === "VALIDATION_ERROR") form.setErrors(texts(serverIssues(error.issues)));
    },
  });
  const check = useCheckedSubmit(
    form,
    async () => {
      const { offerIssues } = await late(() => import("./form-rules.ts"));
      return (values) => offerIssues(requestId, values);
    },
    (values) => submit.mutate(offerInput(requestId, values)),
  );
  return { form, submit, check };
}

/** A seller's offer, with what is left after the fee while the price is typed. */
export function OfferForm({ requestId, asset: assetId }: { requestId: string; asset: string }) {
  const t = useTranslations("offer");
  const locale = useLocale();
  const refund = useTranslations("pay.refund");
  const asset = useAsset(assetId);
  const chain = walletChainOf({ chain: chainOf(assetId), chainName: asset.chainName });
  const { feeBps } = useAssets();
  const { form, submit, check } = useOfferForm(requestId);
  const preview = previewOf(form.values.price, assetId, feeBps);
  return (
    <Card>
      <form noValidate onSubmit={check}>
        <Stack gap="md">
          <Title order={2} size="h3">
            {t("form.title")}
          </Title>
          <MoneyField
            label={t("form.price")}
            description={t("form.priceHint")}
            asset={asset}
            {...form.getInputProps("price")}
            value={form.values.price}
          />
          {preview === null ? null : (
            <section aria-label={t("form.preview")} aria-live="polite">
              <MoneyFacts split={preview} view="seller" />
            </section>
          )}
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            <CountField label={t("form.days")} {...form.getInputProps("deliveryDays")} value={form.values.deliveryDays} />
            <NativeSelect
              label={t("form.valid")}
              data={VALIDITIES.map((hours) => ({ value: String(hours), label: formatSpan({ unit: "day", count: hours / 24 }, locale) }))}
              {...form.getInputProps("validHours")}
            />
          </SimpleGrid>
          <Textarea
            label={t("form.notes")}
            description={t("form.notesHint")}
            dir="auto"
            autosize
            minRows={3}
            maxLength={2000}
            {...form.getInputProps("notes")}
          />
          <AddressField
            label={t("form.payout")}
            description={t("form.payoutHint", { chain: asset.chainName })}
            {...form.getInputProps("payoutAddress")}
          />
          {chain === null ? null : (
            <WalletAddress
              chain={chain}
              label={refund("useWallet")}
              onAddress={(address) => form.setFieldValue("payoutAddress", address)}
            />
          )}
          {submit.isError && asFailure(submit.error).code !== "VALIDATION_ERROR" ? <ErrorState error={submit.error} /> : null}
          <Button type="submit" loading={submit.isPending || submit.isSuccess} leftSection={<IconSend size={18} aria-hidden data-flip />}>
            {t("form.submit")}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
