import { type Handover, handoverInput, MOST_DELIVERED_FILES } from "@amanat/contracts";
import { contractIssues, useIssueTexts } from "@amanat/ui";
import { useState } from "react";
import type * as z from "zod";
import { type Sending, useUploads } from "../files/use-uploads.ts";

export type HandoverKind = Handover["kind"];
const EMPTY = { carrier: "", tracking: "", url: "", sha256: "", note: "" };
export type HandoverFields = typeof EMPTY;
export type HandoverField = { value: string; error: string | undefined; onChange: (event: { currentTarget: { value: string } }) => void };

/** What was handed over, as the form has it. */
function fieldsOf(handover: Handover | null): HandoverFields {
  const { kind: _kind, files: _files, ...given } = handover ?? { kind: null, files: [] };
  return { ...EMPTY, ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value ?? ""])) };
}

/** The contract's input of one kind, from the fields of all. */
function handoverOf(kind: HandoverKind, fields: HandoverFields, fileIds: string[]): z.input<typeof handoverInput> {
  const note = fields.note;
  if (kind === "parcel") return { kind, carrier: fields.carrier, tracking: fields.tracking, note, fileIds };
  const sha256 = fields.sha256.trim().toLowerCase();
  const url = fields.url.trim();
  if (kind === "artifact") return { kind, url: url === "" ? null : url, sha256: sha256 === "" ? null : sha256, note, fileIds };
  return { kind, note, fileIds };
}

/** The files of a handover: those that came with it before, without what was taken away, and those on their way. */
export type HandoverFiles = { kept: Handover["files"]; letGo: (fileId: string) => void; sending: Sending };

/**
 * The fields of a handover, first given or corrected; `checked` answers the input once nothing in it is wrong, else null. `files` go with
 * every kind of handover.
 */
export function useHandover(given: Handover | null) {
  const textsOf = useIssueTexts();
  const [fields, setFields] = useState(() => fieldsOf(given));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [kept, setKept] = useState(given?.files ?? []);
  const sending = useUploads("delivery", MOST_DELIVERED_FILES - kept.length);
  const letGo = (fileId: string): void => setKept((before) => before.filter(({ id }) => id !== fileId));
  return {
    files: { kept, letGo, sending } satisfies HandoverFiles,
    field: (name: keyof HandoverFields): HandoverField => ({
      value: fields[name],
      error: errors[name],
      onChange: (event) => {
        const { value } = event.currentTarget;
        setFields((before) => ({ ...before, [name]: value }));
      },
    }),
    checked: (kind: HandoverKind) => {
      const handover = handoverOf(kind, fields, [...kept.map(({ id }) => id), ...sending.fileIds]);
      const found = textsOf(contractIssues(handoverInput, handover));
      setErrors(found);
      return Object.keys(found).length === 0 ? handover : null;
    },
  };
}
