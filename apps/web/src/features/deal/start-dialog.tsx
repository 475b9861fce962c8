"use client";

import type { DealDetail } from "@amanat/contracts";
import { SegmentedControl, Stack, Textarea, TextInput } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import type { DealDialogProps } from "./confirm-dialog.tsx";
import { FilePicker } from "../files/file-picker.tsx";
import { KeptFiles } from "./kept-files.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import {
  type HandoverField,
  type HandoverFiles,
  type HandoverFields as HandoverValues,
  type HandoverKind,
  useHandover,
} from "./use-handover.ts";

const KINDS: readonly HandoverKind[] = ["parcel", "artifact", "service"];

/** What the buyer asked for says how it is most likely delivered; the seller may choose otherwise. */
const LIKELY: Readonly<Record<DealDetail<"purchase">["productType"], HandoverKind>> = {
  physical_product: "parcel",
  digital_product: "artifact",
  service: "service",
  consultation: "service",
};

/** How the seller delivers: a parcel, a file or link, or a service. */
export function StartDialog({ deal, opened, onClose }: DealDialogProps & { deal: DealDetail<"purchase"> }) {
  const t = useTranslations("deal");
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const [kind, setKind] = useState<HandoverKind>(LIKELY[deal.productType]);
  const { field, files, checked } = useHandover(null);
  const start = useAmanatMutation("marketplace", "startDelivery", ends(t("done.started"), refresh));
  const submit = () => {
    const handover = checked(kind);
    if (handover !== null) start.mutate({ dealId: deal.id, version: deal.version, handover });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("start.title")}
      error={start.error}
      actions={
        <Answers onClose={onClose} back={t("action.back")} loading={start.isPending} disabled={files.sending.isUnderWay} onClick={submit}>
          {t("start.submit")}
        </Answers>
      }
    >
      <SegmentedControl
        aria-label={t("start.kind")}
        fullWidth
        value={kind}
        onChange={(value) => setKind(KINDS.find((known) => known === value) ?? kind)}
        data={KINDS.map((value) => ({ value, label: t(`start.${value}`) }))}
      />
      <HandoverFields kind={kind} field={field} files={files} />
    </Dialog>
  );
}

type HandoverFieldsProps = { kind: HandoverKind; field: (name: keyof HandoverValues) => HandoverField; files: HandoverFiles };

export function HandoverFields({ kind, field, files }: HandoverFieldsProps) {
  const t = useTranslations("deal.start");
  return (
    <Stack gap="sm">
      {kind === "parcel" ? (
        <>
          <TextInput label={t("carrier")} required maxLength={60} dir="auto" {...field("carrier")} />
          <TextInput label={t("tracking")} required maxLength={80} dir="ltr" {...field("tracking")} />
        </>
      ) : null}
      {kind === "artifact" ? (
        <>
          <TextInput label={t("url")} description={t("urlHint")} type="url" inputMode="url" maxLength={500} dir="ltr" {...field("url")} />
          <TextInput label={t("sha256")} description={t("sha256Hint")} maxLength={64} dir="ltr" {...field("sha256")} />
        </>
      ) : null}
      <Textarea
        label={kind === "service" ? t("serviceNote") : t("note")}
        required={kind === "service"}
        autosize
        minRows={2}
        maxLength={2_000}
        dir="auto"
        {...field("note")}
      />
      <KeptFiles files={files} />
      <FilePicker sending={files.sending} label={t(`files.${kind}`)} />
    </Stack>
  );
}
