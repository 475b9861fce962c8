/** What a dialog that is loaded when it is first opened is told. */
export type LateDialogProps = { opened: boolean; onClose: () => void };
