/** What every dialog of the account is told. */
export type AccountDialogProps = { opened: boolean; onClose: () => void };
