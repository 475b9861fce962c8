"use client";

import { SegmentedControl, SimpleGrid, Stack, Text, TextInput, type UseFormReturnType } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { modeOf, type RequestForm } from "./form-values.ts";

/** Where it goes, or through which channel it comes. */
export function DeliveryStep({ form }: { form: UseFormReturnType<RequestForm> }) {
  const t = useTranslations("request");
  const label = useId();
  const mode = modeOf(form.values);
  return (
    <>
      {form.values.productType === "physical_product" ? null : (
        <Stack gap={6}>
          <Text id={label} fw={500}>
            {t("new.mode")}
          </Text>
          <SegmentedControl
            aria-labelledby={label}
            fullWidth
            data={[
              { value: "online", label: t("new.modeOnline") },
              { value: "physical", label: t("new.modePhysical") },
            ]}
            value={mode}
            onChange={(value) => form.setFieldValue("mode", value)}
          />
        </Stack>
      )}
      {mode === "online" ? (
        <TextInput
          label={t("new.channel")}
          description={t("new.channelHint")}
          dir="auto"
          maxLength={120}
          {...form.getInputProps("channel")}
        />
      ) : (
        <>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            <TextInput label={t("new.country")} dir="auto" autoComplete="country-name" maxLength={60} {...form.getInputProps("country")} />
            <TextInput label={t("new.city")} dir="auto" autoComplete="address-level2" maxLength={80} {...form.getInputProps("city")} />
          </SimpleGrid>
          <TextInput
            label={t("new.address")}
            description={t("new.addressHint")}
            dir="auto"
            autoComplete="street-address"
            maxLength={300}
            {...form.getInputProps("address")}
          />
          <TextInput
            label={t("new.postalCode")}
            dir="auto"
            autoComplete="postal-code"
            maxLength={20}
            {...form.getInputProps("postalCode")}
          />
        </>
      )}
    </>
  );
}
