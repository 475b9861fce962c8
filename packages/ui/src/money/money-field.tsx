"use client";

import { parseUnits } from "@amanat/contracts";
import { formatAmount } from "@amanat/i18n";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { TextInput, type TextInputProps } from "../form/text-input.tsx";
import type { ShownAsset } from "./asset.ts";
import classes from "./money-field.module.css";
import { textFromUnits, type Understood, understood } from "./money-text.ts";

export type MoneyFieldProps = Omit<TextInputProps, "value" | "defaultValue" | "onChange" | "type" | "inputMode" | "unit"> & {
  asset: ShownAsset;
  /** Base units, or empty. */
  value: string;
  /** Told base units; empty for empty; text that no amount schema accepts for anything else. */
  onChange: (units: string) => void;
};

/** What the field has to ask back, or null: a form says the rest when it is sent. */
function useQuestion(asset: ShownAsset): (of: Understood) => string | null {
  const t = useTranslations("errors");
  const locale = useLocale();
  return ({ fault, readings }) => {
    if (fault === "amount_too_fine") return t("issues.amount_too_fine", { places: formatAmount(String(asset.decimals), 0, locale) });
    if (fault !== "amount_ambiguous") return null;
    const [one = "", other = ""] = readings.map((plain) => {
      const units = parseUnits(plain, asset.decimals);
      return units === null ? plain : formatAmount(units, asset.decimals, locale);
    });
    return t("issues.amount_ambiguous", { one, other });
  };
}

/**
 * A field for an amount, in the digits and marks of the page's language, typed or pasted. What is typed stays as it is typed: a
 * sign that was dropped in silence made another amount of it. Number inputs swallow Persian digits, so this one is text throughout.
 */
export function MoneyField({ asset, value, onChange, error, ...rest }: MoneyFieldProps) {
  const locale = useLocale();
  const question = useQuestion(asset);
  const [text, setText] = useState(() => textFromUnits(value, asset.decimals, locale));
  const [seen, setSeen] = useState(value);

  // A value that did not come from typing (a restored draft, a reset form) replaces the text.
  if (seen !== value) {
    setSeen(value);
    if (understood(text, asset, locale).report !== value) setText(textFromUnits(value, asset.decimals, locale));
  }

  return (
    <TextInput
      {...rest}
      error={question(understood(text, asset, locale)) ?? error}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        onChange(understood(currentTarget.value, asset, locale).report);
      }}
      inputMode="decimal"
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
      maxLength={90}
      dir="ltr"
      inputClassName={classes.input}
      unit={
        <span className={classes.unit} aria-hidden="true">
          {asset.symbol}
        </span>
      }
      unitWidth={76}
    />
  );
}
