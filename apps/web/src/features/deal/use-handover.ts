import { type Handover, handoverInput } from "@amanat/contracts";
import { contractIssues, useIssueTexts } from "@amanat/ui";
import { useState } from "react";
import type * as z from "zod";

export type HandoverKind = Handover["kind"];
const EMPTY = { carrier: "", tracking: "", url: "", sha256: "", note: "" };
export type HandoverFields = typeof EMPTY;
export type HandoverField = { value: string; error: string | undefined; onChange: (event: { currentTarget: { value: string } }) => void };

/** What was handed over, as the form has it. */
function fieldsOf(handover: Handover | null): HandoverFields {
  const { kind: _kind, ...given } = handover ?? { kind: null };
  return { ...EMPTY, ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value ?? ""])) };
}

/** The contract's input of one kind, from the fields of all. */
function handoverOf(kind: HandoverKind, fields: HandoverFields): z.input<typeof handoverInput> {
  const note = fields.note;
  if (kind === "parcel") return { kind, carrier: fields.carrier, tracking: fields.tracking, note };
  const sha256 = fields.sha256.trim().toLowerCase();
  if (kind === "artifact") return { kind, url: fields.url.trim(), sha256: sha256 === "" ? null : sha256, note };
  return { kind, note };
}

/** The fields of a handover, first given or corrected; `checked` answers the input once nothing in it is wrong, else null. */
export function useHandover(given: Handover | null) {
  const textsOf = useIssueTexts();
  const [fields, setFields] = useState(() => fieldsOf(given));
  const [errors, setErrors] = useState<Record<string, string>>({});
  return {
    field: (name: keyof HandoverFields): HandoverField => ({
      value: fields[name],
      error: errors[name],
      onChange: (event) => {
        const { value } = event.currentTarget;
        setFields((before) => ({ ...before, [name]: value }));
      },
    }),
    checked: (kind: HandoverKind) => {
      const handover = handoverOf(kind, fields);
      const found = textsOf(contractIssues(handoverInput, handover));
      setErrors(found);
      return Object.keys(found).length === 0 ? handover : null;
    },
  };
}
