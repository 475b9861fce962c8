"use client";

import type { FilePurpose } from "@amanat/contracts";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { useLiveEvents } from "../../client/live-context.ts";
import { useAmanatQuery } from "../../client/query.ts";
import { useSilence } from "../../client/reach.ts";
import { putFile } from "./put-file.ts";
import { isUnderWay, type Upload, Uploads } from "./uploads.ts";

/** What somebody is sending from one form. */
export type Sending = {
  purpose: FilePurpose;
  mostFiles: number;
  /** Known once the server has said its rules; nothing can be chosen before. */
  rules: { mostBytes: number; usedBytes: number; quotaBytes: number } | null;
  uploads: readonly Upload[];
  /** The files that may be attached now, in the order they were chosen. */
  fileIds: readonly string[];
  /** Something is still on its way, so it can not be attached yet. */
  isUnderWay: boolean;
  add: (files: readonly File[]) => void;
  /** Cancels one, or takes it away. */
  drop: (key: string) => void;
  retry: (key: string) => void;
  /** After they were attached. */
  clear: () => void;
};

/** Sends files for one purpose, and follows them until they may be read. What was not attached when its form goes is left to the server. */
export function useUploads(purpose: FilePurpose, mostFiles: number): Sending {
  const { files } = useAmanat();
  const rules = useAmanatQuery("files", "rules", undefined).data ?? null;
  const [sender] = useState(
    () =>
      new Uploads(
        {
          begin: (input) => files.begin(input),
          put: putFile,
          arrived: (input) => files.arrived(input),
          get: (input) => files.get(input),
          remove: (input) => files.remove(input),
        },
        { purpose, mostFiles, mostBytes: 0 },
      ),
  );
  useEffect(() => {
    if (rules !== null) sender.allow({ mostBytes: rules.mostBytes, mostFiles });
  }, [sender, rules, mostFiles]);
  useEffect(() => () => sender.clear(), [sender]);
  const uploads = useSyncExternalStore(sender.watch, sender.all, sender.all);
  useLiveEvents((event) => {
    if (event.type === "file.changed.v1") void sender.heard(event.data.fileId);
  });
  const silence = useSilence();
  const wasSilent = useRef(false);
  useEffect(() => {
    if (wasSilent.current && silence === null) void sender.lookAgain();
    wasSilent.current = silence !== null;
  }, [sender, silence]);
  return {
    purpose,
    mostFiles,
    rules,
    uploads,
    fileIds: uploads.flatMap(({ step, file }) => (step === "ready" && file !== null ? [file.id] : [])),
    isUnderWay: uploads.some(isUnderWay),
    add: (chosen) => sender.add(chosen),
    drop: (key) => sender.drop(key),
    retry: (key) => sender.retry(key),
    clear: () => sender.clear(),
  };
}
