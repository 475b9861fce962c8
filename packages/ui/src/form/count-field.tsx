"use client";

import { latinDigits } from "@amanat/contracts";
import { directionOf } from "@amanat/i18n";
import { useLocale } from "next-intl";
import { TextInput, type TextInputProps } from "./text-input.tsx";

export type CountFieldProps = Omit<TextInputProps, "value" | "onChange" | "type" | "inputMode" | "unit"> & {
  value: string;
  onChange: (digits: string) => void;
  unit?: string;
};

/** A field for a whole number, in any digits; reports Latin ones. */
export function CountField({ value, onChange, unit, ...rest }: CountFieldProps) {
  const locale = useLocale();
  return (
    <TextInput
      maxLength={6}
      dir={directionOf(locale)}
      {...rest}
      value={value}
      onChange={(event) => {
        const digits = latinDigits(event.currentTarget.value.trim());
        // Anything else is no whole number: without its sign, "1.5" would be fifteen.
        if (/^\d*$/.test(digits)) onChange(digits);
      }}
      inputMode="numeric"
      autoComplete="off"
      unit={unit === undefined ? undefined : <span aria-hidden="true">{unit}</span>}
      unitWidth={72}
    />
  );
}
