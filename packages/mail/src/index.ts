export { addressState, type MailAddressState, markAddress, reachedAddress, workingAddresses } from "./addresses.ts";
export { type MailJob, mailJob } from "./job.ts";
export { enqueueMail, MAIL_QUEUE } from "./queue.ts";
export { tame } from "./tame.ts";
