import type { MailWords } from "./words.ts";

export const en: MailWords = {
  hello: "Hello {name},",
  greeting: "Hello,",
  code: {
    subject: "Your Amanat code",
    before: "Your e-mail confirmation code:",
    after: "It is valid for 15 minutes. If you did not sign up, ignore this message and give the code to nobody.",
  },
  address_taken: {
    subject: "You already have an Amanat account",
    before: "Somebody tried to sign up with your address, but you already have an account.",
    after: "If it was you, sign in with your password. If not, there is nothing to do.",
  },
  reset_code: {
    subject: "Reset your Amanat password",
    before: "Your code to choose a new password:",
    after:
      "It is valid for 15 minutes. If you did not ask for it, there is nothing to do; your password stays as it is. Give the code to nobody, not even to Amanat's staff.",
  },
  password_changed: {
    subject: "Your Amanat password was changed",
    before: "Your password was changed, and your other devices were signed out.",
    after: "If it was not you, choose a new password now with “Forgot password” and write to support.",
  },
  email_code: {
    subject: "Confirm this address for Amanat",
    before: "Your code to add this address to your account:",
    after: "It is valid for 15 minutes. If you did not ask for it, ignore this message and give the code to nobody.",
  },
  email_changed: {
    subject: "Your Amanat e-mail address was changed",
    before: "The e-mail address of your account was changed. From now on, mail goes to the new one.",
    after: "If it was not you, write to support now.",
  },
  step_up_code: {
    subject: "Your code to confirm an action in Amanat",
    before: "Your code to confirm this action:",
    after:
      "It is valid for 5 minutes and for this one action only. If you did not start it, give the code to nobody and change your password.",
  },
  passkey_added: {
    subject: "A new passkey in your Amanat account",
    before: "A passkey was added to your account. It can be used to sign in.",
    after: "If it was not you, remove it under account security and change your password.",
  },
  passkey_removed: {
    subject: "A passkey was removed from your Amanat account",
    before: "A passkey was removed from your account. It can no longer be used to sign in.",
    after: "If it was not you, change your password and write to support.",
  },
  passkey_suspect: {
    subject: "One of your passkeys was refused",
    before:
      "One of your passkeys answered in a way that suggests it was copied. We refused it, and it stays out of use until you remove it.",
    after: "Remove it under account security and make a new one.",
  },
  way_added: {
    subject: "A new way into your Amanat account",
    before: "This account was linked to yours. It can be used to sign in:",
    after: "If it was not you, unlink it under account security and change your password.",
  },
  way_removed: {
    subject: "A way into your Amanat account was removed",
    before: "This account is no longer linked to yours and cannot be used to sign in:",
    after: "If it was not you, change your password and write to support.",
  },
  admin_asked: {
    subject: "A new admin awaits confirmation",
    before: "The role of an admin was asked for (who asks → for whom):",
    after:
      "Confirm or stop it under People. Where there is no other admin it is given on {when}; else it lapses then without a confirmation.",
  },
  admin_given: {
    subject: "You are an Amanat admin now",
    before: "Your account was given the role of an admin. For safety, it approves nothing for some time.",
    after: "If you did not expect this, write to support.",
  },
};
