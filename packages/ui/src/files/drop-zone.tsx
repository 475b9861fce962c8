"use client";

import { Dropzone } from "@mantine/dropzone";
import type { ReactNode } from "react";

export type DropZoneProps = {
  /** Of the field that the browser opens its choice of files from. */
  label: string;
  /** Types the choice of files begins with. What is given all the same comes too, and its reader says why it is not taken. */
  types: readonly string[];
  several: boolean;
  disabled?: boolean;
  onFiles: (files: readonly File[]) => void;
  /** Holds a button: a press on it, as anywhere in the zone, opens the choice of files. */
  children: ReactNode;
};

/** Where files are dropped or chosen. Loaded late: few visits send a file. */
export function DropZone({ label, types, several, disabled = false, onFiles, children }: DropZoneProps) {
  return (
    <Dropzone
      accept={[...types]}
      multiple={several}
      disabled={disabled}
      enablePointerEvents
      activateOnKeyboard={false}
      inputProps={{ "aria-label": label, tabIndex: -1 }}
      onDrop={() => undefined}
      onDropAny={(taken, refused) => onFiles([...taken, ...refused.map(({ file }) => file)])}
    >
      {children}
    </Dropzone>
  );
}
