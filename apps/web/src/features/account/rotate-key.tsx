"use client";

import type { ApiKeyView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Button, NativeSelect, Stack, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { SecretOnce } from "../secret/secret-once.tsx";
import { useAccountRefresh } from "./refresh.ts";

const OVERLAPS = [0, 1, 24, 168] as const;

/** A new key in place of one that goes on working for a while, so that no program stands still. */
export function RotateKey({ held, opened, onClose }: LateDialogProps & { held: ApiKeyView }) {
  const t = useTranslations("account.keys");
  const refresh = useAccountRefresh();
  const [hours, setHours] = useState<number>(24);
  const rotate = useAmanatMutation("auth", "rotateApiKey", { onSettled: () => refresh("apiKeys") });
  const made = rotate.data;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={made === undefined ? t("rotateTitle", { name: isolated(held.name) }) : t("madeTitle")}
      error={rotate.error}
      aboutMoney={false}
      actions={
        made === undefined ? (
          <Answers
            onClose={onClose}
            back={t("cancel")}
            loading={rotate.isPending}
            onClick={() => rotate.mutate({ apiKeyId: held.id, overlapHours: hours })}
          >
            {t("rotate")}
          </Answers>
        ) : (
          <Button onClick={onClose}>{t("saved")}</Button>
        )
      }
    >
      {made === undefined ? (
        <Stack gap="md">
          <Text>{t("rotateHint")}</Text>
          <NativeSelect
            label={t("overlap")}
            value={String(hours)}
            onChange={(event) => setHours(Number(event.currentTarget.value))}
            data={OVERLAPS.map((count) => ({ value: String(count), label: count === 0 ? t("overlapNone") : t("overlapHours", { count }) }))}
          />
        </Stack>
      ) : (
        <SecretOnce secret={made.key} once={t("once")} copy={t("copy")} />
      )}
    </Dialog>
  );
}
