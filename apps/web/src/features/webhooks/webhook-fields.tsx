"use client";

import { Checkbox, NativeSelect, Stack, TextInput } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { allOf, type EventGroup, withAll, withSingle } from "./subjects.ts";
import classes from "./webhooks.module.css";

export type Kept = { url: string; description: string; types: readonly string[]; plainSignature: boolean };
/** The form's values. With `some` and no type the endpoint would get no event, so the form cannot be sent. */
export type Fields = Kept & { some: boolean };

export const keptOf = ({ some, types, url, description, plainSignature }: Fields) => ({
  url: url.trim(),
  description: description.trim(),
  types: some ? [...types] : [],
  plainSignature,
});
export const isWhole = ({ url, some, types }: Fields): boolean => url.trim() !== "" && (!some || types.length > 0);

type FieldsProps = {
  fields: Fields;
  onChange: (change: Partial<Fields>) => void;
  events: readonly EventGroup[];
  /** What is wrong with a field, by its name. */
  wrong: Readonly<Record<string, string>>;
};

/** Where an endpoint is, and what it is told. */
export function WebhookFields({ fields, onChange, events, wrong }: FieldsProps) {
  const t = useTranslations("webhooks.form");
  const wrongType = Object.entries(wrong).find(([path]) => path.startsWith("types"))?.[1];
  return (
    <Stack gap="md">
      <TextInput
        label={t("url")}
        description={t("urlHint")}
        value={fields.url}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
        error={wrong["url"]}
        type="url"
        dir="ltr"
        maxLength={500}
        placeholder="https://example.com/amanat"
        autoComplete="off"
        data-autofocus
      />
      <TextInput
        label={t("description")}
        description={t("descriptionHint")}
        value={fields.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
        error={wrong["description"]}
        dir="auto"
        maxLength={100}
        autoComplete="off"
      />
      <NativeSelect
        label={t("events")}
        value={fields.some ? "some" : "every"}
        onChange={(event) => onChange({ some: event.currentTarget.value === "some" })}
        data={[
          { value: "every", label: t("every") },
          { value: "some", label: t("some") },
        ]}
        error={wrongType}
      />
      {fields.some ? <EventFields fields={fields} onChange={onChange} events={events} /> : null}
      <Checkbox
        label={t("plain")}
        description={t("plainHint")}
        checked={fields.plainSignature}
        onChange={(event) => onChange({ plainSignature: event.currentTarget.checked })}
        size="md"
      />
    </Stack>
  );
}

function EventFields({ fields, onChange, events }: Omit<FieldsProps, "wrong">) {
  const t = useTranslations("webhooks");
  return (
    <div role="group" aria-label={t("form.some")}>
      {events.map((group) => (
        <SubjectFields key={group.subject} group={group} types={fields.types} onChange={(types) => onChange({ types })} />
      ))}
    </div>
  );
}

type SubjectProps = { group: EventGroup; types: readonly string[]; onChange: (types: string[]) => void };

function SubjectFields({ group, types, onChange }: SubjectProps) {
  const t = useTranslations("webhooks");
  const all = types.includes(allOf(group.subject));
  const name = t(`subject.${group.subject}`);
  return (
    <div>
      <Checkbox
        label={t("allOf", { subject: name })}
        checked={all}
        onChange={(event) => onChange(withAll(types, group, event.currentTarget.checked))}
        size="md"
        py={8}
      />
      {all ? null : (
        <details className={classes.singles} open={types.some((type) => group.types.includes(type)) || undefined}>
          <summary>{t("form.single", { subject: name })}</summary>
          {group.types.map((type) => (
            <Checkbox
              key={type}
              label={
                <bdi dir="ltr" className={classes.code}>
                  {type}
                </bdi>
              }
              checked={types.includes(type)}
              onChange={(event) => onChange(withSingle(types, type, event.currentTarget.checked))}
              size="md"
              py={8}
              ps="md"
            />
          ))}
        </details>
      )}
    </div>
  );
}
