import {
  changePasswordInput,
  registerInput,
  requestEmailInput,
  requestPasswordResetInput,
  resendCodeInput,
  resetPasswordInput,
  signInInput,
  verifyEmailInput,
} from "@amanat/contracts";
import { contractIssues } from "@amanat/ui";

/** What the contracts refuse in each of the ways in; loaded with the first submit. */
export const signInRules = (values: unknown) => contractIssues(signInInput, values);
export const signUpRules = (values: unknown) => contractIssues(registerInput, values);
export const verifyRules = (values: { email: string; password: string }) => ({
  ...contractIssues(verifyEmailInput, values),
  ...contractIssues(signInInput, values),
});
export const resendRules = (values: unknown) => contractIssues(resendCodeInput, values);
export const requestResetRules = (values: unknown) => contractIssues(requestPasswordResetInput, values);
export const resetRules = (values: unknown) => contractIssues(resetPasswordInput, values);
export const changePasswordRules = (values: unknown) => contractIssues(changePasswordInput, values);
export const emailRules = (values: unknown) => contractIssues(requestEmailInput, values);
