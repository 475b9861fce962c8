import common from "../../messages/en/common.json" with { type: "json" };
import home from "../../messages/en/home.json" with { type: "json" };
import auth from "../../messages/en/auth.json" with { type: "json" };
import account from "../../messages/en/account.json" with { type: "json" };
import request from "../../messages/en/request.json" with { type: "json" };
import offer from "../../messages/en/offer.json" with { type: "json" };
import errors from "../../messages/en/errors.json" with { type: "json" };
import wallet from "../../messages/en/wallet.json" with { type: "json" };
import claim from "../../messages/en/claim.json" with { type: "json" };
import receipt from "../../messages/en/receipt.json" with { type: "json" };
import pay from "../../messages/en/pay.json" with { type: "json" };
import deal from "../../messages/en/deal.json" with { type: "json" };
import destination from "../../messages/en/destination.json" with { type: "json" };
import admin from "../../messages/en/admin.json" with { type: "json" };
import audit from "../../messages/en/audit.json" with { type: "json" };
import desk from "../../messages/en/desk.json" with { type: "json" };
import info from "../../messages/en/info.json" with { type: "json" };
import notices from "../../messages/en/notices.json" with { type: "json" };
import webhooks from "../../messages/en/webhooks.json" with { type: "json" };
import files from "../../messages/en/files.json" with { type: "json" };
import dossier from "../../messages/en/dossier.json" with { type: "json" };
import chat from "../../messages/en/chat.json" with { type: "json" };
import cases from "../../messages/en/cases.json" with { type: "json" };
import mediation from "../../messages/en/mediation.json" with { type: "json" };
import data from "../../messages/en/data.json" with { type: "json" };
import notifications from "../../messages/en/notifications.json" with { type: "json" };

export default {
  common,
  home,
  auth,
  account,
  request,
  offer,
  errors,
  wallet,
  pay,
  claim,
  receipt,
  deal,
  destination,
  admin,
  audit,
  desk,
  info,
  webhooks,
  files,
  chat,
  dossier,
  cases,
  mediation,
  notices,
  notifications,
  data,
};
