import type { AuditEntryView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { shortAddress, PersonWord } from "@amanat/ui";
import { useTranslations } from "next-intl";
import classes from "./cells.module.css";

/** A name of the system's own: never translated, always left to right. */
export function Code({ children, strong = false }: { children: string; strong?: boolean }) {
  return (
    <bdi dir="ltr" className={classes.code} data-strong={strong ? true : undefined}>
      {children}
    </bdi>
  );
}

/** Who did it: a person by name, else what kind of somebody. */
export function ActorName({ actor }: { actor: AuditEntryView["actor"] }) {
  const t = useTranslations("audit.actor");
  if (actor.name !== null && actor.kind === "api_key") return t("machine", { name: isolated(actor.name) });
  if (actor.name !== null) return <PersonWord>{actor.name}</PersonWord>;
  if (actor.id !== null) return <Code>{shortAddress(actor.id)}</Code>;
  const process = /^system:(.+)$/.exec(actor.kind)?.[1];
  if (process !== undefined) return t("system", { process });
  return actor.kind === "owner" ? t("owner") : t("anonymous");
}

/** What it was done to: the kind, and as much of the id as tells two apart. */
export function SubjectName({ subject }: { subject: AuditEntryView["subject"] }) {
  return <Code>{subject.id === null ? subject.kind : `${subject.kind} ${shortAddress(subject.id)}`}</Code>;
}
