"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import classes from "./address-text.module.css";
import { CopyButton } from "./copy-button.tsx";
import { Group } from "../parts/boxes.tsx";
import { UnstyledButton } from "../parts/buttons.tsx";

const SHOWN = 6;

/** An address or hash with its middle left out: prefix and six, then the last six. */
export function shortAddress(text: string): string {
  const head = text.startsWith("0x") ? SHOWN + 2 : SHOWN;
  return text.length <= head + SHOWN + 1 ? text : `${text.slice(0, head)}…${text.slice(-SHOWN)}`;
}

function groupsOf(text: string): string[] {
  return text.match(/.{1,4}/gu) ?? [];
}

/** The whole address, cut in groups of four so that a person can compare it. */
export function FullAddress({ address }: { address: string }) {
  return (
    <bdi dir="ltr" className={classes.full} data-address={address}>
      {groupsOf(address).map((group, index) => (
        <span key={index} className={classes.group}>
          {group}
        </span>
      ))}
    </bdi>
  );
}

export type AddressTextProps = {
  address: string;
  /** Says what it is in the copy button: "Copy deposit address". */
  copyLabel?: string;
  /** `full` prints all of it, as payment screens must. */
  look?: "short" | "full";
};

/** An address, hash or id: six and six with the whole behind a tap, or the whole at once; always copyable raw. */
export function AddressText({ address, copyLabel, look = "short" }: AddressTextProps) {
  const t = useTranslations("common");
  const [whole, setWhole] = useState(false);
  const copy = <CopyButton value={address} label={copyLabel ?? t("copy.address")} />;
  if (look === "full")
    return (
      <Group gap="xs" wrap="nowrap" align="center">
        <FullAddress address={address} />
        {copy}
      </Group>
    );
  return (
    <span className={classes.line}>
      <UnstyledButton
        className={classes.short}
        aria-expanded={whole}
        aria-label={whole ? undefined : t("address.showFull", { address: shortAddress(address) })}
        onClick={() => setWhole(!whole)}
      >
        {whole ? <FullAddress address={address} /> : <bdi dir="ltr">{shortAddress(address)}</bdi>}
      </UnstyledButton>
      {copy}
    </span>
  );
}
