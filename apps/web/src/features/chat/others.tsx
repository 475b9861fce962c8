"use client";

import type { ConversationView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { useNameOf } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { MediatorBadge } from "../cases/mediator-badge.tsx";

/** With whom one speaks. In the room of a case our staff is its mediator: shown by the badge, which no name can make. */
export function Others({ conversation: { kind, members } }: { conversation: Pick<ConversationView, "kind" | "members"> }) {
  const t = useTranslations("chat.head.as");
  const nameOf = useNameOf();
  // Where the line is too short, it is not the mediator who is left out.
  const others = members.filter(({ mine }) => !mine).toSorted((a, b) => Number(b.role === "staff") - Number(a.role === "staff"));
  return others.map(({ name, role }, index) => (
    <span key={`${role} ${name}`}>
      {index === 0 ? null : " · "}
      {role === "staff" && kind === "dispute" ? (
        <>
          <MediatorBadge /> {isolated(name)}
        </>
      ) : (
        t(role, { name: isolated(nameOf(name)) })
      )}
    </span>
  ));
}
