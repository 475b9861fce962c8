/** Properties of a dialog whose code is loaded when it is first opened. */
export type LateDialogProps = { opened: boolean; onClose: () => void };
