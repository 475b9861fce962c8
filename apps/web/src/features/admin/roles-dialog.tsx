"use client";

import type { PersonRow, Role } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Checkbox, Stack, Text } from "@amanat/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { ROLE_ORDER } from "./roles.ts";
import { useDeskMutation } from "./recorded-calls.ts";

export type RolesDialogProps = { person: PersonRow; opened: boolean; onClose: () => void };

/** Gives and takes roles: what each of them allows stands beside it. */
export function RolesDialog({ person, opened, onClose }: RolesDialogProps) {
  const t = useTranslations("admin.people");
  const names = useTranslations("admin.role");
  const hints = useTranslations("admin.roleHint");
  const queries = useQueryClient();
  const ends = useEnding(onClose);
  const [roles, setRoles] = useState<readonly Role[]>(person.roles);
  const change = useDeskMutation(
    "auth",
    "changeRoles",
    ends(t("done"), () => queries.invalidateQueries({ queryKey: ["auth", "people"] })),
  );
  const same = ROLE_ORDER.every((role) => roles.includes(role) === person.roles.includes(role));
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("dialogTitle", { name: isolated(person.name) })}
      error={change.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          loading={change.isPending}
          disabled={same || roles.length === 0}
          onClick={() => change.mutate({ userId: person.id, version: person.version, roles: [...roles] })}
        >
          {t("save")}
        </Answers>
      }
    >
      <Text>{t("dialogHint")}</Text>
      <Stack gap="sm">
        {ROLE_ORDER.map((role) => (
          <Checkbox
            key={role}
            size="md"
            label={names(role)}
            description={hints(role)}
            checked={roles.includes(role)}
            onChange={(event) => setRoles(event.currentTarget.checked ? [...roles, role] : roles.filter((each) => each !== role))}
          />
        ))}
      </Stack>
    </Dialog>
  );
}
