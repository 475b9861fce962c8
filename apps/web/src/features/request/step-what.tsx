"use client";

import { CATEGORIES, PRODUCT_TYPES } from "@amanat/contracts";
import {
  RadioCard,
  RadioGroup,
  RadioIndicator,
  NativeSelect,
  SimpleGrid,
  Text,
  Textarea,
  TextInput,
  type UseFormReturnType,
} from "@amanat/ui";
import { useTranslations } from "next-intl";
import { TYPE_ICONS } from "../market/type-icon.tsx";
import type { RequestForm } from "./form-values.ts";
import classes from "./step.module.css";

/** What is wanted. */
export function WhatStep({ form }: { form: UseFormReturnType<RequestForm> }) {
  const t = useTranslations("request");
  return (
    <>
      <RadioGroup label={t("new.type")} {...form.getInputProps("productType")}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" mt="xs">
          {PRODUCT_TYPES.map((type) => {
            const Shape = TYPE_ICONS[type];
            return (
              <RadioCard key={type} value={type} className={classes.choice ?? ""}>
                <RadioIndicator />
                <Shape size={24} stroke={1.7} aria-hidden />
                <span>
                  <Text span fw={600} display="block">
                    {t(`type.${type}`)}
                  </Text>
                  <Text span size="sm" c="dimmed">
                    {t(`typeHint.${type}`)}
                  </Text>
                </span>
              </RadioCard>
            );
          })}
        </SimpleGrid>
      </RadioGroup>
      <NativeSelect
        label={t("new.category")}
        data={[
          { value: "", label: t("new.choose"), disabled: true },
          ...CATEGORIES.map((value) => ({ value: value as string, label: t(`category.${value}`) })),
        ]}
        {...form.getInputProps("category")}
      />
      <TextInput label={t("new.titleLabel")} description={t("new.titleHint")} dir="auto" maxLength={120} {...form.getInputProps("title")} />
      <Textarea
        label={t("new.descriptionLabel")}
        description={t("new.descriptionHint")}
        dir="auto"
        autosize
        minRows={5}
        maxLength={5000}
        {...form.getInputProps("description")}
      />
    </>
  );
}
