"use client";

import { handoverInput, type DealDetail } from "@amanat/contracts";
import { Button, contractIssues, SegmentedControl, Stack, Textarea, TextInput, useDoneToast, useIssueTexts } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type * as z from "zod";
import { useAmanatMutation } from "../../client/query.ts";
import type { DealDialogProps } from "./confirm-dialog.tsx";
import { Dialog } from "./dialog.tsx";
import { useDealRefresh } from "./refresh.ts";

type Kind = z.infer<typeof handoverInput>["kind"];
const KINDS: readonly Kind[] = ["parcel", "artifact", "service"];
export const EMPTY = { carrier: "", tracking: "", url: "", sha256: "", note: "" };
export type Fields = typeof EMPTY;

/** The contract's input of one kind, from the fields of all. */
export function handoverOf(kind: Kind, fields: Fields): z.input<typeof handoverInput> {
  const note = fields.note;
  if (kind === "parcel") return { kind, carrier: fields.carrier, tracking: fields.tracking, note };
  const sha256 = fields.sha256.trim().toLowerCase();
  if (kind === "artifact") return { kind, url: fields.url.trim(), sha256: sha256 === "" ? null : sha256, note };
  return { kind, note };
}

/** What the buyer asked for says how it is most likely delivered; the seller may choose otherwise. */
const LIKELY: Readonly<Record<DealDetail["productType"], Kind>> = {
  physical_product: "parcel",
  digital_product: "artifact",
  service: "service",
  consultation: "service",
};

/** How the seller delivers: a parcel, a file or link, or a service. */
export function StartDialog({ deal, opened, onClose }: DealDialogProps & { deal: DealDetail }) {
  const t = useTranslations("deal");
  const textsOf = useIssueTexts();
  const refresh = useDealRefresh();
  const done = useDoneToast();
  const [kind, setKind] = useState<Kind>(LIKELY[deal.productType]);
  const [fields, setFields] = useState<Fields>(EMPTY);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const start = useAmanatMutation("marketplace", "startDelivery", {
    onSuccess: () => {
      onClose();
      done(t("done.started"));
    },
    onSettled: () => refresh(),
  });
  const submit = () => {
    const handover = handoverOf(kind, fields);
    const found = textsOf(contractIssues(handoverInput, handover));
    setErrors(found);
    if (Object.keys(found).length === 0) start.mutate({ dealId: deal.id, version: deal.version, handover });
  };
  const field = (name: keyof Fields) => ({
    value: fields[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("start.title")}
      error={start.error}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {t("action.back")}
          </Button>
          <Button loading={start.isPending} onClick={submit}>
            {t("start.submit")}
          </Button>
        </>
      }
    >
      <SegmentedControl
        aria-label={t("start.kind")}
        fullWidth
        value={kind}
        onChange={(value) => setKind(KINDS.find((known) => known === value) ?? kind)}
        data={KINDS.map((value) => ({ value, label: t(`start.${value}`) }))}
      />
      <HandoverFields kind={kind} field={field} />
    </Dialog>
  );
}

type FieldProps = { value: string; error: string | undefined; onChange: (event: { currentTarget: { value: string } }) => void };

export function HandoverFields({ kind, field }: { kind: Kind; field: (name: keyof Fields) => FieldProps }) {
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
          <TextInput
            label={t("url")}
            description={t("urlHint")}
            required
            type="url"
            inputMode="url"
            maxLength={500}
            dir="ltr"
            {...field("url")}
          />
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
    </Stack>
  );
}
