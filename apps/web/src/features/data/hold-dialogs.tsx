"use client";

import { HOLD_KINDS, type LegalHoldView } from "@amanat/contracts";
import { NativeSelect, Text, TextInput } from "@amanat/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDeskMutation } from "../admin/recorded-calls.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { ReasonField } from "../dialog/reason-field.tsx";

const SHORTEST = 5;
type Opened = { opened: boolean; onClose: () => void };

function Reason({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("data.retention");
  return <ReasonField label={t("reason")} value={value} onChange={onChange} />;
}

function useHoldsRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["retention", "holds"] });
}

/** Places a legal hold on a person, a deal or a case. */
export function PlaceHoldDialog({ opened, onClose }: Opened) {
  const t = useTranslations("data.retention");
  const ends = useEnding(onClose);
  const [kind, setKind] = useState<LegalHoldView["kind"]>("person");
  const [subjectId, setSubjectId] = useState("");
  const [reason, setReason] = useState("");
  const place = useDeskMutation("retention", "placeHold", ends(t("isPlaced"), useHoldsRefresh()));
  const isWhole = subjectId.trim().length >= SHORTEST && reason.trim().length >= SHORTEST;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("place")}
      error={place.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          loading={place.isPending}
          disabled={!isWhole}
          onClick={() => place.mutate({ kind, subjectId: subjectId.trim(), reason })}
        >
          {t("place")}
        </Answers>
      }
    >
      <NativeSelect
        label={t("holdKind")}
        value={kind}
        onChange={(event) => setKind(HOLD_KINDS.find((known) => known === event.currentTarget.value) ?? kind)}
        data={HOLD_KINDS.map((value) => ({ value, label: t(`holdKinds.${value}`) }))}
      />
      <TextInput
        label={t("subject")}
        required
        value={subjectId}
        onChange={(event) => setSubjectId(event.currentTarget.value)}
        dir="ltr"
        maxLength={60}
      />
      <Reason value={reason} onChange={setReason} />
    </Dialog>
  );
}

/** Releases a legal hold, with the reason. */
export function ReleaseHoldDialog({ hold, opened, onClose }: Opened & { hold: LegalHoldView }) {
  const t = useTranslations("data.retention");
  const ends = useEnding(onClose);
  const [reason, setReason] = useState("");
  const release = useDeskMutation("retention", "releaseHold", ends(t("isReleased"), useHoldsRefresh()));
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("releaseTitle")}
      error={release.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          loading={release.isPending}
          disabled={reason.trim().length < SHORTEST}
          onClick={() => release.mutate({ holdId: hold.id, version: hold.version, reason })}
        >
          {t("release")}
        </Answers>
      }
    >
      <Text>
        {t(`holdKinds.${hold.kind}`)} <bdi dir="ltr">{hold.subjectId}</bdi>
      </Text>
      <Reason value={reason} onChange={setReason} />
    </Dialog>
  );
}
