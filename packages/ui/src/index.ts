export * from "./kit.ts";
export { DealTimeline, DealTimelineItem, type DealTimelineItemProps } from "./deal/timeline.tsx";
export { StepTrack, type TrackStep } from "./deal/step-track.tsx";
export { CodeField, type CodeFieldProps } from "./form/code-field.tsx";
export { contractIssues, countOf, issueOf, serverIssues, type Issue, type IssueKey } from "./form/contract-errors.ts";
export { CountField, type CountFieldProps } from "./form/count-field.tsx";
export {
  PasswordInput,
  Textarea,
  TextInput,
  type PasswordInputProps,
  type TextareaProps,
  type TextInputProps,
} from "./form/text-field.tsx";
export { useIssueTexts } from "./form/issue-text.ts";
export { AppShell, type AppShellProps } from "./layout/app-shell.tsx";
export { DataTable, type Column, type DataTableProps } from "./layout/data-table.tsx";
export { Dropdown, dropdownItem, type DropdownProps } from "./layout/dropdown.tsx";
export { Facts, type Fact } from "./layout/facts.tsx";
export { PageHeader, type PageHeaderProps } from "./layout/page-header.tsx";
export type { ShownAsset } from "./money/asset.ts";
export { Money, type MoneyProps } from "./money/money.tsx";
export { MoneyField, type MoneyFieldProps } from "./money/money-field.tsx";
export { Countdown, useTimeLeft, type CountdownProps } from "./state/countdown.tsx";
export { EmptyState, type EmptyStateProps } from "./state/empty-state.tsx";
export { ErrorState, type ErrorStateProps } from "./state/error-state.tsx";
export { asFailure, useErrorText, type Failure } from "./state/error-text.ts";
export { useDoneToast, useFailureToast } from "./state/failure-toast.ts";
export { CardSkeleton, ListSkeleton, PageSkeleton } from "./state/skeletons.tsx";
export { StatusBadge, type Tone } from "./state/status-badge.tsx";
export { AddressText, FullAddress, shortAddress, type AddressTextProps } from "./text/address-text.tsx";
export { CopyButton, type CopyButtonProps } from "./text/copy-button.tsx";
export { DateText, useDateWords, type DateTextProps } from "./text/date-text.tsx";
export { QrCode } from "./text/qr-code.tsx";
export { UserText, UserWord } from "./text/user-text.tsx";
export { KitHead, KitProvider, type KitProviderProps } from "./theme/provider.tsx";
export { mantineHtmlProps as kitHtmlProps } from "@mantine/core";
