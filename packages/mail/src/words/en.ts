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
  account_closed: {
    subject: "Your Amanat account is deleted",
    before:
      "Your account is closed. Nobody can sign in to it any more, and what we hold about you is being erased now. This stays, because the law or the other side of a deal needs it:",
    after: "We send you nothing more. If you did not ask for this, write to support now.",
  },
  step_up_code: {
    subject: "Your code to confirm an action in Amanat",
    before: "Your code to confirm this action:",
    after:
      "It is valid for 5 minutes and for this one action only. If you did not start it, give the code to nobody and change your password.",
  },
};
