"use client";

import type { CaseView } from "@amanat/contracts";
import { NativeSelect, TextInput } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAssets } from "../../client/assets.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { EvidenceDialog } from "./evidence-dialog.tsx";

const HASH = /^0x[0-9a-f]{64}$/;

/** A transaction as evidence: on which network, and its hash. */
export function EvidenceTransactionDialog({ view, opened, onClose }: LateDialogProps & { view: CaseView }) {
  const t = useTranslations("cases.evidence");
  const { assets } = useAssets();
  const chains = [...new Map(assets.map(({ chain, chainName }) => [chain, chainName]))];
  const [chain, setChain] = useState(() => assets.find(({ id }) => id === view.parts[0]?.asset)?.chain ?? chains[0]?.[0] ?? "");
  const [typed, setTyped] = useState("");
  const txHash = typed.trim().toLowerCase();
  const piece = HASH.test(txHash) ? ({ kind: "transaction", caseId: view.id, chain, txHash } as const) : null;
  return (
    <EvidenceDialog piece={piece} opened={opened} onClose={onClose}>
      <NativeSelect
        label={t("chain")}
        value={chain}
        onChange={(event) => setChain(event.currentTarget.value)}
        data={chains.map(([value, label]) => ({ value, label }))}
      />
      <TextInput
        label={t("hash")}
        description={t("hashHint")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={typed !== "" && piece === null ? t("hashHint") : null}
        dir="ltr"
        autoComplete="off"
        spellCheck={false}
        maxLength={80}
      />
    </EvidenceDialog>
  );
}
