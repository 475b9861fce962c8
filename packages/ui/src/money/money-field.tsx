"use client";

import { useLayoutEffect, useRef, useState, type ChangeEvent } from "react";
import { TextInput, type TextInputProps } from "../form/text-input.tsx";
import type { ShownAsset } from "./asset.ts";
import classes from "./money-field.module.css";
import { normalisedAmount, textFromUnits, unitsFromText } from "./money-text.ts";

export type MoneyFieldProps = Omit<TextInputProps, "value" | "defaultValue" | "onChange" | "type" | "inputMode" | "rightSection"> & {
  asset: ShownAsset;
  /** Base units, or empty. */
  value: string;
  /** Told base units; empty for empty; text that no amount schema accepts for anything else. */
  onChange: (units: string) => void;
};

/**
 * A field for an amount. Takes Persian, Arabic and Latin digits and separators alike, typed or
 * pasted; number inputs swallow the first two, so this one is text throughout.
 */
export function MoneyField({ asset, value, onChange, ...rest }: MoneyFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);
  const [text, setText] = useState(() => textFromUnits(value, asset.decimals));
  const [seen, setSeen] = useState(value);

  // A value that did not come from typing (a restored draft, a reset form) replaces the text.
  if (seen !== value) {
    setSeen(value);
    if (unitsFromText(text, asset.decimals) !== value) setText(textFromUnits(value, asset.decimals));
  }

  useLayoutEffect(() => {
    if (caret.current === null || document.activeElement !== field.current) return;
    field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  const change = (event: ChangeEvent<HTMLInputElement>) => {
    const raw = event.currentTarget.value;
    const next = normalisedAmount(raw);
    caret.current = normalisedAmount(raw.slice(0, event.currentTarget.selectionStart ?? raw.length)).length;
    setText(next);
    onChange(unitsFromText(next, asset.decimals));
  };

  return (
    <TextInput
      {...rest}
      ref={field}
      value={text}
      onChange={change}
      inputMode="decimal"
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
      maxLength={90}
      dir="ltr"
      classNames={{ input: classes.input ?? "", section: classes.unit ?? "" }}
      rightSection={<span aria-hidden="true">{asset.symbol}</span>}
      rightSectionWidth={76}
      rightSectionPointerEvents="none"
    />
  );
}
