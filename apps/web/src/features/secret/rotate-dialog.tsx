"use client";

import { Button, NativeSelect, Stack, Text } from "@amanat/ui";
import type { AmanatError } from "@amanat/sdk";
import { useState } from "react";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { SecretOnce } from "./secret-once.tsx";

const OVERLAPS = [0, 1, 24, 168] as const;

type Props = LateDialogProps & {
  /** How it is called before and after. */
  title: string;
  madeTitle: string;
  hint: string;
  overlap: string;
  /** `0`: the one before ends at once. */
  hours: (count: number) => string;
  once: string;
  copy: string;
  saved: string;
  back: string;
  submit: string;
  call: { error: AmanatError | null; isPending: boolean };
  /** The new one, once it is there. */
  made: string | undefined;
  onRotate: (overlapHours: number) => void;
};

/** A new secret in place of one that is good for a while yet, so that no program stands still. */
export function RotateDialog({ opened, onClose, title, madeTitle, call, made, back, submit, saved, onRotate, ...shown }: Props) {
  const [hours, setHours] = useState<number>(24);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={made === undefined ? title : madeTitle}
      error={call.error}
      aboutMoney={false}
      actions={
        made === undefined ? (
          <Answers onClose={onClose} back={back} loading={call.isPending} onClick={() => onRotate(hours)}>
            {submit}
          </Answers>
        ) : (
          <Button onClick={onClose}>{saved}</Button>
        )
      }
    >
      {made === undefined ? (
        <Stack gap="md">
          <Text>{shown.hint}</Text>
          <NativeSelect
            label={shown.overlap}
            value={String(hours)}
            onChange={(event) => setHours(Number(event.currentTarget.value))}
            data={OVERLAPS.map((count) => ({ value: String(count), label: shown.hours(count) }))}
          />
        </Stack>
      ) : (
        <SecretOnce secret={made} once={shown.once} copy={shown.copy} />
      )}
    </Dialog>
  );
}
